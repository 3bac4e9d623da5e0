/**
 * Tests the constraints of Cloud Map's model: a violation gets InvalidInput with AWS's own sentence, before any
 * resource is read.
 */
import {
	CreateHttpNamespaceCommand,
	CreatePrivateDnsNamespaceCommand,
	CreatePublicDnsNamespaceCommand,
	CreateServiceCommand,
	DeleteNamespaceCommand,
	DeleteServiceAttributesCommand,
	DiscoverInstancesCommand,
	GetInstancesHealthStatusCommand,
	GetOperationCommand,
	ListNamespacesCommand,
	ListOperationsCommand,
	ListServicesCommand,
	RegisterInstanceCommand,
	TagResourceCommand,
	UntagResourceCommand,
	UpdateHttpNamespaceCommand,
	UpdateInstanceCustomHealthStatusCommand,
	UpdatePrivateDnsNamespaceCommand,
	UpdateServiceAttributesCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { createWorld } from "../../world.ts";

const long = (length: number) => "x".repeat(length);
const most = (length: number) => `Member must have length less than or equal to ${length}`;
const ttl = (TTL: number) => ({ DnsProperties: { SOA: { TTL } } });

/** The test covers the model itself, so inputs can have any type. */
type AnyCommand = new (input: never) => object;
const cases: readonly [string, AnyCommand, object, string, string][] = [
	["a reference of 256 characters", DeleteNamespaceCommand, { Id: long(256) }, "id", most(255)],
	[
		"a creator id of 65 characters",
		CreateHttpNamespaceCommand,
		{ Name: "n", CreatorRequestId: long(65) },
		"creatorRequestId",
		most(64),
	],
	[
		"a description of 1025 characters",
		CreateHttpNamespaceCommand,
		{ Name: "n", Description: long(1025) },
		"description",
		most(1024),
	],
	[
		"an HTTP name like an ARN",
		CreateHttpNamespaceCommand,
		{ Name: "arn:x" },
		"name",
		"Member must satisfy regular expression pattern: ^(?!arn:)[!-~]{1,1024}$",
	],
	[
		"a public name with one label",
		CreatePublicDnsNamespaceCommand,
		{ Name: "local" },
		"name",
		"Member must satisfy regular expression pattern: ^(",
	],
	["a VPC id of 65 characters", CreatePrivateDnsNamespaceCommand, { Name: "n", Vpc: long(65) }, "vpc", most(64)],
	[
		"a negative SOA TTL",
		CreatePrivateDnsNamespaceCommand,
		{ Name: "n", Vpc: "v", Properties: ttl(-1) },
		"properties.dnsProperties.sOA.tTL",
		"Member must have value greater than or equal to 0",
	],
	[
		"a changed SOA TTL past 32 bits",
		UpdatePrivateDnsNamespaceCommand,
		{ Id: "n", Namespace: { Properties: ttl(2_147_483_648) } },
		"namespace.properties.dnsProperties.sOA.tTL",
		"Member must have value less than or equal to 2147483647",
	],
	[
		"a changed description of 1025 characters",
		UpdateHttpNamespaceCommand,
		{ Id: "n", Namespace: { Description: long(1025) } },
		"namespace.description",
		most(1024),
	],
	[
		"a tag key of 129 characters",
		TagResourceCommand,
		{ ResourceARN: "a", Tags: [{ Key: long(129), Value: "" }] },
		"tags.1.member.key",
		most(128),
	],
	[
		"a tag value of 257 characters",
		TagResourceCommand,
		{ ResourceARN: "a", Tags: [{ Key: "k", Value: long(257) }] },
		"tags.1.member.value",
		most(256),
	],
	[
		"201 tag keys",
		UntagResourceCommand,
		{ ResourceARN: "a", TagKeys: Array.from({ length: 201 }, () => "k") },
		"tagKeys",
		most(200),
	],
	[
		"an unknown record type",
		CreateServiceCommand,
		{ Name: "s", DnsConfig: { DnsRecords: [{ Type: "MX", TTL: 1 }] } },
		"dnsConfig.dnsRecords.1.member.type",
		"Member must satisfy enum value set: [SRV, A, AAAA, CNAME]",
	],
	[
		"an unknown routing policy",
		CreateServiceCommand,
		{ Name: "s", DnsConfig: { RoutingPolicy: "LATENCY", DnsRecords: [] } },
		"dnsConfig.routingPolicy",
		"Member must satisfy enum value set: [MULTIVALUE, WEIGHTED]",
	],
	[
		"an unknown service type",
		CreateServiceCommand,
		{ Name: "s", Type: "DNS" },
		"type",
		"Member must satisfy enum value set: [HTTP]",
	],
	[
		"an unknown health check",
		UpdateServiceCommand,
		{ Id: "s", Service: { HealthCheckConfig: { Type: "UDP" } } },
		"service.healthCheckConfig.type",
		"Member must satisfy enum value set: [HTTP, HTTPS, TCP]",
	],
	[
		"a failure threshold of 11",
		CreateServiceCommand,
		{ Name: "s", HealthCheckCustomConfig: { FailureThreshold: 11 } },
		"healthCheckCustomConfig.failureThreshold",
		"Member must have value less than or equal to 10",
	],
	[
		"a failure threshold of 0",
		CreateServiceCommand,
		{ Name: "s", HealthCheckConfig: { Type: "TCP", FailureThreshold: 0 } },
		"healthCheckConfig.failureThreshold",
		"Member must have value greater than or equal to 1",
	],
	[
		"an instance ID with a space",
		RegisterInstanceCommand,
		{ ServiceId: "s", InstanceId: "a b", Attributes: {} },
		"instanceId",
		"Member must satisfy regular expression pattern: ^[0-9a-zA-Z_/:.@-]+$",
	],
	[
		"an attribute key with a space",
		RegisterInstanceCommand,
		{ ServiceId: "s", InstanceId: "i", Attributes: { "a b": "" } },
		"attributes",
		"Map keys must satisfy constraint: [Member must satisfy regular expression pattern: ^[a-zA-Z0-9!-~]+$]",
	],
	[
		"an attribute value of 1025 characters",
		RegisterInstanceCommand,
		{ ServiceId: "s", InstanceId: "i", Attributes: { a: long(1025) } },
		"attributes",
		`Map value must satisfy constraint: [${most(1024)}]`,
	],
	[
		"an unknown health status",
		UpdateInstanceCustomHealthStatusCommand,
		{ ServiceId: "s", InstanceId: "i", Status: "UNKNOWN" },
		"status",
		"Member must satisfy enum value set: [HEALTHY, UNHEALTHY]",
	],
	[
		"an unknown health filter",
		DiscoverInstancesCommand,
		{ NamespaceName: "n", ServiceName: "s", HealthStatus: "SICK" },
		"healthStatus",
		"Member must satisfy enum value set: [HEALTHY, UNHEALTHY, ALL, HEALTHY_OR_ELSE_ALL]",
	],
	[
		"1001 results",
		DiscoverInstancesCommand,
		{ NamespaceName: "n", ServiceName: "s", MaxResults: 1001 },
		"maxResults",
		"Member must have value less than or equal to 1000",
	],
	[
		"an account of 3 digits",
		DiscoverInstancesCommand,
		{ NamespaceName: "n", ServiceName: "s", OwnerAccount: "123" },
		"ownerAccount",
		"Member must have length greater than or equal to 12",
	],
	[
		"an empty list of instances",
		GetInstancesHealthStatusCommand,
		{ ServiceId: "s", Instances: [] },
		"instances",
		"Member must have length greater than or equal to 1",
	],
	["an operation id of 256 characters", GetOperationCommand, { OperationId: long(256) }, "operationId", most(255)],
	[
		"a page of 0",
		ListNamespacesCommand,
		{ MaxResults: 0 },
		"maxResults",
		"Member must have value greater than or equal to 1",
	],
	[
		"an unknown filter",
		ListServicesCommand,
		{ Filters: [{ Name: "NAME", Values: ["x"] }] },
		"filters.1.member.name",
		"Member must satisfy enum value set: [NAMESPACE_ID, RESOURCE_OWNER]",
	],
	[
		"an unknown condition",
		ListOperationsCommand,
		{ Filters: [{ Name: "TYPE", Values: ["x"], Condition: "LT" }] },
		"filters.1.member.condition",
		"Member must satisfy enum value set: [EQ, IN, BETWEEN, BEGINS_WITH]",
	],
	[
		"no service attributes to delete",
		DeleteServiceAttributesCommand,
		{ ServiceId: "s", Attributes: [] },
		"attributes",
		"Member must have length greater than or equal to 1",
	],
	[
		"31 service attributes",
		UpdateServiceAttributesCommand,
		{ ServiceId: "s", Attributes: Object.fromEntries(Array.from({ length: 31 }, (_, index) => [`k${index}`, ""])) },
		"attributes",
		most(30),
	],
];

describe("the model", () => {
	it.each(cases)("rejects %s", async (_what, Command, input, path, sentence) => {
		const { cloudMap } = createWorld();
		const refused = cloudMap.send(new Command(input as never) as never);
		await expect(refused).rejects.toMatchObject({
			name: "InvalidInput",
			message: expect.stringMatching(/^\d validation errors? detected: Value '/),
		});
		await expect(refused).rejects.toThrow(`' at '${path}' failed to satisfy constraint: ${sentence}`);
	});

	it("reports all violations at once", async () => {
		const { cloudMap } = createWorld();
		const Filters = [{ Name: "SIZE" as never, Values: [""] }];
		await expect(cloudMap.send(new ListNamespacesCommand({ MaxResults: 101, Filters }))).rejects.toThrow(
			"3 validation errors detected: Value 'SIZE' at 'filters.1.member.name' failed to satisfy constraint: Member must satisfy enum value set: [TYPE, NAME, HTTP_NAME, RESOURCE_OWNER]; Value '' at 'filters.1.member.values.1.member' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
		);
	});
});
