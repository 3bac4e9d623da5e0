/** Random namespaces of all three types. */
import fc from "fast-check";
import schema from "../../../schemas/namespace.schema.json" with { type: "json" };
import { type Rules, type Schema, specArbitrary } from "../../support/schema-arbitrary.ts";
import { type GeneratedKind, omitting } from "./generated-kind.ts";

const rules: Rules = {
	"Namespace.Name": fc.constantFrom("shop.internal", "shop.example", "Shop-1.internal"),
	"Namespace.Vpc": fc.constantFrom("vpc-1", "vpc-2"),
};

function fitted(spec: Record<string, unknown>): Record<string, unknown> {
	if (spec.Type === "HTTP") return omitting(spec, "Vpc", "Properties");
	return spec.Type === "DNS_PUBLIC" ? omitting(spec, "Vpc") : { Vpc: "vpc-1", ...spec };
}

export const namespaces: GeneratedKind = {
	kind: "Namespace",
	nameField: "Name",
	schema: schema as Schema,
	rules,
	spec: specArbitrary(schema as Schema, rules).map(fitted),
	manifestName: (index) => `shop.it-${index}`,
	needs: [],
	ordered: [],
};
