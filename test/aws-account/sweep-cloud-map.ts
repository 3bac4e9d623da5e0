/** Removes what a run has made in Cloud Map: instances that nobody stands behind any more, registries, namespaces and their zones. */
import {
	DeleteNamespaceCommand,
	DeleteServiceCommand,
	DeregisterInstanceCommand,
	ListInstancesCommand,
	ListNamespacesCommand,
	ListServicesCommand,
	ListTagsForResourceCommand,
	type ServiceSummary,
} from "@aws-sdk/client-servicediscovery";
import { everyPage, hasPrefix, isOwned, remove, type Sweep } from "./ownership.ts";

/** ECS's own tag on the registries that it makes for Service Connect endpoints. */
const managedByEcs = "AmazonECSManaged";

export async function sweepNamespaces(sweep: Sweep): Promise<void> {
	const { cloudMap } = sweep;
	const namespaces = await everyPage(
		(NextToken) => cloudMap.send(new ListNamespacesCommand({ NextToken })),
		({ Namespaces }) => Namespaces?.filter(({ Name }) => hasPrefix(sweep, Name)),
		({ NextToken }) => NextToken,
	);
	for (const { Id, Arn, Name } of namespaces) {
		if (!isOwned(sweep, await tagsOf(sweep, Arn))) continue;
		await sweepRegistries(sweep, Id ?? "");
		await remove(sweep, `namespace ${Name}`, () => cloudMap.send(new DeleteNamespaceCommand({ Id })));
	}
}

async function sweepRegistries(sweep: Sweep, namespaceId: string): Promise<void> {
	const { cloudMap } = sweep;
	const Filters = [{ Name: "NAMESPACE_ID" as const, Values: [namespaceId], Condition: "EQ" as const }];
	const registries = await everyPage(
		(NextToken) => cloudMap.send(new ListServicesCommand({ Filters, NextToken })),
		({ Services }) => Services,
		({ NextToken }) => NextToken,
	);
	for (const registry of registries) {
		const tags = await tagsOf(sweep, registry.Arn);
		// What ECS made in a namespace of ours it made for our services, and it may leave it behind.
		const isManaged = tags.some(({ Key }) => Key === managedByEcs);
		const isOurs = hasPrefix(sweep, registry.Name) && isOwned(sweep, tags);
		if (isOurs || isManaged) await sweepRegistry(sweep, registry);
	}
}

async function sweepRegistry(sweep: Sweep, { Id: ServiceId, Name }: ServiceSummary): Promise<void> {
	const { cloudMap } = sweep;
	const instances = await everyPage(
		(NextToken) => cloudMap.send(new ListInstancesCommand({ ServiceId, NextToken })),
		({ Instances }) => Instances,
		({ NextToken }) => NextToken,
	);
	for (const { Id: InstanceId } of instances) {
		await remove(sweep, `instance ${InstanceId} of registry ${Name}`, () =>
			cloudMap.send(new DeregisterInstanceCommand({ ServiceId, InstanceId })),
		);
	}
	await remove(sweep, `registry ${Name}`, () => cloudMap.send(new DeleteServiceCommand({ Id: ServiceId })));
}

async function tagsOf({ cloudMap }: Sweep, ResourceARN: string | undefined) {
	return (await cloudMap.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags ?? [];
}
