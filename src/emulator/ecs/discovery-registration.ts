/**
 * What a running task leaves in Cloud Map: one instance in each service registry and in the registry of each Service
 * Connect endpoint that it offers (ECS developer guide, service discovery). Always with private addresses, also where the
 * task has a public one.
 */
import type { ServiceRegistry } from "@aws-sdk/client-ecs";
import { ensureEndpoint } from "./service-connect.ts";
import type { EcsState } from "./state.ts";
import type { TaskRecord } from "./task-state.ts";

/** Registers a task that has just become RUNNING. */
export function registerTask(state: EcsState, task: TaskRecord): void {
	setTaskHealth(state, task, "HEALTHY");
}

/** Registers a task with the health of its containers, in place of what was there of it. */
export function setTaskHealth(state: EcsState, task: TaskRecord, health: "HEALTHY" | "UNHEALTHY"): void {
	const { deployment } = task;
	if (!deployment) return;
	const registrations: string[] = [];
	const register = (registryArn: string, port: number | undefined) => {
		const attributes = { ...commonAttributes(state, task, health), ...(port && { AWS_INSTANCE_PORT: String(port) }) };
		state.discovery.register(registryArn, task.id, attributes);
		registrations.push(registryArn);
	};
	for (const registry of deployment.configuration.serviceRegistries ?? []) {
		if (!registry.registryArn) continue;
		register(registry.registryArn, registryPort(task, registry));
	}
	for (const endpoint of deployment.connect?.published ?? []) {
		const registryArn = ensureEndpoint(state, deployment, endpoint);
		if (registryArn) register(registryArn, boundPort(task, endpoint.containerName, endpoint.containerPort));
	}
	task.registrations = registrations;
}

/** Takes a task that is about to stop out of Cloud Map. */
export function deregisterTask(state: EcsState, task: TaskRecord): void {
	for (const registryArn of task.registrations) state.discovery.deregister(registryArn, task.id);
	task.registrations = [];
}

function commonAttributes(state: EcsState, task: TaskRecord, health: string): Record<string, string> {
	return {
		AVAILABILITY_ZONE: task.availabilityZone,
		AWS_INIT_HEALTH_STATUS: health,
		AWS_INSTANCE_IPV4: task.networkInterface?.address ?? task.instance?.address ?? "",
		...(task.instance && { EC2_INSTANCE_ID: task.instance.ec2InstanceId }),
		ECS_CLUSTER_NAME: task.cluster.name,
		ECS_SERVICE_NAME: task.service?.name ?? "",
		ECS_TASK_DEFINITION_FAMILY: task.definition.family,
		...(task.deployment?.externalId && { ECS_TASK_SET_EXTERNAL_ID: task.deployment.externalId }),
		REGION: state.surroundings.region,
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
