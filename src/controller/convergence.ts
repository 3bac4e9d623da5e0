/**
 * Whether a run has come to its end, for `apply` and `--exit-when-synced`: all is done, or nothing will change by itself any
 * more. It is judged from the status alone.
 */
import type { Identity } from "../model/identity.ts";
import { isInSync, isSettled, type ResourceStatus, type Status } from "../model/status.ts";
import { textOf } from "../report/catalogue/index.ts";
import { openText } from "../report/status-text.ts";

/** How far a run has come. */
export type Convergence =
	/** AWS is as the manifests say. */
	| { readonly state: "reached" }
	/** Something still moves. */
	| { readonly state: "moving" }
	/** Nothing moves any more, and something is not as it should be; the sentences say what. */
	| { readonly state: "stuck"; readonly sentences: readonly string[] };

/** So often does AWS have to refuse a call before a run counts on it no longer. */
const hopelessTimes = 3;

/** With `healthy`, services must also have finished rolling out. */
export function convergence(status: Status, { healthy }: { readonly healthy: boolean }): Convergence {
	if (status.stopped) return { state: "stuck", sentences: [textOf(status.stopped)] };
	const errors = status.problems.filter(({ severity }) => severity === "error");
	const { resources } = status;
	if (status.environment === undefined) {
		return errors.length > 0
			? { state: "stuck", sentences: errors.map(({ sentence }) => sentence) }
			: { state: "moving" };
	}
	// While a manifest is rejected nothing is deleted, so the orphan that waits for that waits in vain.
	const moving = errors.length > 0 ? resources.filter((one) => !one.orphan || one.outcome !== "wait") : resources;
	// Before the first pass nobody knows what else there is.
	if (status.passes === 0 || isMoving(moving, healthy)) return { state: "moving" };
	const wrong = resources.filter((resource) => !isSettled(resource, { healthy }));
	if (wrong.length === 0 && errors.length === 0) return { state: "reached" };
	return {
		state: "stuck",
		sentences: [...errorSentences(status), ...wrong.map(openText)],
	};
}

/** What is wrong with the manifests, each with its place. */
export function errorSentences({ problems }: Status): readonly string[] {
	const errors = problems.filter(({ severity }) => severity === "error");
	return errors.map(({ place, sentence }) => `${place.file}:${place.line}:${place.column} ${sentence}`);
}

/** What waits may wait for what moves; where all that is left is refused by AWS again and again, nothing does. */
function isMoving(resources: readonly ResourceStatus[], healthy: boolean): boolean {
	const all = new Map(resources.map((resource) => [resource.identity, resource]));
	const unsettled = resources.filter(
		(resource) => moves(resource, healthy) && !waitsInVain(resource, all, healthy, new Set()),
	);
	const hopeless = unsettled.filter(isHopeless);
	return hopeless.length === 0
		? unsettled.length > 0
		: unsettled.some((resource) => !isHopeless(resource) && resource.outcome !== "wait");
}

/** Whether it waits for what stands still itself: for what is refused or has failed, or for what a mended manifest would declare. */
function waitsInVain(
	{ outcome, waitsFor, identity }: ResourceStatus,
	all: ReadonlyMap<Identity, ResourceStatus>,
	healthy: boolean,
	waiting: Set<Identity>,
): boolean {
	if (outcome !== "wait" || waitsFor === undefined) return false;
	if (waitsFor === "manifest") return true;
	const target = all.get(waitsFor);
	if (!target || waiting.has(waitsFor)) return false;
	if (isInSync(target) && target.rollout !== "failed") return false;
	return !moves(target, healthy) || waitsInVain(target, all, healthy, waiting.add(identity));
}

/** Denied, invalid or unknown calls succeed later only rarely: when a permission spreads, or somebody mends something meanwhile. */
function isHopeless({ outcome, failure }: ResourceStatus): boolean {
	const isFinal = failure && ["denied", "invalid", "unsupported"].includes(failure.kind);
	return outcome === "call" && isFinal === true && failure.times >= hopelessTimes;
}

/** A rollout that has failed, or that ECS has undone, is over: nothing mends it but another manifest or a person. */
function moves({ outcome, health, orphan, rollout }: ResourceStatus, healthy: boolean): boolean {
	if (outcome === undefined || outcome === "call" || outcome === "wait") return true;
	if (rollout === "failed") return false;
	return healthy && !orphan && (health.status === "Progressing" || health.status === "Degraded");
}
