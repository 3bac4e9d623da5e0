/** How each field of clusters, namespaces, registries and task definitions is changed. */
import type { FieldRow, FieldRows } from "./field-row.ts";

const providers = { capacityProviders: ["FARGATE", "FARGATE_SPOT"] };

export const clusterRows: FieldRows = {
	clusterName: { none: "another name is another cluster" },
	settings: {
		base: {},
		born: [{ name: "containerInsights", value: "disabled" }],
		wanted: [{ name: "containerInsights", value: "enabled" }],
	},
	configuration: {
		base: {},
		born: {},
		wanted: { executeCommandConfiguration: { logging: "NONE" } },
		removed: {},
		byHand: { executeCommandConfiguration: { logging: "DEFAULT" } },
	},
	capacityProviders: { base: {}, born: ["FARGATE"], wanted: ["FARGATE", "FARGATE_SPOT"], removed: [] },
	defaultCapacityProviderStrategy: {
		base: providers,
		born: [],
		wanted: [{ capacityProvider: "FARGATE", weight: 1 }],
		removed: [],
	},
	serviceConnectDefaults: {
		base: {},
		born: { namespace: "internal" },
		wanted: { namespace: "external" },
		removed: { namespace: "" },
	},
};

export const logGroupRows: FieldRows = {
	logGroupName: { none: "another name is another log group" },
	retentionInDays: { base: {}, born: 7, wanted: 30, removed: 0 },
	logGroupClass: { base: {}, born: "STANDARD", wanted: "INFREQUENT_ACCESS" },
	kmsKeyId: { base: {}, born: "", wanted: "arn:aws:kms:ap-northeast-1:123456789012:key/1", removed: "" },
};

const records = (TTL: number) => ({ DnsRecords: [{ Type: "A", TTL }] });
const registry = { NamespaceId: "internal", HealthCheckCustomConfig: {}, DnsConfig: records(10) };
const checked = { NamespaceId: "shop.example", DnsConfig: records(10) };

export const registryRows: FieldRows = {
	Name: { none: "another name is another registry" },
	NamespaceId: { none: "in another namespace it is another registry" },
	Description: { base: registry, born: "", wanted: "for the shop", removed: "" },
	DnsConfig: { base: registry, born: records(10), wanted: records(60) },
	HealthCheckConfig: { base: checked, born: { Type: "HTTP" }, wanted: { Type: "HTTP", ResourcePath: "/health" } },
	HealthCheckCustomConfig: { base: { NamespaceId: "internal" }, wanted: { FailureThreshold: 1 } },
	Type: { base: { NamespaceId: "internal" }, bornWith: { DnsConfig: records(10) }, wanted: "HTTP" },
};

const zone = { Type: "DNS_PRIVATE", Vpc: "vpc-1" };
const soa = (TTL: number) => ({ DnsProperties: { SOA: { TTL } } });

export const namespaceRows: FieldRows = {
	Name: { none: "another name is another namespace" },
	Vpc: { none: "in another VPC it is another zone" },
	Type: { base: { Name: "it.example" }, born: "HTTP", wanted: "DNS_PUBLIC" },
	Description: { base: zone, born: "", wanted: "for the shop", removed: "" },
	Properties: { base: zone, born: soa(15), wanted: soa(60) },
};

const container = { name: "web", image: "web:1", memory: 128 };
const definition = { containerDefinitions: [container] };
const on = (wanted: unknown, more = {}): FieldRow => ({ base: { ...definition, ...more }, wanted });

export const taskDefinitionRows: FieldRows = {
	family: { none: "another name is another family" },
	taskRoleArn: on("arn:aws:iam::111122223333:role/web"),
	executionRoleArn: on("arn:aws:iam::111122223333:role/web"),
	networkMode: on("host"),
	containerDefinitions: { base: {}, born: [container], wanted: [{ ...container, image: "web:2" }] },
	volumes: { ...on([{ name: "data" }]), removed: [] },
	placementConstraints: { ...on([{ type: "memberOf", expression: "attribute:zone == a" }]), removed: [] },
	requiresCompatibilities: { ...on(["EC2"]), removed: [] },
	cpu: on("256"),
	memory: on("512"),
	pidMode: on("task"),
	ipcMode: on("task"),
	proxyConfiguration: on({ containerName: "web", properties: [{ name: "ProxyIngressPort", value: "80" }] }),
	inferenceAccelerators: { ...on([{ deviceName: "device", deviceType: "eia1.medium" }]), removed: [] },
	ephemeralStorage: on({ sizeInGiB: 30 }),
	runtimePlatform: on({ cpuArchitecture: "ARM64" }),
	enableFaultInjection: { ...on(true), removed: false },
};
