/**
 * Prerequisites: what must exist in AWS or in an image registry before a call that names it can succeed. They follow
 * from the call alone; whether they exist is an input of the plan.
 */
import { stableJson } from "../lib/json.ts";
import type { Reason } from "./reason.ts";

/** The values of an environment's `preflight`. */
export type PreflightTopic = "images" | "roles" | "logGroups" | "targetGroups";

/** The service that assumes a role: the tasks themselves, or ECS on their behalf. */
export type RoleUser = "ecs-tasks.amazonaws.com" | "ecs.amazonaws.com";

/** One thing that a call names. */
export type Prerequisite =
	/**
	 * As the task definition names it: `ghcr.io/shop/web:1.4.2`. `isPrivate`: ECS pulls it with credentials of the task
	 * definition.
	 */
	| { readonly topic: "images"; readonly image: string; readonly isPrivate?: true }
	/** An ARN, or a name with an optional path. */
	| { readonly topic: "roles"; readonly role: string; readonly usedBy: RoleUser }
	/** In the Region of the task if `region` is absent. */
	| { readonly topic: "logGroups"; readonly logGroup: string; readonly region?: string }
	| {
			readonly topic: "targetGroups";
			readonly arn: string;
			/** The required target type, if the call determines it. */
			readonly targetType?: "ip";
			/** Whether ECS requires that a load balancer already forwards to it. */
			readonly forwarded: boolean;
	  };

/** The result of looking up a prerequisite. */
export type Finding =
	| { readonly is: "found" }
	/** `reason`: what the action waits for. */
	| { readonly is: "missing"; readonly reason: Reason }
	/** The lookup failed; no action waits for it. `what`: such as `the role web`; `cause`: a sentence. */
	| { readonly is: "not told"; readonly what: string; readonly cause: string };

/** A finding with its expiry, as `clock.now()` (monotonic). An expired finding only explains a wait. */
export type Remembered = Finding & { readonly untilMs: number; readonly isOld: boolean };

/** Findings by `prerequisiteKey`. */
export type Findings = ReadonlyMap<string, Remembered>;

/** A key that is equal for equal prerequisites. */
export function prerequisiteKey(prerequisite: Prerequisite): string {
	return stableJson(prerequisite);
}
