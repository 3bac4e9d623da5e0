/** Removes what a run has made in ECS: services by force, then their clusters, then every revision of its families. */
import {
	DeleteClusterCommand,
	DeleteServiceCommand,
	DeleteTaskDefinitionsCommand,
	DeregisterTaskDefinitionCommand,
	DescribeClustersCommand,
	DescribeServicesCommand,
	DescribeTaskDefinitionCommand,
	ListClustersCommand,
	ListServicesCommand,
	ListTaskDefinitionFamiliesCommand,
	ListTaskDefinitionsCommand,
} from "@aws-sdk/client-ecs";
import { everyPage, hasPrefix, isOwned, remove, type Sweep } from "./ownership.ts";

/** The most names that one DescribeClusters and one DescribeServices take. */
const clustersAtOnce = 100;
const servicesAtOnce = 10;

export async function sweepClusters(sweep: Sweep): Promise<void> {
	const { ecs } = sweep;
	const arns = await everyPage(
		(nextToken) => ecs.send(new ListClustersCommand({ nextToken })),
		({ clusterArns }) => clusterArns?.filter((arn) => hasPrefix(sweep, lastPart(arn))),
		({ nextToken }) => nextToken,
	);
	for (let start = 0; start < arns.length; start += clustersAtOnce) {
		const batch = arns.slice(start, start + clustersAtOnce);
		const { clusters = [] } = await ecs.send(new DescribeClustersCommand({ clusters: batch, include: ["TAGS"] }));
		for (const { clusterName = "", status, tags } of clusters) {
			if (status === "INACTIVE" || !isOwned(sweep, tags)) continue;
			await sweepServices(sweep, clusterName);
			await remove(sweep, `cluster ${clusterName}`, () => ecs.send(new DeleteClusterCommand({ cluster: clusterName })));
		}
	}
}

async function sweepServices(sweep: Sweep, cluster: string): Promise<void> {
	const { ecs } = sweep;
	const arns = await everyPage(
		(nextToken) => ecs.send(new ListServicesCommand({ cluster, nextToken })),
		({ serviceArns }) => serviceArns?.filter((arn) => hasPrefix(sweep, lastPart(arn))),
		({ nextToken }) => nextToken,
	);
	for (let start = 0; start < arns.length; start += servicesAtOnce) {
		const batch = arns.slice(start, start + servicesAtOnce);
		const { services = [] } = await ecs.send(
			new DescribeServicesCommand({ cluster, services: batch, include: ["TAGS"] }),
		);
		for (const { serviceName: service, status, tags } of services) {
			if (status !== "ACTIVE" || !isOwned(sweep, tags)) continue;
			await remove(sweep, `service ${cluster}/${service}`, () =>
				ecs.send(new DeleteServiceCommand({ cluster, service, force: true })),
			);
		}
	}
}

/** Deregistered revisions cost nothing, but they would stay for ever. */
export async function sweepTaskDefinitions(sweep: Sweep): Promise<void> {
	const { ecs, prefix } = sweep;
	const families = await everyPage(
		(nextToken) =>
			ecs.send(new ListTaskDefinitionFamiliesCommand({ familyPrefix: `${prefix}-`, status: "ALL", nextToken })),
		(page) => page.families,
		({ nextToken }) => nextToken,
	);
	for (const familyPrefix of families) {
		for (const status of ["ACTIVE", "INACTIVE"] as const) {
			const arns = await everyPage(
				(nextToken) => ecs.send(new ListTaskDefinitionsCommand({ familyPrefix, status, nextToken })),
				({ taskDefinitionArns }) => taskDefinitionArns,
				({ nextToken }) => nextToken,
			);
			for (const taskDefinition of arns) await sweepRevision(sweep, taskDefinition, status);
		}
	}
}

async function sweepRevision(sweep: Sweep, taskDefinition: string, status: "ACTIVE" | "INACTIVE"): Promise<void> {
	const { ecs } = sweep;
	const { tags } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ["TAGS"] }));
	if (!isOwned(sweep, tags)) return;
	await remove(sweep, `task definition ${lastPart(taskDefinition)}`, async () => {
		if (status === "ACTIVE") return ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
		return ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions: [taskDefinition] }));
	});
}

function lastPart(arn: string): string {
	return arn.slice(arn.lastIndexOf("/") + 1);
}
