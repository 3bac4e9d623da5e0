/** An account with several resources of each type that ECS lists, and all its lists. */
import {
	CreateCapacityProviderCommand,
	CreateClusterCommand,
	CreateServiceCommand,
	DescribeCapacityProvidersCommand,
	ECSClient,
	ListAccountSettingsCommand,
	ListAttributesCommand,
	ListClustersCommand,
	ListContainerInstancesCommand,
	ListServiceDeploymentsCommand,
	ListServicesByNamespaceCommand,
	ListServicesCommand,
	ListTaskDefinitionFamiliesCommand,
	ListTaskDefinitionsCommand,
	ListTasksCommand,
	RegisterContainerInstanceCommand,
	RegisterTaskDefinitionCommand,
	RunTaskCommand,
	StopTaskCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { openInProcess } from "../../../../src/aws/client-settings.ts";
import { type List, type Start, startOf } from "../../sample-list.ts";
import type { World } from "../../world.ts";

const count = 5;
const numbers = Array.from({ length: count }, (_, index) => index);
const namespace = "connected";
const networkConfiguration = { awsvpcConfiguration: { subnets: ["subnet-a"] } };

async function fill(world: World, ecs: ECSClient): Promise<void> {
	await world.httpNamespace(namespace);
	for (const index of numbers) {
		await ecs.send(new CreateClusterCommand({ clusterName: index === 0 ? "default" : `cluster-${index}` }));
		await ecs.send(new RegisterContainerInstanceCommand({ attributes: [{ name: "rack", value: String(index % 2) }] }));
		const autoScalingGroupArn = `arn:aws:autoscaling:us-east-1:1:autoScalingGroup:1:autoScalingGroupName/g${index}`;
		const autoScalingGroupProvider = { autoScalingGroupArn };
		await ecs.send(new CreateCapacityProviderCommand({ name: `provider-${index}`, autoScalingGroupProvider }));
		const containerDefinitions = [{ name: "web", image: "nginx", memory: 1 }];
		for (const networkMode of ["bridge", "awsvpc"] as const) {
			await ecs.send(
				new RegisterTaskDefinitionCommand({
					family: `family-${index}`,
					networkMode,
					cpu: "256",
					memory: "512",
					containerDefinitions,
				}),
			);
		}
		await ecs.send(
			new CreateServiceCommand({
				serviceName: `service-${index}`,
				taskDefinition: `family-${index}:2`,
				launchType: "FARGATE",
				desiredCount: 0,
				networkConfiguration,
				serviceConnectConfiguration: { enabled: true, namespace },
			}),
		);
		await ecs.send(new UpdateServiceCommand({ service: "service-0", forceNewDeployment: true }));
		const run = { taskDefinition: "family-0:2", launchType: "FARGATE" as const, networkConfiguration };
		const { tasks } = await ecs.send(new RunTaskCommand({ ...run, count: 2 }));
		await ecs.send(new StopTaskCommand({ task: tasks?.[0]?.taskArn }));
	}
}

/** Fills `world` and returns all ECS lists in it. */
export async function sampleLists(world: World): Promise<List[]> {
	const ecs = openInProcess(ECSClient, world.emulator);
	await fill(world, ecs);
	const list = <Output extends { readonly nextToken?: string | undefined }>(
		name: string,
		send: (page: Start) => Promise<Output>,
		items: (output: Output) => readonly unknown[] | undefined,
		{ least = count, largest = 100 } = {},
	): List => ({
		name,
		least,
		largest,
		page: async (maxResults, start) => {
			const output = await send({ maxResults, ...start });
			return { items: items(output) ?? [], next: startOf({ nextToken: output.nextToken }) };
		},
	});
	const revisions = (sort: "ASC" | "DESC") =>
		list(
			`ListTaskDefinitions ${sort}`,
			(page) => ecs.send(new ListTaskDefinitionsCommand({ sort, ...page })),
			({ taskDefinitionArns }) => taskDefinitionArns,
			{ least: 2 * count },
		);
	const tasks = (desiredStatus: "RUNNING" | "STOPPED") =>
		list(
			`ListTasks ${desiredStatus}`,
			(page) => ecs.send(new ListTasksCommand({ desiredStatus, ...page })),
			({ taskArns }) => taskArns,
		);
	const attributes = (attributeName?: string) =>
		list(
			`ListAttributes ${attributeName ?? ""}`,
			(page) => ecs.send(new ListAttributesCommand({ targetType: "container-instance", attributeName, ...page })),
			({ attributes: found }) => found,
		);
	return [
		list(
			"ListClusters",
			(page) => ecs.send(new ListClustersCommand(page)),
			({ clusterArns }) => clusterArns,
		),
		list(
			"ListServices",
			(page) => ecs.send(new ListServicesCommand(page)),
			({ serviceArns }) => serviceArns,
		),
		list(
			"ListServicesByNamespace",
			(page) => ecs.send(new ListServicesByNamespaceCommand({ namespace, ...page })),
			({ serviceArns }) => serviceArns,
		),
		list(
			"ListServiceDeployments",
			(page) => ecs.send(new ListServiceDeploymentsCommand({ service: "service-0", ...page })),
			({ serviceDeployments }) => serviceDeployments,
		),
		list(
			"ListContainerInstances",
			(page) => ecs.send(new ListContainerInstancesCommand(page)),
			({ containerInstanceArns }) => containerInstanceArns,
		),
		list(
			"ListContainerInstances with a filter",
			(page) => ecs.send(new ListContainerInstancesCommand({ filter: "attribute:rack == 0", ...page })),
			({ containerInstanceArns }) => containerInstanceArns,
			{ least: 3 },
		),
		list(
			"ListTaskDefinitionFamilies",
			(page) => ecs.send(new ListTaskDefinitionFamiliesCommand(page)),
			({ families }) => families,
		),
		list(
			"ListAccountSettings",
			(page) => ecs.send(new ListAccountSettingsCommand({ effectiveSettings: true, ...page })),
			({ settings }) => settings,
			{ largest: 10, least: 10 },
		),
		list(
			"DescribeCapacityProviders",
			(page) => ecs.send(new DescribeCapacityProvidersCommand(page)),
			({ capacityProviders }) => capacityProviders,
			{ largest: 10 },
		),
		revisions("ASC"),
		revisions("DESC"),
		tasks("RUNNING"),
		tasks("STOPPED"),
		attributes(),
		attributes("rack"),
	];
}
