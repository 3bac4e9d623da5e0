/**
 * Decides when `apply` and `--exit-when-synced` end: everything is in sync, or nothing will change without
 * intervention. It evaluates the status alone.
 */
import type { Identity } from "../model/identity.ts";
import { isInSync, isSettled, type ResourceStatus, type Status } from "../model/status.ts";
import { textOf } from "../report/catalogue/index.ts";
import { placeText } from "../report/catalogue/problems/wording.ts";
import { wordsOf } from "../report/problem-text.ts";
import { openText } from "../report/status-text.ts";

/** The progress of a run. */
export type Convergence =
	/** AWS matches the manifests. */
	| { readonly state: "reached" }
	/** Something is still in progress. */
	| { readonly state: "moving" }
	/** Nothing is in progress and something is not in sync; the sentences say what. */
	| { readonly state: "stuck"; readonly sentences: readonly string[] };

/** A run stops waiting for a call after AWS has rejected it this many times. */
const hopelessTimes = 3;

/** Evaluates the status of a run. With `healthy`, services must also have finished rolling out. */
export function convergence(status: Status, { healthy }: { readonly healthy: boolean }): Convergence {
	if (status.stopped) return { state: "stuck", sentences: [textOf(status.stopped)] };
	const errors = status.problems.filter(({ severity }) => severity === "error");
	const { resources } = status;
	if (status.environment === undefined) {
		return errors.length > 0 ? { state: "stuck", sentences: errors.map(wordsOf) } : { state: "moving" };
	}
	// Nothing is deleted while a manifest is invalid, so an orphan that waits for valid manifests cannot progress.
	const moving = errors.length > 0 ? resources.filter((one) => !one.orphan || one.outcome !== "waiting") : resources;
	// Before the first reconcile, the existing resources are unknown.
	if (status.reconciles === 0 || isMoving(moving, healthy)) return { state: "moving" };
	const wrong = resources.filter((resource) => !isSettled(resource, { healthy }));
	if (wrong.length === 0 && errors.length === 0) return { state: "reached" };
	return {
		state: "stuck",
		sentences: [...errorSentences(status), ...wrong.map(openText)],
	};
}

/** The errors in the manifests, each with its place. */
export function errorSentences({ problems }: Status): readonly string[] {
	const errors = problems.filter(({ severity }) => severity === "error");
	return errors.map((problem) => `${placeText(problem.place)} ${wordsOf(problem)}`);
}

/**
 * Whether progress is possible. A waiting resource may wait for one in progress, but not if every remaining call fails
 * repeatedly.
 */
function isMoving(resources: readonly ResourceStatus[], healthy: boolean): boolean {
	const all = new Map(resources.map((resource) => [resource.identity, resource]));
	const unsettled = resources.filter(
		(resource) => moves(resource, healthy) && !waitsInVain(resource, all, healthy, new Set()),
	);
	const hopeless = unsettled.filter(isHopeless);
	return hopeless.length === 0
		? unsettled.length > 0
		: unsettled.some((resource) => !isHopeless(resource) && resource.outcome !== "waiting");
}

/** Whether the resource waits for one that is blocked or failed, or for an invalid manifest to be fixed. */
function waitsInVain(
	{ outcome, waitsFor, identity }: ResourceStatus,
	all: ReadonlyMap<Identity, ResourceStatus>,
	healthy: boolean,
	waiting: Set<Identity>,
): boolean {
	if (outcome !== "waiting" || waitsFor === undefined) return false;
	if (waitsFor === "manifest") return true;
	const target = all.get(waitsFor);
	if (!target || waiting.has(waitsFor)) return false;
	if (isInSync(target) && target.rollout !== "failed") return false;
	return !moves(target, healthy) || waitsInVain(target, all, healthy, waiting.add(identity));
}

/**
 * Denied, invalid or unknown calls rarely succeed later: only when a permission propagates or an operator fixes the
 * cause.
 */
function isHopeless({ outcome, failure }: ResourceStatus): boolean {
	const isFinal = failure && ["denied", "invalid", "unsupported"].includes(failure.kind);
	return outcome === "action" && isFinal === true && failure.times >= hopelessTimes;
}

/** A failed or rolled back rollout is over. Only another manifest or a person can fix it. */
function moves({ outcome, health, orphan, rollout }: ResourceStatus, healthy: boolean): boolean {
	if (outcome === undefined || outcome === "action" || outcome === "waiting") return true;
	if (rollout === "failed") return false;
	return healthy && !orphan && (health.status === "Progressing" || health.status === "Degraded");
}
