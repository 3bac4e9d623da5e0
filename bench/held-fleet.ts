/**
 * Measures a fleet in the embedded AWS, created with plain SDK calls: its memory, and the CPU until it is steady in
 * virtual time. The heap shows retained memory; the resident set also includes garbage.
 */
import {
	CreateClusterCommand,
	CreateServiceCommand,
	DescribeClustersCommand,
	ListClustersCommand,
	RegisterTaskDefinitionCommand,
	type RegisterTaskDefinitionCommandInput,
} from "@aws-sdk/client-ecs";
import {
	CreatePrivateDnsNamespaceCommand,
	CreateServiceCommand as CreateRegistryCommand,
} from "@aws-sdk/client-servicediscovery";
import { groupBy } from "../src/lib/group.ts";
import { namespace } from "../test/support/aws-reading.ts";
import { createVirtualWorld, type VirtualWorld } from "../test/support/virtual-world.ts";
import { namesOf } from "./fleet.ts";
import { measure, megabytes, memory, type Sizes, seconds, type Table } from "./measure.ts";

const tasksOfAService = 2;
/** Longer than AWS needs to create a namespace. */
const namespaceMs = 60_000;
/** Twice the time that a Fargate task needs to run and to count as healthy. */
const untilSteadyMs = 180_000;

export async function heldFleetFigures({ held: services }: Sizes): Promise<Table> {
	const before = memory();
	const observedState = createVirtualWorld();
	const birth = await measure(() => create(observedState, services));
	const rollOut = await measure(() => observedState.advance(untilSteadyMs));
	const after = memory();
	const running = await runningTasks(observedState);
	return {
		title: `${services} services with ${running} running tasks in the embedded AWS`,
		figures: [
			{ what: "heap", value: megabytes(after.heapBytes - before.heapBytes), target: "< 500 MiB" },
			{ what: "resident set of the whole process", value: megabytes(after.residentBytes) },
			{ what: "CPU to create them by SDK calls", value: seconds(birth.cpuMs) },
			{ what: "CPU until all are steady, in virtual time", value: seconds(rollOut.cpuMs) },
		],
	};
}

/** Clusters and namespaces come first, so that no time passes while services are created. */
async function create(observedState: VirtualWorld, services: number): Promise<void> {
	const clusters = groupBy(
		Array.from({ length: services }, (_, index) => namesOf(index)),
		({ cluster }) => cluster,
	);
	for (const clusterName of clusters.keys()) {
		await observedState.ecs.send(new CreateClusterCommand({ clusterName }));
		const input = { Name: `${clusterName}.internal`, Vpc: "vpc-0e8a1c5d9f3b27460" };
		await observedState.cloudMap.send(new CreatePrivateDnsNamespaceCommand(input));
	}
	await observedState.advance(namespaceMs);
	for (const [cluster, members] of clusters) await createServices(observedState, cluster, members);
}

async function createServices(
	observedState: VirtualWorld,
	cluster: string,
	members: readonly { readonly service: string }[],
): Promise<void> {
	const { ecs, cloudMap } = observedState;
	const NamespaceId = (await namespace(observedState, `${cluster}.internal`))?.Id;
	for (const { service: name } of members) {
		const created = await cloudMap.send(
			new CreateRegistryCommand({ Name: name, NamespaceId, DnsConfig: { DnsRecords: [{ Type: "A", TTL: 30 }] } }),
		);
		await ecs.send(new RegisterTaskDefinitionCommand(definition(name)));
		await ecs.send(
			new CreateServiceCommand({
				cluster,
				serviceName: name,
				taskDefinition: name,
				launchType: "FARGATE",
				desiredCount: tasksOfAService,
				networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-a", "subnet-b"] } },
				serviceRegistries: [{ registryArn: created.Service?.Arn }],
			}),
		);
	}
}

function definition(name: string): RegisterTaskDefinitionCommandInput {
	return {
		family: name,
		requiresCompatibilities: ["FARGATE"],
		networkMode: "awsvpc",
		cpu: "256",
		memory: "512",
		executionRoleArn: "arn:aws:iam::123456789012:role/ecsTaskExecutionRole",
		containerDefinitions: [
			{
				name: "web",
				image: `123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/${name}:1`,
				portMappings: [{ containerPort: 8080 }],
				environment: [{ name: "PORT", value: "8080" }],
			},
		],
	};
}

async function runningTasks({ ecs }: VirtualWorld): Promise<number> {
	const { clusterArns } = await ecs.send(new ListClustersCommand({}));
	const { clusters = [] } = await ecs.send(new DescribeClustersCommand({ clusters: clusterArns }));
	return clusters.reduce((sum, { runningTasksCount = 0 }) => sum + runningTasksCount, 0);
}
