/** Sequences that create, change and delete ECS resources, without tasks, whose lifecycle moto does not emulate. */
import {
	CreateClusterCommand,
	CreateServiceCommand,
	DeleteClusterCommand,
	DeleteServiceCommand,
	DeregisterTaskDefinitionCommand,
	DescribeClustersCommand,
	DescribeServicesCommand,
	DescribeTaskDefinitionCommand,
	ListClustersCommand,
	ListServiceDeploymentsCommand,
	ListServicesCommand,
	ListTagsForResourceCommand,
	ListTaskDefinitionFamiliesCommand,
	ListTaskDefinitionsCommand,
	RegisterTaskDefinitionCommand,
	TagResourceCommand,
	UntagResourceCommand,
	UpdateClusterSettingsCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import type { Clients } from "../support/clients.ts";
import type { Tell } from "./recording.ts";

export async function clusters({ ecs }: Clients, tell: Tell): Promise<void> {
	const tags = [{ key: "team", value: "shop" }];
	const created = await tell("CreateCluster", ecs.send(new CreateClusterCommand({ clusterName: "shop", tags })));
	await tell("CreateCluster again", ecs.send(new CreateClusterCommand({ clusterName: "shop" })));
	const settings = [{ name: "containerInsights" as const, value: "enabled" }];
	await tell("UpdateClusterSettings", ecs.send(new UpdateClusterSettingsCommand({ cluster: "shop", settings })));
	const include = ["TAGS" as const, "SETTINGS" as const, "STATISTICS" as const];
	const describe = (names: string[]) => ecs.send(new DescribeClustersCommand({ clusters: names, include }));
	await tell("DescribeClusters", describe(["shop", "none"]));
	const resourceArn = created?.cluster?.clusterArn;
	await tell("TagResource", ecs.send(new TagResourceCommand({ resourceArn, tags: [{ key: "stage", value: "dev" }] })));
	await tell("UntagResource", ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: ["team"] })));
	await tell("ListTagsForResource", ecs.send(new ListTagsForResourceCommand({ resourceArn })));
	await tell("ListClusters", ecs.send(new ListClustersCommand({})));
	await tell("DeleteCluster", ecs.send(new DeleteClusterCommand({ cluster: "shop" })));
	await tell("DeleteCluster again", ecs.send(new DeleteClusterCommand({ cluster: "shop" })));
	await tell("DeleteCluster of none", ecs.send(new DeleteClusterCommand({ cluster: "none" })));
	await tell("DescribeClusters after deletion", describe(["shop"]));
	await tell("ListClusters after deletion", ecs.send(new ListClustersCommand({})));
	await tell("CreateCluster with a wrong name", ecs.send(new CreateClusterCommand({ clusterName: "a b" })));
}

const definition = {
	networkMode: "awsvpc" as const,
	requiresCompatibilities: ["FARGATE" as const],
	cpu: "256",
	memory: "512",
	containerDefinitions: [{ name: "web", image: "nginx:1", portMappings: [{ containerPort: 80 }] }],
};

export async function taskDefinitions({ ecs }: Clients, tell: Tell): Promise<void> {
	const register = (more: object = {}) =>
		ecs.send(new RegisterTaskDefinitionCommand({ family: "web", ...definition, ...more }));
	await tell("RegisterTaskDefinition", register({ tags: [{ key: "team", value: "shop" }] }));
	await tell("RegisterTaskDefinition again", register({ family: "web" }));
	const describe = (taskDefinition: string) =>
		ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ["TAGS"] }));
	await tell("DescribeTaskDefinition of a revision", describe("web:1"));
	await tell("DescribeTaskDefinition of the newest", describe("web"));
	await tell("DescribeTaskDefinition of none", describe("none"));
	await tell("ListTaskDefinitions", ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: "web", sort: "DESC" })));
	await tell("ListTaskDefinitionFamilies", ecs.send(new ListTaskDefinitionFamiliesCommand({ status: "ACTIVE" })));
	const deregister = (taskDefinition: string) => ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
	await tell("DeregisterTaskDefinition", deregister("web:2"));
	await tell("DeregisterTaskDefinition of none", deregister("web:9"));
	await tell("DescribeTaskDefinition after deregistration", describe("web"));
	await tell(
		"ListTaskDefinitions that are INACTIVE",
		ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: "web", status: "INACTIVE" })),
	);
	await tell("RegisterTaskDefinition with a wrong memory", register({ memory: "511" }));
	await tell("RegisterTaskDefinition without containers", register({ containerDefinitions: [] }));
}

/** In bridge mode, because in awsvpc mode moto requires subnets that it created. */
const onInstances = {
	networkMode: "bridge" as const,
	containerDefinitions: [{ name: "web", image: "nginx:1", memory: 128, portMappings: [{ containerPort: 80 }] }],
};

export async function services({ ecs }: Clients, tell: Tell): Promise<void> {
	const cluster = "shop";
	await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
	for (let revision = 1; revision <= 2; revision++) {
		await ecs.send(new RegisterTaskDefinitionCommand({ family: "api", ...onInstances }));
	}
	const create = (more: object = {}) =>
		ecs.send(
			new CreateServiceCommand({
				cluster,
				serviceName: "api",
				taskDefinition: "api:1",
				desiredCount: 0,
				launchType: "EC2",
				tags: [{ key: "team", value: "shop" }],
				...more,
			}),
		);
	const describe = (names: string[]) =>
		ecs.send(new DescribeServicesCommand({ cluster, services: names, include: ["TAGS"] }));
	const update = (service: string, more: object) => ecs.send(new UpdateServiceCommand({ cluster, service, ...more }));
	await tell("CreateService", create());
	await tell("CreateService in no cluster", create({ cluster: "none", serviceName: "other" }));
	await tell("CreateService with no task definition", create({ serviceName: "other", taskDefinition: "none" }));
	await tell("DescribeServices", describe(["api", "none"]));
	await tell("ListServices", ecs.send(new ListServicesCommand({ cluster })));
	await tell("ListServices of no cluster", ecs.send(new ListServicesCommand({ cluster: "none" })));
	await tell("UpdateService of the task definition", update("api", { taskDefinition: "api:2" }));
	await tell("UpdateService of none", update("none", { desiredCount: 0 }));
	await tell("CreateService again with another count", create({ desiredCount: 1 }));
	await tell("UpdateService of the count", update("api", { desiredCount: 0 }));
	await tell("ListServiceDeployments", ecs.send(new ListServiceDeploymentsCommand({ cluster, service: "api" })));
	const deletion = (service: string) => ecs.send(new DeleteServiceCommand({ cluster, service }));
	await tell("DeleteService", deletion("api"));
	await tell("DeleteService of none", deletion("none"));
	await tell("ListServices after deletion", ecs.send(new ListServicesCommand({ cluster })));
}
