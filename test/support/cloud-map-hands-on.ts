/** Common set-up of the tests of story 5: its names, a converged account, and reads of its resources. */
import {
	ListClustersCommand,
	ListServicesCommand,
	ListTaskDefinitionsCommand,
	ListTasksCommand,
} from "@aws-sdk/client-ecs";
import { ListNamespacesCommand } from "@aws-sdk/client-servicediscovery";
import { expect } from "vitest";
import type { Snapshot } from "../../src/model/snapshot.ts";
import {
	dnsAnswers,
	dnsReply,
	instances,
	privateAddresses,
	recordSets,
	registry,
	registryNames,
	taskId,
	tasks,
	zoneNames,
} from "./aws-reading.ts";
import { exampleStory } from "./example-manifests.ts";
import { createVirtualWorld, type RunningController, type VirtualWorld } from "./virtual-world.ts";

export const story = "cloud-map-hands-on";
export const zone = "httpd-service-discovery.internal";
export const name = `cloudmap-handson.${zone}`;
export const clusterName = "cloudmap-handson-cluster";
export const serviceName = "cloudmap-handson-httpd-service";

/** As documented in the example's discovery.yaml, in any order. */
export const deletions = [
	`Namespace/${zone}`,
	`Registry/${zone}/cloudmap-handson`,
	`Cluster/${clusterName}`,
	"TaskDefinition/httpd-task",
	`Service/${clusterName}/${serviceName}`,
];

/** The calls that create everything, in order. */
export const birth = [
	"servicediscovery:CreatePrivateDnsNamespace",
	"ecs:CreateCluster",
	"ecs:RegisterTaskDefinition",
	"servicediscovery:CreateService",
	"ecs:CreateService",
];
/** The calls that delete everything, in order. */
export const teardown = [
	"ecs:UpdateService",
	"ecs:DeleteService",
	"ecs:DeregisterTaskDefinition",
	"ecs:DeleteCluster",
	"servicediscovery:DeleteService",
	"servicediscovery:DeleteNamespace",
];

/** An account in which the story has converged. */
export async function born(): Promise<{ world: VirtualWorld; evenkeel: RunningController; manifests: Snapshot }> {
	const world = createVirtualWorld();
	const manifests = await exampleStory(story);
	const evenkeel = world.start();
	evenkeel.accept(manifests);
	await evenkeel.settle();
	return { world, evenkeel, manifests };
}

/** Every task has exactly one instance, one multivalue record set and one DNS answer, and there are no others. */
export async function expectTasksFound(world: VirtualWorld, count: number): Promise<void> {
	const running = await tasks(world, clusterName, serviceName);
	expect(running).toHaveLength(count);
	const addresses = privateAddresses(running);
	expect(new Set(addresses).size).toBe(count);
	const ids = running.map(taskId).sort();

	const registered = await instances(world, (await registry(world, zone, "cloudmap-handson"))?.Id ?? "");
	expect([...registered.keys()].sort()).toEqual(ids);
	for (const task of running) {
		expect(registered.get(taskId(task))).toEqual({
			AVAILABILITY_ZONE: task.availabilityZone,
			AWS_INIT_HEALTH_STATUS: "HEALTHY",
			AWS_INSTANCE_IPV4: privateAddresses([task])[0],
			ECS_CLUSTER_NAME: clusterName,
			ECS_SERVICE_NAME: serviceName,
			ECS_TASK_DEFINITION_FAMILY: "httpd-task",
			REGION: "ap-northeast-1",
		});
	}

	const sets = await recordSets(world, zone);
	expect(sets.map(({ SetIdentifier }) => SetIdentifier).sort()).toEqual(ids);
	expect(sets.flatMap(({ ResourceRecords }) => ResourceRecords?.map(({ Value }) => Value)).sort()).toEqual(addresses);
	for (const set of sets) expect(set).toMatchObject({ Name: `${name}.`, Type: "A", MultiValueAnswer: true, TTL: 300 });

	expect(dnsAnswers(world, name)).toEqual(addresses);
	for (const { ttlSeconds } of dnsReply(world, name).answers) expect(ttlSeconds).toBe(300);
}

/** All resources of the account, by names that are the same in every run. */
export async function footprint(world: VirtualWorld) {
	const { clusterArns = [] } = await world.ecs.send(new ListClustersCommand({}));
	const inClusters = async (read: (cluster: string) => Promise<string[] | undefined>) =>
		(await Promise.all(clusterArns.map(read))).flatMap((arns) => (arns ?? []).map(lastPart));
	const revisions = async (status: "ACTIVE" | "INACTIVE") => {
		const { taskDefinitionArns } = await world.ecs.send(new ListTaskDefinitionsCommand({ status }));
		return (taskDefinitionArns ?? []).map(lastPart);
	};
	const { Namespaces = [] } = await world.cloudMap.send(new ListNamespacesCommand({}));
	const there = Namespaces.some(({ Name }) => Name === zone);
	return {
		clusters: clusterArns.map(lastPart).sort(),
		services: await inClusters(
			async (arn) => (await world.ecs.send(new ListServicesCommand({ cluster: arn }))).serviceArns,
		),
		runningTasks: (
			await inClusters(async (arn) => (await world.ecs.send(new ListTasksCommand({ cluster: arn }))).taskArns)
		).length,
		activeRevisions: await revisions("ACTIVE"),
		deregisteredRevisions: await revisions("INACTIVE"),
		namespaces: Namespaces.map(({ Name }) => Name),
		registries: await registryNames(world, zone),
		zones: await zoneNames(world),
		recordSets: there ? (await recordSets(world, zone)).length : 0,
	};
}

/** The resources after convergence. */
export const allThere = {
	clusters: [clusterName],
	services: [serviceName],
	runningTasks: 1,
	activeRevisions: ["httpd-task:1"],
	deregisteredRevisions: [] as string[],
	namespaces: [zone],
	registries: ["cloudmap-handson"],
	zones: [`${zone}.`],
	recordSets: 1,
};
/** The resources after the teardown: only the deregistered revision is left. */
export const nothingLeft = {
	clusters: [],
	services: [],
	runningTasks: 0,
	activeRevisions: [],
	deregisteredRevisions: ["httpd-task:1"],
	namespaces: [],
	registries: [],
	zones: [],
	recordSets: 0,
};

/** Whether a request is a write. */
export function isWrite(operation: string): boolean {
	return !/:(List|Describe|Get)/.test(operation);
}

function lastPart(arn: string): string {
	return arn.slice(arn.lastIndexOf("/") + 1);
}
