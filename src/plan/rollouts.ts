/**
 * Rollouts governed: a change that reaches many services spreads no faster than the environment says, and stops where it
 * fails. Which rollouts run or have failed is read from AWS each time, so a restart neither forgets nor forgives.
 */
import { inTurnOf } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import { observationOf } from "../model/kinds.ts";
import type { Item } from "../model/plan.ts";
import { because, type Reason } from "../model/reason.ts";
import type { PlanContext } from "./context.ts";
import { ownershipOf } from "./ownership.ts";

/** The items with the rollouts that may not begin yet turned into waits; the first by identity go first. */
export function governRollouts(items: readonly Item[], context: PlanContext): readonly Item[] {
	return withinConcurrency(withoutFailures(items, context), context);
}

/** What has failed may be tried again, or nobody could mend it. */
function withoutFailures(items: readonly Item[], context: PlanContext): readonly Item[] {
	const { stopAfterFailures } = context.input.desired.environment.rollouts;
	if (stopAfterFailures === undefined) return items;
	const failed = rolloutsThat("failed", context);
	if (failed.length < stopAfterFailures) return items;
	const [first] = failed;
	if (first === undefined) return items;
	const reason = because("RolloutsStopped", { failed: first, count: failed.length, limit: stopAfterFailures });
	const all = new Set(failed);
	return items.map((item) => (all.has(item.identity) ? item : held(item, reason, first)));
}

/** What is in progress already takes no further place when it is given other content. */
function withinConcurrency(items: readonly Item[], context: PlanContext): readonly Item[] {
	const { maxConcurrent } = context.input.desired.environment.rollouts;
	if (maxConcurrent === undefined) return items;
	const inProgress = new Set([...rolloutsThat("in progress", context), ...beingReplaced(items, context)]);
	let room = maxConcurrent - inProgress.size;
	const reason = because("RolloutLimitReached", { maxConcurrent });
	return items.map((item) => {
		if (!beginsRollout(item) || inProgress.has(item.identity)) return item;
		room -= 1;
		return room >= 0 ? item : held(item, reason);
	});
}

/** What no manifest declares any more makes way for nothing. */
function beginsRollout({ verdict, orphan }: Item): boolean {
	return verdict.outcome === "call" && verdict.rollout === true && !orphan;
}

/** What is deleted to be created anew is down from one to the other, though nothing of it rolls out. */
function beingReplaced(items: readonly Item[], { input, declared }: PlanContext): readonly Identity[] {
	const verdicts = new Map(items.map(({ identity, verdict }) => [identity, verdict]));
	return [...input.world.all()].flatMap(({ identity, sight }) => {
		const resource = declared.get(identity);
		if (!resource || resource.blocked || resource.policy.replace.length === 0) return [];
		if (resource.policy.suspend || resource.policy.mode === "observe") return [];
		const verdict = verdicts.get(identity);
		const isBetween =
			// What cannot be created yet leaves its turn to another, which it may wait for.
			(sight.status === "absent" && verdict?.outcome !== "wait") ||
			(sight.status === "present" && sight.observed.busy !== undefined) ||
			(verdict?.outcome === "call" && verdict.replacement !== undefined && !verdict.rollout);
		return isBetween ? [identity] : [];
	});
}

function held(item: Item, reason: Reason, waitsFor?: Identity): Item {
	if (!beginsRollout(item)) return item;
	return { ...item, verdict: { outcome: "wait", reason, ...(waitsFor ? { waitsFor } : {}) } };
}

/** Resources of ours, sorted, as last seen at any age: what was not looked at in this pass rolls out all the same. */
function rolloutsThat(state: "in progress" | "failed", { input }: PlanContext): readonly Identity[] {
	const { owner } = input.desired.environment;
	const found: Identity[] = [];
	for (const { identity } of input.world.all()) {
		const is = input.kinds.of(identity)?.((kind) => {
			const sight = observationOf(kind, input.world, identity)?.sight;
			if (!kind.rollouts || sight?.status !== "present") return undefined;
			return ownershipOf(identity, input, owner).is === "ours"
				? inTurnOf(identity, () => kind.rollouts?.stateOf(sight.observed))
				: undefined;
		});
		if (is === state) found.push(identity);
	}
	return found.sort();
}
