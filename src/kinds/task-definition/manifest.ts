/**
 * How TaskDefinition manifests are read: the members of ECS RegisterTaskDefinition. A task definition is owned whole, so
 * that its normal form is complete: two of them are the same exactly when AWS would run the same.
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
