/**
 * A plan: for every observed resource exactly one of in sync, action, waiting or blocked. It is plain data, so that it
 * can be printed, compared and counted before any call is sent.
 */
import type { Call } from "../aws/calls.ts";
import type { ResourceBug } from "./bug.ts";
import type { Mismatch } from "./discovery.ts";
import type { Identity } from "./identity.ts";
import type { Health, Rollout } from "./observed-state.ts";
import type { Prerequisite } from "./prerequisite.ts";
import type { Reason } from "./reason.ts";

/** One field that differs from its manifest. */
export interface Drift {
	/** Dotted path in the spec, such as `desiredCount`, `deploymentConfiguration.maximumPercent` or `tags.team`. */
	readonly path: string;
	/** Undefined if the manifest wants the field absent. Secret values are already replaced. */
	readonly desired: unknown;
	readonly observed: unknown;
}

/** The drift of a resource that was deleted outside evenkeel. */
export const existence: Drift = { path: "existence", desired: "present", observed: "absent" };

/** What an action does, in Terraform's words; `deploy` replaces what runs, `adopt` and `tag` change tags only. */
export const actions = ["create", "update", "deploy", "replace", "delete", "adopt", "tag"] as const;

/** One of `actions`. */
export type Action = (typeof actions)[number];

/** The next step of a change, or why there is none. */
export type Step =
	| {
			readonly outcome: "action";
			readonly call: Call;
			readonly reason: Reason;
			/** Set if the call does something other than the requested change, such as recording progress in a tag. */
			readonly action?: Action;
			/** Whether it starts a rollout, so that the environment's rollout limits apply. */
			readonly rollout?: boolean;
			/** The call that follows this one, if this one alone does harm; its prerequisites are looked up first. */
			readonly replacement?: Call;
			/**
			 * Whether nothing depends on the call. Such calls are sent after all others, and only a few in one
			 * reconcile.
			 */
			readonly housekeeping?: boolean;
	  }
	| {
			readonly outcome: "waiting";
			readonly reason: Reason;
			/** The latest end of the wait, if known; the resource need not be observed earlier. A `Clock.now` time. */
			readonly untilMs?: number;
			/**
			 * The resource that must proceed first, or an invalid manifest; undefined if the step waits for AWS or
			 * time.
			 */
			readonly waitsFor?: WaitTarget;
			/** Lookups required before the call may be sent, if it waits for nothing else. */
			readonly lookups?: readonly Prerequisite[];
	  }
	| {
			readonly outcome: "blocked";
			readonly reason: Reason;
			/** Health implied by the reason, if its own facts do not show it. */
			readonly health?: Health;
	  };

/** What ends a wait: another resource, or a fix of an invalid manifest that may declare the missing one. */
export type WaitTarget = Identity | "manifest";

/** A step that only waits. */
export type Waiting = Extract<Step, { outcome: "waiting" }>;

/** A step with a call, and the action that the call performs. */
type ActionStep = Extract<Step, { outcome: "action" }> & { readonly action: Action };

/** The plan of one resource: exactly one of four. */
export type Verdict = ActionStep | Exclude<Step, { outcome: "action" }> | { readonly outcome: "in sync" };

/** The verdict for a kind's step when asked for `action`. An update that starts a rollout is a deployment. */
export function verdictOf(step: Step, action: Action): Verdict {
	if (step.outcome !== "action") return step;
	return { ...step, action: step.action ?? (action === "update" && step.rollout ? "deploy" : action) };
}

/** One of the four outcomes. */
export type Outcome = Verdict["outcome"];

/** The plan for one resource. */
export interface Item {
	readonly identity: Identity;
	readonly verdict: Verdict;
	readonly drift: readonly Drift[];
	/** Paths of unmanaged fields: the manifest omits them and they differ from AWS's default. */
	readonly unmanaged: readonly string[];
	readonly health: Health;
	/** Owned, and declared by no manifest. */
	readonly orphan: boolean;
	/** Whether it was compared with its manifest in this reconcile; if not, `drift` is meaningless. */
	readonly compared: boolean;
	/** Whether the resource exists, as observed in this reconcile. */
	readonly exists: boolean;
	/** For existing resources of kinds with rollouts. */
	readonly rollout?: Rollout;
	/** Persistent discovery mismatches; undefined if not checked. */
	readonly mismatches?: readonly Mismatch[];
}

/** The actions for all resources of a reconcile. */
export interface Plan {
	/** Sorted by identity. */
	readonly items: readonly Item[];
	/** Values that must never be shown. Calls contain them; drift does not. */
	readonly secrets?: readonly string[];
}

/** A plan, with the bugs that occurred while making it. The items of affected resources wait. */
export interface PlanWithBugs extends Plan {
	readonly bugs: readonly ResourceBug[];
}

/** A call with its resource and its action. */
export interface PlannedCall {
	readonly identity: Identity;
	readonly call: Call;
	readonly action: Action;
	/** Whether it starts a rollout. */
	readonly rollout: boolean;
}

/** The calls of a plan, in the order of its items. */
export function callsOf(plan: Plan): readonly PlannedCall[] {
	return plan.items.flatMap(({ identity, verdict }) =>
		verdict.outcome === "action"
			? [{ identity, call: verdict.call, action: verdict.action, rollout: verdict.rollout ?? false }]
			: [],
	);
}

/** The lookups that a plan requires before its calls can be sent. */
export function lookupsOf({ items }: Plan): readonly Prerequisite[] {
	return items.flatMap(({ verdict }) => (verdict.outcome === "waiting" ? (verdict.lookups ?? []) : []));
}
