/** The control paths of what decides about deployments from outside of ECS: CloudWatch alarms and Lambda functions. */
import { createBodyCheck } from "../body-check.ts";
import { json } from "./answers.ts";
import type { Inside } from "./inside.ts";
import type { Route } from "./route.ts";

/** A body of one member that is true or false. */
function checkSwitch(member: string) {
	const properties = { [member]: { type: "boolean" } };
	return createBodyCheck({ type: "object", properties, required: [member], additionalProperties: false });
}

/** Alarms and lifecycle hooks. */
export function deploymentRoutes({ tasks }: Inside): readonly Route[] {
	return [
		{
			method: "POST",
			path: "/alarms/{name}",
			check: checkSwitch("inAlarm"),
			answer: ({ parts: { name = "" }, body }) => {
				const { inAlarm } = body as { readonly inAlarm: boolean };
				tasks().setAlarm(name, inAlarm);
				return json({ name, inAlarm });
			},
		},
		{
			method: "POST",
			path: "/lifecycle-hooks/{hookTargetArn}",
			check: checkSwitch("fails"),
			answer: ({ parts: { hookTargetArn = "" }, body }) => {
				const { fails } = body as { readonly fails: boolean };
				// A hook fails or does not, however often that was asked for, so anybody's taking back counts.
				const takeBack = tasks().failLifecycleHook(hookTargetArn);
				if (!fails) takeBack();
				return json({ hookTargetArn, fails });
			},
		},
	];
}
