/**
 * A task in the format of DescribeTasks: status and times, its network interface after attachment, and its containers
 * (ECS API reference, Task).
 */
import type { Attachment, Task, TaskField } from "@aws-sdk/client-ecs";
import type { TaskRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { writeTags } from "../tags.ts";
import { taskHealth, viewContainers } from "./container-view.ts";

/** The view of `task`, with tags if requested. */
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
		containers: viewContainers(state, task),
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
		healthStatus: taskHealth(state, task),
		inferenceAccelerators: [],
		launchType: task.launchType,
		overrides: { containerOverrides: [], inferenceAcceleratorOverrides: [], ...task.overrides },
		...(task.platformVersion && { platformVersion: task.platformVersion, platformFamily: "Linux" }),
		...(task.startedBy && { startedBy: task.startedBy }),
		...(task.stopCode && { stopCode: task.stopCode }),
		...(task.stoppedReason && { stoppedReason: task.stoppedReason }),
		...(task.launchType === "FARGATE" && {
			ephemeralStorage: task.overrides?.ephemeralStorage ?? definition.ephemeralStorage ?? { sizeInGiB: 20 },
		}),
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
			privateDnsName: `ip-${network.address.replaceAll(".", "-")}.${state.context.region}.compute.internal`,
			privateIPv4Address: network.address,
		};
		// Before the network interface is attached, only its subnet is known.
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
