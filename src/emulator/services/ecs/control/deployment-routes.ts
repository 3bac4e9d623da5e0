/** The control paths of what decides about deployments from outside of ECS: CloudWatch alarms, Lambda functions and image registries. */
import { createBodyCheck } from "../../../body-check.ts";
import { json } from "../../../control/answers.ts";
import type { Route } from "../../../control/route.ts";
import type { EcsTools } from "../tools.ts";

/** A body of one member that is true or false. */
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

/** Alarms, lifecycle hooks, and the digests of images. */
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
				// A hook fails or does not, however often that was asked for: one removal ends it.
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
