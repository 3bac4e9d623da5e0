/** Random log groups of all classes. */
import fc from "fast-check";
import schema from "../../../schemas/log-group.schema.json" with { type: "json" };
import { type Rules, type Schema, specArbitrary } from "../../support/schema-arbitrary.ts";
import { type GeneratedKind, omitting } from "./generated-kind.ts";

const rules: Rules = {
	"LogGroup.logGroupName": fc.constantFrom("/ecs/web", "shop.log#1", "a/b-c_d"),
	"LogGroup.kmsKeyId": fc.constantFrom("", "arn:aws:kms:ap-northeast-1:123456789012:key/1"),
	"LogGroup.tags": fc.constantFrom({}, { team: "shop" }, { team: "shop", stage: "" }),
};

export const logGroups: GeneratedKind = {
	kind: "LogGroup",
	nameField: "logGroupName",
	schema: schema as Schema,
	rules,
	spec: specArbitrary(schema as Schema, rules).map((spec) =>
		spec.logGroupClass === "DELIVERY" ? omitting(spec, "retentionInDays") : spec,
	),
	needs: [],
	ordered: [],
};
