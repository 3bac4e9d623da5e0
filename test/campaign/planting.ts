/**
 * Creates foreign resources before a story begins, and reads every byte of them afterwards, including their tags,
 * instances and record sets. Their instances look like those that ECS left behind, which evenkeel would deregister if
 * it owned them.
 */
import {
	CreateClusterCommand,
	CreateServiceCommand,
	DescribeClustersCommand,
	DescribeServicesCommand,
	DescribeTaskDefinitionCommand,
	RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import {
	CreatePrivateDnsNamespaceCommand,
	CreateServiceCommand as CreateRegistryCommand,
	GetNamespaceCommand,
	GetServiceCommand,
	ListInstancesCommand,
	ListTagsForResourceCommand,
	RegisterInstanceCommand,
} from "@aws-sdk/client-servicediscovery";
import { kindOf, nameOf } from "../../src/model/identity.ts";
import { namespace, recordSetsOfZone } from "../support/aws-reading.ts";
import type { VirtualWorld } from "../support/virtual-world.ts";
import type { Stranger } from "./strangers.ts";

/** Reads all foreign resources completely, by identity. */
export type ReadStrangers = () => Promise<ReadonlyMap<string, string>>;

type Read = () => Promise<unknown>;
type Plant = (world: VirtualWorld, stranger: Stranger, strangers: readonly Stranger[]) => Promise<readonly Read[]>;

const Vpc = "vpc-0e8a1c5d9f3b27460";

/** In creation order. */
const planters: Readonly<Record<string, Plant>> = {
	Cluster: async ({ ecs }, { identity, tags }) => {
		const clusterName = nameOf(identity);
		await ecs.send(new CreateClusterCommand({ clusterName, tags: ecsTags(tags) }));
		const include = ["TAGS" as const, "SETTINGS" as const, "CONFIGURATIONS" as const];
		return [() => ecs.send(new DescribeClustersCommand({ clusters: [clusterName], include }))];
	},
	TaskDefinition: async ({ ecs }, { identity, tags }) => {
		const family = nameOf(identity);
		const containerDefinitions = [{ name: "a", image: "a", memory: 64 }];
		await ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions, tags: ecsTags(tags) }));
		return [() => ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: `${family}:1`, include: ["TAGS"] }))];
	},
	Service: async ({ ecs }, { identity, tags, ending }, strangers) => {
		const [cluster = "", serviceName = ""] = nameOf(identity).split("/");
		const family = strangers.find((one) => kindOf(one.identity) === "TaskDefinition" && one.ending === ending);
		const taskDefinition = nameOf(family?.identity ?? identity);
		const input = { cluster, serviceName, taskDefinition, desiredCount: 0, tags: ecsTags(tags) };
		await ecs.send(new CreateServiceCommand(input));
		return [() => ecs.send(new DescribeServicesCommand({ cluster, services: [serviceName], include: ["TAGS"] }))];
	},
	Namespace: async (world, { identity, tags }) => {
		const { cloudMap } = world;
		const Name = nameOf(identity);
		await cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name, Vpc, Tags: cloudMapTags(tags) }));
		await world.advance(60_000);
		const made = await namespace(world, Name);
		return [
			() => cloudMap.send(new GetNamespaceCommand({ Id: made?.Id })),
			() => cloudMap.send(new ListTagsForResourceCommand({ ResourceARN: made?.Arn })),
			() => recordSetsOfZone(world, made?.Properties?.DnsProperties?.HostedZoneId),
		];
	},
	Registry: async (world, { identity, tags }) => {
		const { cloudMap } = world;
		const [namespaceName = "", Name] = nameOf(identity).split("/");
		const NamespaceId = (await namespace(world, namespaceName))?.Id;
		const DnsConfig = { DnsRecords: [{ Type: "A" as const, TTL: 10 }] };
		const input = { Name, NamespaceId, DnsConfig, Tags: cloudMapTags(tags) };
		const { Service } = await cloudMap.send(new CreateRegistryCommand(input));
		const ServiceId = Service?.Id;
		const InstanceId = "0123456789abcdef0123456789abcdef";
		const ofNoTask = { AWS_INSTANCE_IPV4: "10.0.0.9", ECS_CLUSTER_NAME: "gone", ECS_SERVICE_NAME: "gone" };
		await cloudMap.send(new RegisterInstanceCommand({ ServiceId, InstanceId, Attributes: ofNoTask }));
		return [
			() => cloudMap.send(new GetServiceCommand({ Id: ServiceId })),
			() => cloudMap.send(new ListTagsForResourceCommand({ ResourceARN: Service?.Arn })),
			() => cloudMap.send(new ListInstancesCommand({ ServiceId })),
		];
	},
};

/** Creates all foreign resources. */
export async function plantStrangers(world: VirtualWorld, strangers: readonly Stranger[]): Promise<ReadStrangers> {
	const reads = new Map<string, readonly Read[]>();
	for (const [kind, plant] of Object.entries(planters)) {
		for (const stranger of strangers.filter(({ identity }) => kindOf(identity) === kind)) {
			reads.set(stranger.identity, await plant(world, stranger, strangers));
		}
	}
	// The steady state event after a creation is also part of the comparison.
	await world.advance(60_000);
	return async () => {
		const seen = new Map<string, string>();
		for (const [identity, own] of reads) {
			// An error for a missing resource is also compared.
			const answers = await Promise.all(own.map((read) => read().catch((error: Error) => String(error))));
			seen.set(
				identity,
				JSON.stringify(answers, (key, value) => (key === "$metadata" ? undefined : value)),
			);
		}
		return seen;
	};
}

function ecsTags(tags: Stranger["tags"]) {
	return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

function cloudMapTags(tags: Stranger["tags"]) {
	return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
