import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { registryManifest } from "../../../src/kinds/registry/manifest.ts";
import type { RegistrySpec } from "../../../src/kinds/registry/spec.ts";

const { identity, normalise } = registryManifest;

describe("the normal form of a registry", () => {
	it("fills in AWS's defaults inside declared fields", () => {
		expect(
			normalise({
				Name: "api",
				NamespaceId: "arn:aws:servicediscovery:eu-west-1:111122223333:namespace/ns-abc",
				DnsConfig: {
					DnsRecords: [
						{ Type: "SRV", TTL: 10 },
						{ Type: "A", TTL: 10 },
					],
				},
				HealthCheckConfig: { Type: "HTTP" },
				HealthCheckCustomConfig: {},
			}),
		).toEqual({
			Name: "api",
			NamespaceId: "ns-abc",
			DnsConfig: {
				RoutingPolicy: "MULTIVALUE",
				DnsRecords: [
					{ Type: "A", TTL: 10 },
					{ Type: "SRV", TTL: 10 },
				],
			},
			HealthCheckConfig: { Type: "HTTP", FailureThreshold: 1, ResourcePath: "/" },
			HealthCheckCustomConfig: { FailureThreshold: 1 },
		});
	});

	it("drops the type that Cloud Map shows but nobody can ask for", () => {
		const observed = { Name: "api", NamespaceId: "ns-abc", Type: "DNS_HTTP" } as unknown as RegistrySpec;
		expect(normalise(observed)).toEqual({ Name: "api", NamespaceId: "ns-abc" });
	});

	it.each([
		["Namespace/internal", "Registry/internal/api"],
		["ns-abc", "Registry/ns-abc/api"],
		["arn:aws:servicediscovery:eu-west-1:111122223333:namespace/ns-abc", "Registry/ns-abc/api"],
	])("is identified by its namespace %s", (NamespaceId, expected) => {
		expect(identity({ Name: "api", NamespaceId })).toBe(expected);
	});

	it("is the same when made twice", () => {
		const spec: fc.Arbitrary<RegistrySpec> = fc.record(
			{
				Name: fc.string(),
				NamespaceId: fc.constantFrom("ns-1", "Namespace/x", "arn:a:namespace/ns-2"),
				DnsConfig: fc.record(
					{
						DnsRecords: fc.array(fc.record({ Type: fc.constantFrom("A", "SRV", "CNAME"), TTL: fc.nat() })),
						RoutingPolicy: fc.constantFrom("MULTIVALUE", "WEIGHTED"),
					},
					{ requiredKeys: ["DnsRecords"] },
				),
				HealthCheckConfig: fc.record({ Type: fc.constantFrom("TCP", "HTTP") }),
				HealthCheckCustomConfig: fc.record({ FailureThreshold: fc.nat(9) }),
			},
			{ requiredKeys: ["Name", "NamespaceId"] },
		);
		fc.assert(fc.property(spec, (value) => void expect(normalise(normalise(value))).toEqual(normalise(value))));
	});
});
