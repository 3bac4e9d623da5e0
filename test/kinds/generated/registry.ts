/** Random registries in a private, a public and an HTTP namespace. */
import fc from "fast-check";
import schema from "../../../schemas/registry.schema.json" with { type: "json" };
import { type Rules, type Schema, specArbitrary } from "../../support/schema-arbitrary.ts";
import { type GeneratedKind, manifestOf, omitting } from "./generated-kind.ts";

const recordTypes = fc.constantFrom<string[]>(["A"], ["AAAA"], ["A", "AAAA"], ["SRV", "A"], ["SRV"], ["CNAME"]);
const dnsConfig = fc
	.record(
		{
			types: recordTypes,
			TTL: fc.integer({ min: 0, max: 86_400 }),
			RoutingPolicy: fc.constantFrom("MULTIVALUE", "WEIGHTED"),
		},
		{ requiredKeys: ["types", "TTL"] },
	)
	.map(({ types, TTL, RoutingPolicy }) => ({
		DnsRecords: types.map((Type) => ({ Type, TTL })),
		...(types.includes("CNAME") ? { RoutingPolicy: "WEIGHTED" } : RoutingPolicy ? { RoutingPolicy } : {}),
	}));

const rules: Rules = {
	"Registry.NamespaceId": fc.constantFrom("private.example", "public.example", "http"),
	"Registry.DnsConfig": dnsConfig,
	"HealthCheckConfig.ResourcePath": fc.constantFrom("/", "/health"),
};

/** What Cloud Map takes together: records need a zone, and Route 53 looks from outside at public names only. */
function fitted({ Type, ...spec }: Record<string, unknown>): Record<string, unknown> {
	const { NamespaceId, HealthCheckConfig: check } = spec as {
		NamespaceId: string;
		HealthCheckConfig?: { Type: string };
	};
	const isHttp = NamespaceId === "http" || (Type === "HTTP" && NamespaceId !== "http" && !spec.DnsConfig);
	const withoutDns = isHttp ? omitting(spec, "DnsConfig", "HealthCheckConfig") : spec;
	const typed = isHttp && Type ? { ...withoutDns, Type } : withoutDns;
	if (NamespaceId !== "public.example" || !typed.DnsConfig || !check) return omitting(typed, "HealthCheckConfig");
	return {
		...omitting(typed, "HealthCheckCustomConfig"),
		HealthCheckConfig: check.Type === "TCP" ? omitting(check, "ResourcePath") : check,
	};
}

export const registries: GeneratedKind = {
	kind: "Registry",
	nameField: "Name",
	schema: schema as Schema,
	rules,
	spec: specArbitrary(schema as Schema, rules).map(fitted),
	needs: [
		manifestOf("Namespace", "private.example", { Type: "DNS_PRIVATE", Vpc: "vpc-1" }),
		manifestOf("Namespace", "public.example", { Type: "DNS_PUBLIC" }),
		manifestOf("Namespace", "http", { Type: "HTTP" }),
	],
	ordered: [],
};
