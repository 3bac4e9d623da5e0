/**
 * Defines the inputs of a new task, and creates its network interface in awsvpc mode: an address in one of the given
 * subnets (ECS developer guide, task networking).
 */
import type { LaunchType, NetworkConfiguration, TaskOverride } from "@aws-sdk/client-ecs";
import { randomHexadecimal, randomUuid } from "../identifiers.ts";
import type { Place } from "../placement/place.ts";
import type { NetworkInterfaceRecord, PortBinding, RevisionRecord, Tags } from "../record-parts.ts";
import type { ClusterRecord, DeploymentRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { ipv6Of } from "./addresses.ts";

/** The inputs of a new task. */
export interface NewTask {
	readonly cluster: ClusterRecord;
	readonly definition: RevisionRecord;
	readonly deployment?: DeploymentRecord;
	readonly launchType: LaunchType;
	readonly capacityProvider?: string | undefined;
	readonly networkConfiguration?: NetworkConfiguration | undefined;
	readonly platformVersion?: string | undefined;
	/** The instance and its host ports; absent on Fargate. */
	readonly place?: Place;
	readonly group: string;
	readonly startedBy?: string | undefined;
	readonly enableExecuteCommand: boolean;
	readonly overrides?: TaskOverride | undefined;
	readonly tags: Tags;
}

/** The network interface of a task in awsvpc mode, with a reserved address; undefined in other modes. */
export function attachInterface(state: EcsState, task: NewTask): NetworkInterfaceRecord | undefined {
	if (task.definition.definition.networkMode !== "awsvpc") return undefined;
	const subnets = task.networkConfiguration?.awsvpcConfiguration?.subnets ?? [];
	const subnet = leastUsed(task, subnets);
	const { random } = state.context;
	const address = state.addresses.take(subnet);
	return {
		attachmentId: randomUuid(random),
		networkInterfaceId: `eni-${randomHexadecimal(random, 17)}`,
		macAddress: `0a:${[0, 0, 0, 0, 0].map(() => randomHexadecimal(random, 2)).join(":")}`,
		subnet,
		address,
		ipv6Address: state.context.network.dualStackSubnets?.includes(subnet) ? ipv6Of(address) : undefined,
	};
}

/** Services spread their tasks over the subnets and therefore over the Availability Zones. */
function leastUsed(task: NewTask, subnets: readonly string[]): string {
	const counts = new Map(subnets.map((subnet) => [subnet, 0]));
	for (const other of task.deployment?.service.tasks ?? []) {
		const subnet = other.desiredStatus === "RUNNING" ? (other.networkInterface?.subnet ?? "") : "";
		const count = counts.get(subnet);
		if (count !== undefined) counts.set(subnet, count + 1);
	}
	let best = subnets[0] ?? "";
	for (const [subnet, count] of counts) if (count < (counts.get(best) ?? 0)) best = subnet;
	return best;
}

/** In awsvpc mode container ports are on the task's own network interface. */
export function ownPorts(definition: RevisionRecord): PortBinding[] {
	return (definition.definition.containerDefinitions ?? []).flatMap((container) =>
		(container.portMappings ?? []).map((mapping) => ({
			containerName: container.name ?? "",
			containerPort: mapping.containerPort ?? 0,
			hostPort: mapping.containerPort ?? 0,
			protocol: mapping.protocol ?? "tcp",
		})),
	);
}
