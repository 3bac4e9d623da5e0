/**
 * What has to be there in AWS, or in a registry, before a call that names it does any good. It follows from the call alone, and
 * whether it is there is an input of the plan.
 */
import { stableJson } from "../lib/json.ts";
import type { Reason } from "./reason.ts";

/** What an environment may want to be looked up, in the words of its `preflight`. */
export type PreflightTopic = "images" | "roles" | "logGroups" | "targetGroups";

/** Who may use a role: the tasks themselves, or ECS for what it does around them. */
export type RoleUser = "ecs-tasks.amazonaws.com" | "ecs.amazonaws.com";

/** One thing that a call names. */
export type Prerequisite =
	/** As the task definition names it: `ghcr.io/shop/web:1.4.2`; and whether ECS pulls it with credentials of the task definition. */
	| { readonly topic: "images"; readonly image: string; readonly isPrivate?: true }
	/** An ARN, or a name, which a path may precede. */
	| { readonly topic: "roles"; readonly role: string; readonly usedBy: RoleUser }
	/** In the region of the task where none is named. */
	| { readonly topic: "logGroups"; readonly logGroup: string; readonly region?: string }
	| {
			readonly topic: "targetGroups";
			readonly arn: string;
			/** What it has to take as targets, where the call tells. */
			readonly targetType?: "ip";
			/** Whether ECS wants a load balancer to forward to it already. */
			readonly forwarded: boolean;
	  };

/** What is known of a prerequisite. */
export type Finding =
	| { readonly is: "found" }
	/** `reason`: what the call waits for. */
	| { readonly is: "missing"; readonly reason: Reason }
	/** It could not be looked up, for which no call waits. `what` is not known of: `the role web`; `cause`: a sentence. */
	| { readonly is: "not told"; readonly what: string; readonly cause: string };

/** A finding, until when it is believed (milliseconds since the epoch), and whether that is over: then it only explains. */
export type Remembered = Finding & { readonly untilMs: number; readonly isOld: boolean };

/** Findings by `prerequisiteKey`. */
export type Findings = ReadonlyMap<string, Remembered>;

/** The same for what is the same. */
export function prerequisiteKey(prerequisite: Prerequisite): string {
	return stableJson(prerequisite);
}
