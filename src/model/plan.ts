/**
 * A plan: for every resource that was looked at, exactly one of in sync, call, wait, refusal. It is data all through, so
 * that it can be printed, compared, counted and only then sent.
 */
import type { Call } from "../aws/calls.ts";
import type { ResourceBug } from "./bug.ts";
import type { Mismatch } from "./discovery.ts";
import type { Identity } from "./identity.ts";
import type { Prerequisite } from "./prerequisite.ts";
import type { Reason } from "./reason.ts";
import type { Health, Rollout } from "./world.ts";

/** One field that differs from its manifest. */
export interface Drift {
	/** Dotted, from the spec: `desiredCount`, `deploymentConfiguration.maximumPercent`, `tags.team`. */
	readonly path: string;
	/** Undefined where the manifest wants nothing there. Secret values are replaced before they get here. */
	readonly desired: unknown;
	readonly observed: unknown;
}

/** How a resource differs that was there and is gone. */
export const existence: Drift = { path: "existence", desired: "present", observed: "absent" };

/** What an action does, in Terraform's words; `deploy` replaces what runs, `adopt` and `tag` change tags only. */
export const actions = ["create", "update", "deploy", "replace", "delete", "adopt", "tag"] as const;

/** One of `actions`. */
export type Action = (typeof actions)[number];

/** What moves a change forward, or why nothing does. */
export type Step =
	| {
			readonly outcome: "call";
			readonly call: Call;
			readonly reason: Reason;
			/** Set where the call does something else than the change that was asked for, such as recording progress in a tag. */
			readonly action?: Action;
			/** Whether it replaces what runs, so that the environment's limits of rollouts bind it. */
			readonly rollout?: boolean;
			/** The call that comes once this one is over, where this one does harm without it: what that needs is looked up first. */
			readonly replacement?: Call;
			/** Whether nothing builds upon it, so that every other call is sent before it, and few such in one pass. */
			readonly housekeeping?: boolean;
	  }
	| {
			readonly outcome: "wait";
			readonly reason: Reason;
			/**
			 * When it is over at the latest, where that is known: nothing else of it has to be looked at before. A time of `Clock.now`,
			 * since it says how long that is.
			 */
			readonly untilMs?: number;
			/** The resource that has to move first, or a manifest that has to be mended; undefined where it is AWS or time. */
			readonly waitsFor?: WaitTarget;
			/** What has to be looked up before its call may be sent, where nothing else is waited for. */
			readonly lookUps?: readonly Prerequisite[];
	  }
	| {
			readonly outcome: "refusal";
			readonly reason: Reason;
			/** What the refusal says of the resource's health, where that is more than its own facts tell. */
			readonly health?: Health;
	  };

/** What ends a wait: another resource, or a manifest that is rejected and may declare what is missing. */
export type WaitTarget = Identity | "manifest";

/** A step that moves nothing yet. */
export type Wait = Extract<Step, { outcome: "wait" }>;

/** A step whose call sends what `action` says. */
type ActionStep = Extract<Step, { outcome: "call" }> & { readonly action: Action };

/** The plan of one resource: exactly one of four. */
export type Verdict = ActionStep | Exclude<Step, { outcome: "call" }> | { readonly outcome: "in sync" };

/** The verdict of a step that a kind answers when it is asked for `action`. An update that starts a rollout is a deployment. */
export function verdictOf(step: Step, action: Action): Verdict {
	if (step.outcome !== "call") return step;
	return { ...step, action: step.action ?? (action === "update" && step.rollout ? "deploy" : action) };
}

/** Which of the four. */
export type Outcome = Verdict["outcome"];

/** The plan for one resource. */
export interface Item {
	readonly identity: Identity;
	readonly verdict: Verdict;
	readonly drift: readonly Drift[];
	/** Paths of fields that the manifest omits and that are not at AWS's default. */
	readonly undeclared: readonly string[];
	readonly health: Health;
	/** Ours, and declared by no manifest any more. */
	readonly orphan: boolean;
	/** Whether it was compared with its manifest in this pass; else `drift` says nothing. */
	readonly compared: boolean;
	/** Whether the resource exists, as seen in this pass. */
	readonly exists: boolean;
	/** Of a resource that exists and whose kind rolls out. */
	readonly rollout?: Rollout;
	/** What has lasted of tasks, instances and records that disagree; undefined where it was not looked for. */
	readonly mismatches?: readonly Mismatch[];
}

/** What is to be done about everything that a pass is about. */
export interface Plan {
	/** Sorted by identity. */
	readonly items: readonly Item[];
	/** Values that are shown nowhere; calls hold them, and drift does not. */
	readonly secrets?: readonly string[];
}

/** A plan, and the bugs that came up while it was made: what they came up with has items that wait. */
export interface PlanWithBugs extends Plan {
	readonly bugs: readonly ResourceBug[];
}

/** A call, and what it is for. */
export interface PlannedCall {
	readonly identity: Identity;
	readonly call: Call;
	readonly action: Action;
	/** Whether it replaces what runs. */
	readonly rollout: boolean;
}

/** The calls of a plan, in the order of its items. */
export function callsOf(plan: Plan): readonly PlannedCall[] {
	return plan.items.flatMap(({ identity, verdict }) =>
		verdict.outcome === "call"
			? [{ identity, call: verdict.call, action: verdict.action, rollout: verdict.rollout ?? false }]
			: [],
	);
}

/** What a plan wants to be looked up before its calls can be sent. */
export function lookUpsOf({ items }: Plan): readonly Prerequisite[] {
	return items.flatMap(({ verdict }) => (verdict.outcome === "wait" ? (verdict.lookUps ?? []) : []));
}
