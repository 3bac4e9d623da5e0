/**
 * The containers of a task in the format of DescribeTasks: status, health, exit and bound ports of each (ECS API
 * reference, Container).
 */
import type { Container, ContainerDefinition, HealthStatus, NetworkInterface } from "@aws-sdk/client-ecs";
import { arnOf } from "../identifiers.ts";
import type { NetworkInterfaceRecord } from "../record-parts.ts";
import type { TaskRecord } from "../records.ts";
import { isHealthy } from "../scheduler/rollout.ts";
import type { EcsState } from "../state.ts";
import { imageDigest } from "../task-definitions/image-digest.ts";
import { isUnhealthy } from "./container-state.ts";
import { isChecked } from "./workload.ts";

/** The views of the containers of `task`, in the order of its definition. */
export function viewContainers(state: EcsState, task: TaskRecord): Container[] {
	const network = task.networkInterface;
	const attached = network && task.lastStatus !== "PROVISIONING";
	return (task.definition.definition.containerDefinitions ?? []).map((container, index) => {
		const { exitCode } = task.containers.get(container.name ?? "") ?? {};
		const reason = reasonOf(task, container);
		return {
			containerArn: arnOf(state.context, `container/${task.cluster.name}/${task.id}/${task.id.slice(0, 8)}-${index}`),
			taskArn: task.arn,
			name: container.name,
			image: container.image,
			...(task.startedAtMs !== undefined && {
				imageDigest: digestOf(state, task, container),
				runtimeId: `${task.id}-${String(index).padStart(10, "0")}`,
			}),
			lastStatus: containerStatus(task, exitCode),
			...(exitCode !== undefined && { exitCode }),
			...(reason !== undefined && { reason }),
			networkBindings: bindingsOf(task, container),
			networkInterfaces: attached ? [interfaceOf(network)] : [],
			healthStatus: containerHealth(state, task, container),
			...(task.enableExecuteCommand && {
				managedAgents: [{ name: "ExecuteCommandAgent", lastStatus: containerStatus(task, exitCode) }],
			}),
			cpu: String(container.cpu ?? 0),
			...(container.memory !== undefined && { memory: String(container.memory) }),
			...(container.memoryReservation !== undefined && { memoryReservation: String(container.memoryReservation) }),
		};
	});
}

/** A task is healthy if all essential containers with a health check are (ECS API reference, Task). */
export function taskHealth(state: EcsState, task: TaskRecord): HealthStatus {
	if (isUnhealthy(task)) return "UNHEALTHY";
	const containers = task.definition.definition.containerDefinitions ?? [];
	const checked = containers.some((container) => container.essential !== false && isChecked(container));
	return checked && isHealthy(task, state.context.clock.now()) ? "HEALTHY" : "UNKNOWN";
}

function containerHealth(state: EcsState, task: TaskRecord, container: ContainerDefinition): HealthStatus {
	if (!isChecked(container)) return "UNKNOWN";
	if (task.containers.get(container.name ?? "")?.unhealthy) return "UNHEALTHY";
	return isHealthy(task, state.context.clock.now()) ? "HEALTHY" : "UNKNOWN";
}

/** Containers have only three statuses (ECS developer guide, task lifecycle). */
function containerStatus(task: TaskRecord, exitCode: number | undefined): string {
	if (exitCode !== undefined) return "STOPPED";
	if (task.desiredStatus === "STOPPED") {
		return ["DEPROVISIONING", "STOPPED"].includes(task.lastStatus) ? "STOPPED" : "RUNNING";
	}
	return task.lastStatus === "RUNNING" ? "RUNNING" : "PENDING";
}

/** A service's tasks run the images that their deployment pinned. */
function digestOf(state: EcsState, { deployment }: TaskRecord, { name, image = "" }: ContainerDefinition): string {
	const pinned = deployment?.images.find(({ containerName }) => containerName === name);
	return pinned?.imageDigest ?? imageDigest(image, state.imageDigests);
}

/** The reason of a container's exit, or of a failed start that it caused. */
function reasonOf(task: TaskRecord, { name = "" }: ContainerDefinition): string | undefined {
	const { startFailure } = task.workload;
	const failed = startFailure && task.stopCode === "TaskFailedToStart";
	if (failed && (startFailure.container ?? name) === name) return startFailure.containerReason ?? startFailure.reason;
	return task.containers.get(name)?.reason;
}

function bindingsOf(task: TaskRecord, container: ContainerDefinition): Container["networkBindings"] {
	if (task.networkInterface || task.startedAtMs === undefined) return [];
	return task.ports
		.filter((port) => port.containerName === container.name)
		.map(({ containerPort, hostPort, protocol }) => ({ bindIP: "0.0.0.0", containerPort, hostPort, protocol }));
}

function interfaceOf({ attachmentId, address, ipv6Address }: NetworkInterfaceRecord): NetworkInterface {
	return { attachmentId, privateIpv4Address: address, ...(ipv6Address && { ipv6Address }) };
}
