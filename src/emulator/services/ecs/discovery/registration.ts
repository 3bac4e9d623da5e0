/**
 * Registers running tasks in Cloud Map: one instance in each service registry and in the registry of each offered
 * Service Connect endpoint (ECS developer guide, service discovery). Instances have private addresses, even if the task
 * has a public one.
 */
import type { ServiceRegistry } from "@aws-sdk/client-ecs";
import type { TaskRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { isUnhealthy } from "../tasks/container-state.ts";
import { isChecked } from "../tasks/workload.ts";
import { ensureEndpoint } from "./service-connect.ts";

/**
 * Registers a task that has become RUNNING. With a container health check it starts as UNHEALTHY, because the first
 * result is pending, if the registry uses ECS's health status.
 */
export function registerTask(state: EcsState, task: TaskRecord): void {
	const { deployment } = task;
	if (!deployment) return;
	const registrations: string[] = [];
	const containers = task.definition.definition.containerDefinitions ?? [];
	const checked = containers.some((container) => container.essential !== false && isChecked(container));
	const health = checked ? "UNHEALTHY" : "HEALTHY";
	const ipv6Address = task.networkInterface?.ipv6Address;
	const register = (registryArn: string, port: number | undefined) => {
		const registry = state.ports.serviceRegistries.registry(registryArn);
		if (!registry) return;
		state.ports.serviceRegistries.register(registryArn, task.id, {
			...commonAttributes(state, task),
			...(registry.hasCustomHealth && { AWS_INIT_HEALTH_STATUS: health }),
			...(ipv6Address && registry.recordTypes.includes("AAAA") && { AWS_INSTANCE_IPV6: ipv6Address }),
			...(port && { AWS_INSTANCE_PORT: String(port) }),
		});
		registrations.push(registryArn);
	};
	for (const registry of deployment.configuration.serviceRegistries ?? []) {
		if (registry.registryArn) register(registry.registryArn, registryPort(task, registry));
	}
	for (const endpoint of deployment.connect?.published ?? []) {
		const registryArn = ensureEndpoint(state, deployment, endpoint);
		if (registryArn)
			register(registryArn, endpoint.ingressPort ?? boundPort(task, endpoint.containerName, endpoint.containerPort));
	}
	task.registrations = registrations;
	task.toldHealth = checked ? health : undefined;
}

/** Updates Cloud Map after a change of a task's container health, as ECS does with UpdateInstanceCustomHealthStatus. */
export function tellHealth(state: EcsState, task: TaskRecord): void {
	const { toldHealth, healthyAtMs } = task;
	if (toldHealth === undefined || task.registrations.length === 0) return;
	const isHealthy = healthyAtMs !== undefined && healthyAtMs <= state.context.clock.now();
	const health = isHealthy && !isUnhealthy(task) ? "HEALTHY" : "UNHEALTHY";
	if (health === toldHealth) return;
	task.toldHealth = health;
	for (const registryArn of task.registrations) state.ports.serviceRegistries.setHealth(registryArn, task.id, health);
}

/** Deregisters a task that is about to stop. */
export function deregisterTask(state: EcsState, task: TaskRecord): void {
	for (const registryArn of task.registrations) state.ports.serviceRegistries.deregister(registryArn, task.id);
	task.registrations = [];
}

function commonAttributes(state: EcsState, task: TaskRecord): Record<string, string> {
	const address = task.networkInterface?.address ?? task.instance?.address;
	return {
		AVAILABILITY_ZONE: task.availabilityZone,
		...(address && { AWS_INSTANCE_IPV4: address }),
		...(task.instance && { EC2_INSTANCE_ID: task.instance.ec2InstanceId }),
		ECS_CLUSTER_NAME: task.cluster.name,
		ECS_SERVICE_NAME: task.service?.name ?? "",
		ECS_TASK_DEFINITION_FAMILY: task.definition.family,
		...(task.deployment?.externalId && { ECS_TASK_SET_EXTERNAL_ID: task.deployment.externalId }),
		REGION: state.context.region,
	};
}

function registryPort(task: TaskRecord, registry: ServiceRegistry): number | undefined {
	if (registry.port !== undefined) return registry.port;
	if (registry.containerName === undefined || registry.containerPort === undefined) return undefined;
	return boundPort(task, registry.containerName, registry.containerPort);
}

function boundPort(task: TaskRecord, containerName: string, containerPort: number): number | undefined {
	const binding = task.ports.find(
		(port) => port.containerName === containerName && port.containerPort === containerPort,
	);
	return binding?.hostPort;
}
