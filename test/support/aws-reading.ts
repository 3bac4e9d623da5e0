/**
 * Reads an account as any AWS user could: through SDK clients and DNS, and never through evenkeel, so that a story
 * relies on AWS's answers only. Every list is read to its last page.
 */
import {
	type Cluster,
	DescribeClustersCommand,
	DescribeServicesCommand,
	DescribeTaskDefinitionCommand,
	type DescribeTaskDefinitionCommandOutput,
	DescribeTasksCommand,
	ListTasksCommand,
	type Service,
	type Task,
} from "@aws-sdk/client-ecs";
import {
	GetHostedZoneCommand,
	ListHostedZonesCommand,
	ListResourceRecordSetsCommand,
	type ResourceRecordSet,
} from "@aws-sdk/client-route-53";
import {
	GetNamespaceCommand,
	GetServiceCommand,
	ListInstancesCommand,
	ListNamespacesCommand,
	ListServicesCommand,
	ListTagsForResourceCommand,
	type Namespace,
	type Service as Registry,
} from "@aws-sdk/client-servicediscovery";
import type { DnsReply } from "../../src/emulator/dns/answer.ts";
import type { AwsClients, VirtualWorld } from "./virtual-world.ts";

/** A cluster with its tags and settings; undefined if it does not exist or is INACTIVE. */
export async function cluster({ ecs }: AwsClients, name: string): Promise<Cluster | undefined> {
	const { clusters } = await ecs.send(
		new DescribeClustersCommand({ clusters: [name], include: ["TAGS", "SETTINGS", "CONFIGURATIONS"] }),
	);
	return clusters?.find(({ status }) => status !== "INACTIVE");
}

/** A service with its tags; undefined if it does not exist or is INACTIVE. */
export async function service({ ecs }: AwsClients, clusterName: string, name: string): Promise<Service | undefined> {
	const { services } = await ecs.send(
		new DescribeServicesCommand({ cluster: clusterName, services: [name], include: ["TAGS"] }),
	);
	return services?.find(({ status }) => status !== "INACTIVE");
}

/** The revision `family:7`, or the latest ACTIVE one of `family`, with its tags. */
export async function taskDefinition(
	{ ecs }: AwsClients,
	name: string,
): Promise<Pick<DescribeTaskDefinitionCommandOutput, "taskDefinition" | "tags">> {
	return ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: name, include: ["TAGS"] }));
}

/** The tasks of a service: those with desired status RUNNING, or the stopped ones that AWS still shows. */
export async function tasks(
	{ ecs }: AwsClients,
	clusterName: string,
	serviceName: string,
	desiredStatus: "RUNNING" | "STOPPED" = "RUNNING",
): Promise<readonly Task[]> {
	const arns: string[] = [];
	let nextToken: string | undefined;
	do {
		const page = await ecs.send(new ListTasksCommand({ cluster: clusterName, serviceName, desiredStatus, nextToken }));
		arns.push(...(page.taskArns ?? []));
		nextToken = page.nextToken;
	} while (nextToken);
	if (arns.length === 0) return [];
	return (await ecs.send(new DescribeTasksCommand({ cluster: clusterName, tasks: arns }))).tasks ?? [];
}

/** The ID at the end of a task's ARN, which is its instance ID in Cloud Map. */
export function taskId({ taskArn }: Task): string {
	return taskArn?.split("/").at(-1) ?? "";
}

/** The private address of each task that has one, sorted. */
export function privateAddresses(all: readonly Task[]): readonly string[] {
	const details = all.flatMap(({ attachments }) =>
		(attachments ?? []).flatMap((attachment) => attachment.details ?? []),
	);
	return details.flatMap(({ name, value }) => (name === "privateIPv4Address" && value ? [value] : [])).sort();
}

/** The namespace of this name, with its hosted zone; undefined if there is none. */
export async function namespace({ cloudMap }: AwsClients, name: string): Promise<Namespace | undefined> {
	let NextToken: string | undefined;
	do {
		const page = await cloudMap.send(new ListNamespacesCommand({ NextToken }));
		const found = page.Namespaces?.find(({ Name }) => Name === name);
		if (found) return (await cloudMap.send(new GetNamespaceCommand({ Id: found.Id }))).Namespace;
		NextToken = page.NextToken;
	} while (NextToken);
	return undefined;
}

/** The registry of this name in a namespace; undefined if either does not exist. */
export async function registry(world: AwsClients, namespaceName: string, name: string): Promise<Registry | undefined> {
	const { cloudMap } = world;
	const parent = await namespace(world, namespaceName);
	if (!parent?.Id) return undefined;
	let NextToken: string | undefined;
	do {
		const Filters = [{ Name: "NAMESPACE_ID" as const, Values: [parent.Id], Condition: "EQ" as const }];
		const page = await cloudMap.send(new ListServicesCommand({ Filters, NextToken }));
		const found = page.Services?.find(({ Name }) => Name === name);
		if (found) return (await cloudMap.send(new GetServiceCommand({ Id: found.Id }))).Service;
		NextToken = page.NextToken;
	} while (NextToken);
	return undefined;
}

/** The attributes of each instance of a registry, by instance ID. */
export async function instances(
	{ cloudMap }: AwsClients,
	registryId: string,
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
	const found = new Map<string, Record<string, string>>();
	let NextToken: string | undefined;
	do {
		const page = await cloudMap.send(new ListInstancesCommand({ ServiceId: registryId, NextToken }));
		for (const { Id, Attributes } of page.Instances ?? []) found.set(Id ?? "", Attributes ?? {});
		NextToken = page.NextToken;
	} while (NextToken);
	return found;
}

/** The tags of a namespace or registry, by key. */
export async function cloudMapTags(
	{ cloudMap }: AwsClients,
	arn: string | undefined,
): Promise<Readonly<Record<string, string>>> {
	const { Tags } = await cloudMap.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
	return Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
}

/** The hosted zone of a namespace and its VPCs; undefined if there is none. */
export async function hostedZone(world: AwsClients, namespaceName: string) {
	const id = (await namespace(world, namespaceName))?.Properties?.DnsProperties?.HostedZoneId;
	return id === undefined ? undefined : world.route53.send(new GetHostedZoneCommand({ Id: id }));
}

/** The record sets in the hosted zone of a namespace, without the NS and SOA records that every zone has. */
export async function recordSets(world: AwsClients, namespaceName: string): Promise<readonly ResourceRecordSet[]> {
	const id = (await namespace(world, namespaceName))?.Properties?.DnsProperties?.HostedZoneId;
	if (id === undefined) throw new Error(`The namespace ${namespaceName} has no hosted zone.`);
	return recordSetsOfZone(world, id);
}

/** The record sets of a hosted zone, without the NS and SOA records that every zone has. */
export async function recordSetsOfZone(
	{ route53 }: Pick<AwsClients, "route53">,
	id: string | undefined,
): Promise<readonly ResourceRecordSet[]> {
	const found: ResourceRecordSet[] = [];
	let next: { StartRecordName?: string; StartRecordType?: ResourceRecordSet["Type"]; StartRecordIdentifier?: string } =
		{};
	for (;;) {
		const page = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: id, ...next }));
		found.push(...(page.ResourceRecordSets ?? []));
		if (!page.IsTruncated) break;
		next = {
			...(page.NextRecordName && { StartRecordName: page.NextRecordName }),
			...(page.NextRecordType && { StartRecordType: page.NextRecordType }),
			...(page.NextRecordIdentifier && { StartRecordIdentifier: page.NextRecordIdentifier }),
		};
	}
	return found.filter(({ Type }) => Type !== "NS" && Type !== "SOA");
}

/** The sorted values of a DNS answer; empty if there are none. */
export function dnsAnswers({ emulator }: VirtualWorld, name: string, type = "A"): readonly string[] {
	const { answers } = emulator.resolveDns({ name, type });
	return answers
		.filter((record) => record.type === type)
		.map(({ value }) => value)
		.sort();
}

/** The addresses and ports that a client of SRV records calls: each answer's target and port, and the target's A record. */
export function callable(world: VirtualWorld, name: string): readonly string[] {
	return dnsAnswers(world, name, "SRV").flatMap((value) => {
		const [, , port, target = ""] = value.split(" ");
		return dnsAnswers(world, target).map((address) => `http://${address}:${port}`);
	});
}

/** A complete DNS response: its code, and the authority section of a negative answer. */
export function dnsReply({ emulator }: VirtualWorld, name: string, type = "A"): DnsReply {
	return emulator.resolveDns({ name, type });
}

/** The names of all registries in a namespace, sorted; empty if the namespace does not exist. */
export async function registryNames(world: AwsClients, namespaceName: string): Promise<readonly string[]> {
	const parent = await namespace(world, namespaceName);
	if (!parent?.Id) return [];
	const Filters = [{ Name: "NAMESPACE_ID" as const, Values: [parent.Id], Condition: "EQ" as const }];
	const { Services } = await world.cloudMap.send(new ListServicesCommand({ Filters, MaxResults: 100 }));
	return (Services ?? []).map(({ Name }) => Name ?? "").sort();
}

/** The names of the account's hosted zones, sorted, each with a trailing dot. */
export async function zoneNames({ route53 }: AwsClients): Promise<readonly string[]> {
	const { HostedZones } = await route53.send(new ListHostedZonesCommand({}));
	return (HostedZones ?? []).map(({ Name }) => Name ?? "").sort();
}
