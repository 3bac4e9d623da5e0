/** Valid requests for most resource types, which tests of bad input modify. */
import type { Random } from "../../src/lib/random.ts";

const ecs = "AmazonEC2ContainerServiceV20141113";
const cloudMap = "Route53AutoNaming_v20170314";
const awsvpcConfiguration = { subnets: ["subnet-a"], securityGroups: ["sg-1"], assignPublicIp: "ENABLED" };
const tags = [{ key: "team", value: "a" }];

/** Placeholders for the IDs of resources that earlier requests created. */
const namespaceMark = "$namespace";
const registry = "$registry";
const instanceMark = "$instance";

/** Target and input; each request finds the resources it needs if they are sent in this order. */
export const goodRequests: readonly (readonly [target: string, input: object])[] = [
	[`${cloudMap}.CreateHttpNamespace`, { Name: "h", Tags: [{ Key: "a", Value: "b" }], Description: "d" }],
	[
		`${cloudMap}.CreatePrivateDnsNamespace`,
		{ Name: "p.internal", Vpc: "vpc-1", Properties: { DnsProperties: { SOA: { TTL: 5 } } } },
	],
	[
		`${cloudMap}.ListNamespaces`,
		{ Filters: [{ Name: "TYPE", Values: ["DNS_PRIVATE"], Condition: "EQ" }], MaxResults: 5 },
	],
	[`${ecs}.CreateCluster`, { clusterName: "a", tags, settings: [{ name: "containerInsights", value: "enabled" }] }],
	[`${ecs}.UpdateCluster`, { cluster: "a", serviceConnectDefaults: { namespace: "h" } }],
	[
		`${ecs}.PutClusterCapacityProviders`,
		{
			cluster: "a",
			capacityProviders: ["FARGATE", "FARGATE_SPOT"],
			defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1, base: 1 }],
		},
	],
	[
		`${ecs}.RegisterTaskDefinition`,
		{
			family: "t",
			executionRoleArn: "arn:aws:iam::123456789012:role/e",
			networkMode: "awsvpc",
			requiresCompatibilities: ["FARGATE"],
			cpu: "256",
			memory: "512",
			tags,
			volumes: [{ name: "v" }],
			containerDefinitions: [
				{
					name: "c",
					image: "nginx:1",
					essential: true,
					portMappings: [{ containerPort: 80, name: "http", appProtocol: "http" }],
					environment: [{ name: "A", value: "b" }],
					secrets: [{ name: "S", valueFrom: "arn:aws:ssm:ap-northeast-1:123456789012:parameter/s" }],
					mountPoints: [{ sourceVolume: "v", containerPath: "/v" }],
					healthCheck: { command: ["CMD", "true"], interval: 5 },
					logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": "g" } },
					dockerLabels: { a: "b" },
					dependsOn: [],
				},
			],
		},
	],
	[
		`${ecs}.CreateService`,
		{
			cluster: "a",
			serviceName: "s",
			taskDefinition: "t",
			desiredCount: 2,
			launchType: "FARGATE",
			networkConfiguration: { awsvpcConfiguration },
			deploymentConfiguration: {
				minimumHealthyPercent: 50,
				deploymentCircuitBreaker: { enable: true, rollback: true },
			},
			serviceConnectConfiguration: {
				enabled: true,
				namespace: "h",
				services: [{ portName: "http", discoveryName: "s", clientAliases: [{ port: 80, dnsName: "s" }] }],
			},
			tags,
		},
	],
	[`${ecs}.UpdateService`, { cluster: "a", service: "s", desiredCount: 1, forceNewDeployment: true }],
	[
		`${ecs}.RunTask`,
		{
			cluster: "a",
			taskDefinition: "t",
			count: 1,
			launchType: "FARGATE",
			networkConfiguration: { awsvpcConfiguration },
			overrides: { containerOverrides: [{ name: "c", environment: [{ name: "A", value: "c" }] }], cpu: "512" },
		},
	],
	[
		`${ecs}.RegisterContainerInstance`,
		{
			cluster: "a",
			totalResources: [{ name: "CPU", type: "INTEGER", integerValue: 1024 }],
			attributes: [{ name: "a", value: "b" }],
		},
	],
	[
		`${ecs}.PutAttributes`,
		{ cluster: "a", attributes: [{ name: "a", value: "b", targetId: instanceMark, targetType: "container-instance" }] },
	],
	[`${ecs}.PutAccountSetting`, { name: "containerInsights", value: "enabled" }],
	[`${ecs}.DescribeServices`, { cluster: "a", services: ["s"], include: ["TAGS"] }],
	[`${ecs}.DescribeClusters`, { clusters: ["a"], include: ["TAGS", "SETTINGS", "STATISTICS"] }],
	[`${ecs}.ListTasks`, { cluster: "a", serviceName: "s", maxResults: 1, desiredStatus: "RUNNING" }],
	[`${ecs}.ListContainerInstances`, { cluster: "a", filter: "attribute:a == b", maxResults: 5 }],
	[`${ecs}.ListServices`, { cluster: "a", maxResults: 1, launchType: "FARGATE" }],
	[`${ecs}.TagResource`, { resourceArn: "arn:aws:ecs:ap-northeast-1:123456789012:service/a/s", tags }],
	[`${ecs}.ListTagsForResource`, { resourceArn: "arn:aws:ecs:ap-northeast-1:123456789012:cluster/a" }],
	[
		`${cloudMap}.CreateService`,
		{
			Name: "r",
			NamespaceId: namespaceMark,
			DnsConfig: { DnsRecords: [{ Type: "A", TTL: 5 }], RoutingPolicy: "MULTIVALUE" },
			HealthCheckCustomConfig: { FailureThreshold: 1 },
		},
	],
	[
		`${cloudMap}.RegisterInstance`,
		{ ServiceId: registry, InstanceId: "i", Attributes: { AWS_INSTANCE_IPV4: "10.0.0.1" } },
	],
	[`${cloudMap}.ListNamespaces`, { Filters: [{ Name: "TYPE", Values: ["HTTP"], Condition: "EQ" }], MaxResults: 1 }],
	[`${cloudMap}.ListServices`, { Filters: [{ Name: "NAMESPACE_ID", Values: [namespaceMark] }] }],
	[`${cloudMap}.ListOperations`, { Filters: [{ Name: "UPDATE_DATE", Values: ["1", "2"], Condition: "BETWEEN" }] }],
	[
		`${cloudMap}.DiscoverInstances`,
		{ NamespaceName: "h", ServiceName: "s", QueryParameters: { a: "b" }, HealthStatus: "ALL", MaxResults: 1 },
	],
];

/** The text of an input with the IDs from previous answers. */
export function filledIn(input: unknown, answers: string): string {
	const last = (pattern: RegExp) => [...answers.matchAll(pattern)].at(-1)?.[1] ?? "none";
	return JSON.stringify(input)
		.replaceAll(namespaceMark, last(/"(ns-\w+)"/g))
		.replaceAll(registry, last(/"(srv-\w+)"/g))
		.replaceAll(instanceMark, last(/container-instance\/a\/(\w+)/g));
}

/** The value with one of its members, at any depth, removed or replaced. */
export function withOneChange(value: unknown, random: Random, replacement: () => unknown): unknown {
	const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
	if (entries.length === 0) return replacement();
	const [chosen] = entries[Math.floor(random() * entries.length)] ?? [];
	const changed = entries.flatMap(([key, member]): [string, unknown][] => {
		if (key !== chosen) return [[key, member]];
		if (random() < 0.1) return [];
		const goesDeeper = typeof member === "object" && random() < 0.8;
		return [[key, goesDeeper ? withOneChange(member, random, replacement) : replacement()]];
	});
	return Array.isArray(value) ? changed.map(([, member]) => member) : Object.fromEntries(changed);
}
