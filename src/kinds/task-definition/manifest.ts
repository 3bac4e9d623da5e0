/**
 * Manifest rules of the TaskDefinition kind: the members of ECS RegisterTaskDefinition.
 * evenkeel owns the whole task definition, so its normal form is complete: two are equal exactly when AWS would run the
 * same.
 */
import { identity } from "../../model/identity.ts";
import type { ManifestRules } from "../../model/manifest-rules.ts";
import { taskDefinitionChecks } from "./checks.ts";
import { normalTaskDefinition } from "./normal-form.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

export const taskDefinitionManifest: ManifestRules<TaskDefinitionSpec> = {
	shape: {
		sdk: "@aws-sdk/client-ecs",
		requests: ["RegisterTaskDefinitionRequest"],
		omit: [],
		add: {},
		required: ["containerDefinitions"],
	},
	nameField: "family",
	tags: { form: "list", field: "tags", key: "key", value: "value" },
	references: [],
	identityForm: { pattern: "[^/]+", example: "TaskDefinition/family" },
	policy: { keys: ["liveImages", "keepRevisions"] },
	identity: (spec) => identity("TaskDefinition", spec.family),
	normalise: normalTaskDefinition,
	checks: taskDefinitionChecks,
};
