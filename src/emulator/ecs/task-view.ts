/**
 * A task as DescribeTasks shows it: its status, its network interface once it is attached, and each container with the
 * ports that were bound for it (ECS API reference, Task and Container).
 */
import type { Attachment, Container, Task, TaskField } from "@aws-sdk/client-ecs";
import { arnOf } from "./identifiers.ts";
import { imageDigest } from "./image-digest.ts";
import { isHealthy } from "./rollout.ts";
import type { EcsState } from "./state.ts";
import { writeTags } from "./tags.ts";
import type { TaskRecord } from "./task-state.ts";

/** The view of `task`, with tags where they were asked for. */
export function viewTask(state: EcsState, task: TaskRecord, include: readonly TaskField[] = []): Task {
	const { definition } = task.definition;
	const at = (member: string, timeMs: number | undefined) => timeMs !== undefined && { [member]: new Date(timeMs) };
	const provisioned = task.lastStatus !== "PROVISIONING";
	return {
		taskArn: task.arn,
		clusterArn: task.cluster.arn,
		taskDefinitionArn: task.definition.arn,
		attachments: attachmentsOf(state, task),
		attributes: [{ name: "ecs.cpu-architecture", value: definition.runtimePlatform?.cpuArchitecture ?? "x86_64" }],
		availabilityZone: task.availabilityZone,
		...(task.capacityProvider && { capacityProviderName: task.capacityProvider }),
		...(task.instance && { containerInstanceArn: task.instance.arn }),
		connectivity: "CONNECTED",
		...(provisioned && at("connectivityAt", task.createdAtMs)),
		containers: containersOf(state, task),
		cpu: task.overrides?.cpu ?? definition.cpu,
		memory: task.overrides?.memory ?? definition.memory,
		...at("createdAt", task.createdAtMs),
		...at("startedAt", task.startedAtMs),
		...at("stoppingAt", task.stoppingAtMs),
		...at("executionStoppedAt", task.executionStoppedAtMs),
		...at("stoppedAt", task.stoppedAtMs),
		desiredStatus: task.desiredStatus,
		lastStatus: task.lastStatus,
		enableExecuteCommand: task.enableExecuteCommand,
		group: task.group,
		healthStatus: healthOf(state, task),
		inferenceAccelerators: [],
		launchType: task.launchType,
		overrides: task.overrides ?? { containerOverrides: [], inferenceAcceleratorOverrides: [] },
		...(task.platformVersion && { platformVersion: task.platformVersion, platformFamily: "Linux" }),
		...(task.startedBy && { startedBy: task.startedBy }),
		...(task.stopCode && { stopCode: task.stopCode }),
		...(task.stoppedReason && { stoppedReason: task.stoppedReason }),
		...(task.launchType === "FARGATE" && { ephemeralStorage: definition.ephemeralStorage ?? { sizeInGiB: 20 } }),
		tags: include.includes("TAGS") ? writeTags(task.tags) : [],
		version: task.version,
	};
}

function attachmentsOf(state: EcsState, task: TaskRecord): Attachment[] {
	const attachments: Attachment[] = [];
	const network = task.networkInterface;
	if (network) {
		const details = {
			subnetId: network.subnet,
			networkInterfaceId: network.networkInterfaceId,
			macAddress: network.macAddress,
			privateDnsName: `ip-${network.address.replaceAll(".", "-")}.${state.surroundings.region}.compute.internal`,
			privateIPv4Address: network.address,
		};
		// Before the network interface is there only its subnet is known.
		const known = Object.entries(details).slice(0, task.lastStatus === "PROVISIONING" ? 1 : undefined);
		attachments.push({
			id: network.attachmentId,
			type: "ElasticNetworkInterface",
			status: attachmentStatus(task),
			details: known.map(([name, value]) => ({ name, value })),
		});
	}
	if (task.deployment?.connect) {
		attachments.push({
			id: `${task.id.slice(0, 8)}-service-connect`,
			type: "Service Connect",
			status: attachmentStatus(task),
			details: [{ name: "ContainerName", value: `ecs-service-connect-${task.id.slice(0, 5)}` }],
		});
	}
	return attachments;
}

function attachmentStatus(task: TaskRecord): string {
	if (task.lastStatus === "PROVISIONING") return "PRECREATED";
	return task.lastStatus === "STOPPED" ? "DELETED" : "ATTACHED";
}

function containersOf(state: EcsState, task: TaskRecord): Container[] {
	const network = task.networkInterface;
	const attached = network && task.lastStatus !== "PROVISIONING";
	const failed = task.stopCode === "TaskFailedToStart";
	return (task.definition.definition.containerDefinitions ?? []).map((container, index) => ({
		containerArn: arnOf(
			state.surroundings,
			`container/${task.cluster.name}/${task.id}/${task.id.slice(0, 8)}-${index}`,
		),
		taskArn: task.arn,
		name: container.name,
		image: container.image,
		...(task.startedAtMs !== undefined && {
			imageDigest: imageDigest(container.image ?? ""),
			runtimeId: `${task.id}-${String(index).padStart(10, "0")}`,
		}),
		lastStatus: containerStatus(task),
		...(task.exitCode !== undefined && { exitCode: task.exitCode }),
		...(failed && { reason: task.stoppedReason }),
		networkBindings:
			network || task.startedAtMs === undefined
				? []
				: task.ports
						.filter((port) => port.containerName === container.name)
						.map(({ containerPort, hostPort, protocol }) => ({ bindIP: "0.0.0.0", containerPort, hostPort, protocol })),
		networkInterfaces: attached ? [{ attachmentId: network.attachmentId, privateIpv4Address: network.address }] : [],
		healthStatus: container.healthCheck ? healthOf(state, task) : "UNKNOWN",
		...(task.enableExecuteCommand && {
			managedAgents: [{ name: "ExecuteCommandAgent", lastStatus: containerStatus(task) }],
		}),
		cpu: String(container.cpu ?? 0),
		...(container.memory !== undefined && { memory: String(container.memory) }),
		...(container.memoryReservation !== undefined && { memoryReservation: String(container.memoryReservation) }),
	}));
}

/** Containers know three statuses only (ECS developer guide, task lifecycle). */
function containerStatus(task: TaskRecord): string {
	if (task.desiredStatus === "STOPPED") {
		return ["DEPROVISIONING", "STOPPED"].includes(task.lastStatus) ? "STOPPED" : "RUNNING";
	}
	return task.lastStatus === "RUNNING" ? "RUNNING" : "PENDING";
}

function healthOf(state: EcsState, task: TaskRecord): "HEALTHY" | "UNKNOWN" {
	const checked = task.definition.definition.containerDefinitions?.some(({ healthCheck }) => healthCheck);
	return checked && isHealthy(task, state.surroundings.clock.now()) ? "HEALTHY" : "UNKNOWN";
}
