/** Control routes of the external inputs of deployments: CloudWatch alarms, Lambda functions and image registries. */
import { createBodyCheck } from "../../../body-check.ts";
import { json } from "../../../control/answers.ts";
import type { Route } from "../../../control/route.ts";
import type { EcsTools } from "../tools.ts";

/** A body with one boolean member. */
function checkSwitch(member: string) {
	const properties = { [member]: { type: "boolean" } };
	return createBodyCheck({ type: "object", properties, required: [member], additionalProperties: false });
}

const checkPush = createBodyCheck({
	type: "object",
	properties: { image: { type: "string", minLength: 1 }, digest: { type: "string", pattern: "^sha256:[0-9a-f]{64}$" } },
	required: ["image", "digest"],
	additionalProperties: false,
});

/** The routes for alarms, lifecycle hooks and image digests. */
export function deploymentRoutes(tools: EcsTools): readonly Route[] {
	return [
		{
			method: "POST",
			path: "/alarms/{name}",
			check: checkSwitch("inAlarm"),
			answer: ({ parts: { name = "" }, body }) => {
				const { inAlarm } = body as { readonly inAlarm: boolean };
				tools.setAlarm(name, inAlarm);
				return json({ name, inAlarm });
			},
		},
		{
			method: "POST",
			path: "/lifecycle-hooks/{hookTargetArn}",
			check: checkSwitch("fails"),
			answer: ({ parts: { hookTargetArn = "" }, body }) => {
				const { fails } = body as { readonly fails: boolean };
				// Setting a hook to failing twice has the effect of once: one removal ends it.
				const recover = tools.failLifecycleHook(hookTargetArn);
				if (!fails) recover();
				return json({ hookTargetArn, fails });
			},
		},
		{
			method: "POST",
			path: "/images",
			check: checkPush,
			answer: ({ body }) => {
				const { image, digest } = body as { readonly image: string; readonly digest: string };
				tools.pushImage(image, digest);
				return json({ image, digest });
			},
		},
	];
}
