/** IAM: whether the roles that actions name exist. Only for `preflight: [roles]`. */
import { containsOnlyRequested } from "./answers.ts";
import { defineOptionalService } from "./service.ts";

export const iam = defineOptionalService({
	name: "iam",
	optional: true,
	packageName: "@aws-sdk/client-iam",
	load: () => import("@aws-sdk/client-iam"),
	client: ({ IAMClient }) => IAMClient,
	// AWS publishes no rates; these are modest.
	rates: { all: { burst: 20, perSecond: 10 } },
	reads: {
		GetRole: {
			command: ({ GetRoleCommand }) => GetRoleCommand,
			rate: "all",
			answer: { has: "Role", each: ["RoleName"], mismatch: containsOnlyRequested("Role", "RoleName", "RoleName") },
			why: "only for `preflight: [roles]`: whether a role exists, and lets tasks or ECS assume it",
		},
	},
	writes: {},
	errors: { missing: ["NoSuchEntity", "NoSuchEntityException"], unavailable: ["ServiceFailureException"] },
	usedBy: "preflight",
});
