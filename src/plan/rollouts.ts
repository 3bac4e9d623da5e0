/**
 * Applies the environment's rollout limits: a change to many services spreads at the configured rate and stops after
 * failures. Rollouts in progress and failed ones are read from AWS each time, so a restart loses nothing.
 */
import { inTurnOf } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import { recordOf } from "../model/kinds.ts";
import type { Item } from "../model/plan.ts";
import { because, type Reason } from "../model/reason.ts";
import type { PlanContext } from "./context.ts";
import { ownershipOf } from "./ownership.ts";

/** Makes rollouts over the limits wait. Rollouts start in order of identity. */
export function governRollouts(items: readonly Item[], context: PlanContext): readonly Item[] {
	return withinConcurrency(withoutFailures(items, context), context);
}

/** A failed rollout may be retried, otherwise it could never be fixed. */
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

/** A resource that already rolls out occupies no further slot when its content changes. */
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

/** An orphan is never replaced. */
function beginsRollout({ verdict, orphan }: Item): boolean {
	return verdict.outcome === "action" && verdict.rollout === true && !orphan;
}

/** A resource that is being deleted for replacement is down until it is created again, although nothing rolls out. */
function beingReplaced(items: readonly Item[], { input, declared }: PlanContext): readonly Identity[] {
	const verdicts = new Map(items.map(({ identity, verdict }) => [identity, verdict]));
	return [...input.observedState.all()].flatMap(({ identity, observation }) => {
		const resource = declared.get(identity);
		if (!resource || resource.blocked || resource.policy.replace.length === 0) return [];
		if (resource.policy.suspend || resource.policy.mode === "observe") return [];
		const verdict = verdicts.get(identity);
		const isBetween =
			// A resource that cannot be created yet leaves its slot to another one, which it may wait for.
			(observation.status === "absent" && verdict?.outcome !== "waiting") ||
			(observation.status === "present" && observation.observed.busy !== undefined) ||
			(verdict?.outcome === "action" && verdict.replacement !== undefined && !verdict.rollout);
		return isBetween ? [identity] : [];
	});
}

function held(item: Item, reason: Reason, waitsFor?: Identity): Item {
	if (!beginsRollout(item)) return item;
	return { ...item, verdict: { outcome: "waiting", reason, ...(waitsFor ? { waitsFor } : {}) } };
}

/**
 * Owned resources with that rollout state, sorted, from observations of any age: resources not observed in this
 * reconcile roll out too.
 */
function rolloutsThat(state: "in progress" | "failed", { input }: PlanContext): readonly Identity[] {
	const { owner } = input.desired.environment;
	const found: Identity[] = [];
	for (const { identity } of input.observedState.all()) {
		const is = input.kinds.of(identity)?.((kind) => {
			const observation = recordOf(kind, input.observedState, identity)?.observation;
			if (!kind.rollouts || observation?.status !== "present") return undefined;
			return ownershipOf(identity, input, owner).is === "ours"
				? inTurnOf(identity, () => kind.rollouts?.stateOf(observation.observed))
				: undefined;
		});
		if (is === state) found.push(identity);
	}
	return found.sort();
}
