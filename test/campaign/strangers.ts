/**
 * What is not ours, with names like ours: planted before a story begins, and read back whole after it. Some of it bears our
 * owner's tag, as a copied resource does, and is still not ours, since its identity is another one.
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
	ListTagsForResourceCommand,
} from "@aws-sdk/client-servicediscovery";
import { identityTag, ownerTag } from "../../src/model/tags.ts";
import { namespace } from "../support/aws-reading.ts";
import type { VirtualWorld } from "../support/virtual-world.ts";

/** Reads all that was planted, every byte of it. */
type ReadStrangers = () => Promise<string>;

/** The ending that makes a name of theirs out of one of ours. */
const theirs = "-theirs";

const Vpc = "vpc-0e8a1c5d9f3b27460";

/** Plants one stranger for each identity: clusters, families and namespaces of like names, and in them the very same names. */
export async function plantStrangers(world: VirtualWorld, identities: readonly string[]): Promise<ReadStrangers> {
	const { ecs, cloudMap } = world;
	const reads: (() => Promise<unknown>)[] = [];
	const namesOf = (kind: string) =>
		identities.filter((one) => one.startsWith(`${kind}/`)).map((one) => one.slice(kind.length + 1));
	const tagsOf = (identity: string) => [
		{ key: ownerTag, value: "evenkeel-examples" },
		{ key: identityTag, value: identity },
	];
	for (const name of namesOf("Cluster")) {
		const clusterName = name + theirs;
		await ecs.send(new CreateClusterCommand({ clusterName, tags: tagsOf(`Cluster/${name}`) }));
		reads.push(() =>
			ecs.send(
				new DescribeClustersCommand({ clusters: [clusterName], include: ["TAGS", "SETTINGS", "CONFIGURATIONS"] }),
			),
		);
	}
	for (const name of namesOf("TaskDefinition")) {
		const family = name + theirs;
		const containerDefinitions = [{ name: "a", image: "a", memory: 64 }];
		await ecs.send(
			new RegisterTaskDefinitionCommand({ family, containerDefinitions, tags: tagsOf(`TaskDefinition/${name}`) }),
		);
		reads.push(() => ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: family, include: ["TAGS"] })));
	}
	const [family = ""] = namesOf("TaskDefinition");
	for (const name of namesOf("Service")) {
		const [cluster, serviceName] = [`${name.split("/")[0]}${theirs}`, name.split("/")[1]];
		const more = { taskDefinition: family + theirs, desiredCount: 0, tags: tagsOf(`Service/${name}`) };
		await ecs.send(new CreateServiceCommand({ cluster, serviceName, ...more }));
		reads.push(() =>
			ecs.send(new DescribeServicesCommand({ cluster, services: [serviceName ?? ""], include: ["TAGS"] })),
		);
	}
	for (const name of namesOf("Namespace")) {
		const Tags = tagsOf(`Namespace/${name}`).map(({ key, value }) => ({ Key: key, Value: value }));
		await cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name: name + theirs, Vpc, Tags }));
		await world.advance(60_000);
		const made = await namespace(world, name + theirs);
		reads.push(
			() => cloudMap.send(new GetNamespaceCommand({ Id: made?.Id })),
			() => cloudMap.send(new ListTagsForResourceCommand({ ResourceARN: made?.Arn })),
		);
		for (const registry of namesOf("Registry").filter((one) => one.startsWith(`${name}/`))) {
			const Name = registry.slice(name.length + 1);
			const { Service } = await cloudMap.send(
				new CreateRegistryCommand({
					Name,
					NamespaceId: made?.Id,
					DnsConfig: { DnsRecords: [{ Type: "A", TTL: 10 }] },
					Tags,
				}),
			);
			reads.push(
				() => cloudMap.send(new GetServiceCommand({ Id: Service?.Id })),
				() => cloudMap.send(new ListTagsForResourceCommand({ ResourceARN: Service?.Arn })),
			);
		}
	}
	// The steady state that ECS tells of after a creation is an event as well.
	await world.advance(60_000);
	return async () => {
		const answers = await Promise.all(reads.map((read) => read()));
		return JSON.stringify(answers, (key, value) => (key === "$metadata" ? undefined : value));
	};
}
