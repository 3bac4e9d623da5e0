import { describe, expect, it } from "vitest";
import { namespaceManifest } from "../../../src/kinds/namespace/manifest.ts";

const { normalise } = namespaceManifest;

describe("the normal form of a namespace", () => {
	it("fills in the zone's TTL only where properties are declared", () => {
		expect(normalise({ Name: "internal", Type: "DNS_PRIVATE", Vpc: "vpc-1" })).toEqual({
			Name: "internal",
			Type: "DNS_PRIVATE",
			Vpc: "vpc-1",
		});
		expect(normalise({ Name: "internal", Type: "DNS_PUBLIC", Properties: {} })).toEqual({
			Name: "internal",
			Type: "DNS_PUBLIC",
			Properties: { DnsProperties: { SOA: { TTL: 15 } } },
		});
	});

	it("keeps only what a manifest can say of the properties AWS shows", () => {
		const observed = { DnsProperties: { HostedZoneId: "Z1", SOA: { TTL: 60 } }, HttpProperties: { HttpName: "x" } };
		const normal = normalise({ Name: "internal", Type: "DNS_PRIVATE", Properties: observed });
		expect(normal.Properties).toEqual({ DnsProperties: { SOA: { TTL: 60 } } });
		expect(normalise(normal)).toEqual(normal);
	});
});
