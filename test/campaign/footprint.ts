/**
 * Reads all resources of AWS through its own lists, without IDs that differ between accounts: two accounts that reached
 * the same end on different ways have the same footprint, and a duplicate or leftover resource shows as a difference.
 */
import {
	DescribeClustersCommand,
	DescribeServicesCommand,
	DescribeTaskDefinitionCommand,
	ListClustersCommand,
	ListServicesCommand,
	ListTaskDefinitionsCommand,
	ListTasksCommand,
} from "@aws-sdk/client-ecs";
import {
	ListInstancesCommand,
	ListNamespacesCommand,
	ListServicesCommand as ListRegistriesCommand,
	ListTagsForResourceCommand,
} from "@aws-sdk/client-servicediscovery";
import { recordSetsOfZone, zoneNames } from "../support/aws-reading.ts";
import type { VirtualWorld } from "../support/virtual-world.ts";

type Tag = { readonly key?: string; readonly value?: string; readonly Key?: string; readonly Value?: string };

/** One sorted line per resource: its name and the properties that must be the same in every run. */
export async function footprint(world: VirtualWorld): Promise<readonly string[]> {
	const zones = (await zoneNames(world)).map((name) => `zone ${name}`);
	return [...(await inEcs(world)), ...(await inCloudMap(world)), ...zones].sort();
}

async function inEcs({ ecs }: VirtualWorld): Promise<readonly string[]> {
	const lines: string[] = [];
	const { clusterArns: clusters = [] } = await ecs.send(new ListClustersCommand({}));
	const described = await ecs.send(new DescribeClustersCommand({ clusters, include: ["TAGS", "SETTINGS"] }));
	for (const { clusterName: cluster = "", settings, tags } of described.clusters ?? []) {
		lines.push(`cluster ${cluster} ${JSON.stringify(settings)} ${tagText(tags)}`);
		const { serviceArns: services = [] } = await ecs.send(new ListServicesCommand({ cluster }));
		if (services.length === 0) continue;
		for (const service of (await ecs.send(new DescribeServicesCommand({ cluster, services, include: ["TAGS"] })))
			.services ?? []) {
			const { serviceName, status, desiredCount, runningCount, deployments, taskDefinition, tags: own } = service;
			const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, serviceName }));
			lines.push(
				`service ${cluster}/${serviceName} ${status} ${lastPart(taskDefinition)} ${desiredCount}/${runningCount}/${taskArns.length} ` +
					`deployments ${deployments?.length} ${tagText(own)}`,
			);
		}
	}
	const { taskDefinitionArns = [] } = await ecs.send(new ListTaskDefinitionsCommand({ status: "ACTIVE" }));
	for (const arn of taskDefinitionArns) {
		const { tags } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn, include: ["TAGS"] }));
		lines.push(`revision ${lastPart(arn)} ${tagText(tags)}`);
	}
	return lines;
}

async function inCloudMap(world: VirtualWorld): Promise<readonly string[]> {
	const { cloudMap } = world;
	const tagsOf = async (arn: string | undefined) =>
		tagText((await cloudMap.send(new ListTagsForResourceCommand({ ResourceARN: arn }))).Tags);
	const lines: string[] = [];
	const { Namespaces = [] } = await cloudMap.send(new ListNamespacesCommand({}));
	for (const { Id = "", Name = "", Arn, Description, Properties } of Namespaces) {
		const zone = Properties?.DnsProperties?.HostedZoneId;
		const records = zone === undefined ? [] : await recordSetsOfZone(world, zone);
		lines.push(`namespace ${Name} ${Description ?? ""} records ${records.length} ${await tagsOf(Arn)}`);
		const Filters = [{ Name: "NAMESPACE_ID" as const, Values: [Id] }];
		const { Services = [] } = await cloudMap.send(new ListRegistriesCommand({ Filters }));
		for (const registry of Services) {
			const { Instances = [] } = await cloudMap.send(new ListInstancesCommand({ ServiceId: registry.Id }));
			const dns = JSON.stringify(registry.DnsConfig?.DnsRecords ?? []);
			lines.push(
				`registry ${Name}/${registry.Name} ${dns} instances ${Instances.length} ${await tagsOf(registry.Arn)}`,
			);
		}
	}
	return lines;
}

/** Tags whose values contain IDs of this account are shown by key only. */
function tagText(tags: readonly Tag[] | undefined): string {
	return (tags ?? [])
		.map(({ key, value, Key, Value }) =>
			(key ?? Key) === "evenkeel:redeploy" ? key : `${key ?? Key}=${value ?? Value}`,
		)
		.sort()
		.join(" ");
}

function lastPart(arn = ""): string {
	return arn.slice(arn.lastIndexOf("/") + 1);
}

/** The number of revisions that lost or incomplete answers may leave behind. */
const mostSurplus = 5;

/**
 * Whether a footprint is as expected. With `surplus`, services must run the right content under any revision number,
 * and a few more revisions may exist or may have been deregistered by a user.
 */
export function sameLines(seen: readonly string[], expected: readonly string[], surplus = false): boolean {
	if (!surplus) return seen.join("\n") === expected.join("\n");
	const [now, wanted] = [byContent(seen), byContent(expected)];
	return now.lines.join("\n") === wanted.lines.join("\n") && now.revisions <= wanted.revisions + mostSurplus;
}

/** The lines without revisions; a revision's tags, including its content hash, are shown with its services. */
function byContent(lines: readonly string[]): { readonly lines: readonly string[]; readonly revisions: number } {
	const contents = new Map(
		lines.flatMap((line) => {
			const [, name = "", tags = ""] = /^revision (\S+) ?(.*)$/.exec(line) ?? [];
			return name === "" ? [] : [[name, tags] as const];
		}),
	);
	const others = lines.filter((line) => !line.startsWith("revision "));
	return {
		lines: others.map((line) =>
			line.replace(/^(service \S+ \w+ )(\S+)/, (_, start, name) => `${start}${contents.get(name) ?? name}`),
		),
		revisions: contents.size,
	};
}

/** The lines that only one of two footprints has. */
export function difference(expected: readonly string[], seen: readonly string[]): string {
	const missing = expected.filter((line) => !seen.includes(line)).map((line) => `- ${line}`);
	return [...missing, ...seen.filter((line) => !expected.includes(line)).map((line) => `+ ${line}`)].join("\n");
}
