/** Random clusters. */
import fc from "fast-check";
import schema from "../../../schemas/cluster.schema.json" with { type: "json" };
import { type Rules, type Schema, specArbitrary } from "../../support/schema-arbitrary.ts";
import { type GeneratedKind, manifestOf, omitting } from "./generated-kind.ts";

const provider = fc.constantFrom("FARGATE", "FARGATE_SPOT");

const rules: Rules = {
	"Cluster.capacityProviders": fc.uniqueArray(provider, { maxLength: 2 }),
	"CapacityProviderStrategyItem.capacityProvider": provider,
	"ClusterServiceConnectDefaultsRequest.namespace": fc.constant("internal"),
	"ClusterSetting.value": fc.constantFrom("enabled", "disabled", "enhanced"),
};

/** A strategy names only what the cluster has, weighs something, and has one base at most. */
function fitted(spec: Record<string, unknown>): Record<string, unknown> {
	const { capacityProviders, defaultCapacityProviderStrategy: strategy } = spec;
	if (!Array.isArray(strategy)) return spec;
	if (!Array.isArray(capacityProviders)) return omitting(spec, "defaultCapacityProviderStrategy");
	const items = strategy
		.filter(({ capacityProvider }) => capacityProviders.includes(capacityProvider))
		.map((item, index) => (index === 0 ? { ...item, weight: (item.weight ?? 0) + 1 } : omitting(item, "base")));
	return { ...spec, defaultCapacityProviderStrategy: items };
}

export const clusters: GeneratedKind = {
	kind: "Cluster",
	nameField: "clusterName",
	schema: schema as Schema,
	rules,
	spec: specArbitrary(schema as Schema, rules).map(fitted),
	needs: [manifestOf("Namespace", "internal", { Type: "HTTP" })],
	ordered: [],
};
