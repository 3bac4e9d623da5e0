/** What the generated services refer to: a cluster, registries, and task definitions in awsvpc and in bridge mode. */
import { manifestOf } from "./generated-kind.ts";

const container = {
	name: "web",
	image: "web:1",
	portMappings: [
		{ containerPort: 80, name: "http", appProtocol: "http" },
		{ containerPort: 81, name: "grpc", appProtocol: "grpc" },
	],
	healthCheck: { command: ["CMD", "true"] },
};
const definition = {
	cpu: "256",
	memory: "512",
	taskRoleArn: "arn:aws:iam::111122223333:role/web",
	containerDefinitions: [container],
};
const awsvpc = { ...definition, networkMode: "awsvpc", requiresCompatibilities: ["FARGATE", "EC2"] };
const checked = { NamespaceId: "internal", HealthCheckCustomConfig: { FailureThreshold: 1 } };

export const serviceNeeds = [
	manifestOf("Namespace", "internal", { Type: "DNS_PRIVATE", Vpc: "vpc-1" }),
	manifestOf("Cluster", "shop", {
		capacityProviders: ["FARGATE", "FARGATE_SPOT"],
		defaultCapacityProviderStrategy: [],
	}),
	manifestOf("Registry", "api", { ...checked, DnsConfig: { DnsRecords: [{ Type: "A", TTL: 10 }] } }),
	manifestOf("Registry", "srv", { ...checked, DnsConfig: { DnsRecords: [{ Type: "SRV", TTL: 10 }] } }),
	manifestOf("TaskDefinition", "awsvpc", awsvpc),
	manifestOf("TaskDefinition", "other", { ...awsvpc, cpu: "512", memory: "1024" }),
	manifestOf("TaskDefinition", "with-volume", { ...awsvpc, volumes: [{ name: "data", configuredAtLaunch: true }] }),
	manifestOf("TaskDefinition", "bridge", { ...definition, requiresCompatibilities: ["EC2"] }),
];
