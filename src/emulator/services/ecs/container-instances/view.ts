/**
 * A container instance in the format of DescribeContainerInstances (ECS API reference, ContainerInstance). Tags and
 * health are present only if requested.
 */
import type { ContainerInstance, ContainerInstanceField, ContainerInstanceHealthStatus } from "@aws-sdk/client-ecs";
import { remainingResources } from "../placement/resources.ts";
import type { InstanceRecord } from "../records.ts";
import { writeTags } from "../tags.ts";

/** The view of `instance`, with the parts that `include` names. */
export function viewInstance(
	instance: InstanceRecord,
	include: readonly ContainerInstanceField[] = [],
): ContainerInstance {
	const tasks = [...instance.tasks];
	return {
		containerInstanceArn: instance.arn,
		ec2InstanceId: instance.ec2InstanceId,
		...(instance.capacityProvider && { capacityProviderName: instance.capacityProvider }),
		version: instance.version,
		versionInfo: instance.versionInfo,
		registeredResources: [...instance.registeredResources],
		remainingResources: remainingResources(instance),
		status: instance.status,
		agentConnected: instance.status !== "INACTIVE",
		// Counts by desired status here, but by last status in a cluster (ECS API reference, ContainerInstance and
		// Cluster).
		runningTasksCount: tasks.filter((task) => task.desiredStatus === "RUNNING").length,
		pendingTasksCount: tasks.filter((task) => task.desiredStatus === "RUNNING" && !task.startedAtMs).length,
		attributes: [...instance.attributes.values()],
		registeredAt: new Date(instance.registeredAtMs),
		attachments: [],
		tags: include.includes("TAGS") ? writeTags(instance.tags) : [],
		...(include.includes("CONTAINER_INSTANCE_HEALTH") && { healthStatus: healthOf(instance) }),
	};
}

/** Machines are never impaired: the container runtime is healthy since registration. */
function healthOf({ registeredAtMs }: InstanceRecord): ContainerInstanceHealthStatus {
	const at = new Date(registeredAtMs);
	return {
		overallStatus: "OK",
		details: [{ type: "CONTAINER_RUNTIME", status: "OK", lastUpdated: at, lastStatusChange: at }],
	};
}
