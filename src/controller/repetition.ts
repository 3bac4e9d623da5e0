/**
 * Never ping-pong, and never on what is not seen yet. AWS shows the effect of a call a moment later, so its like is held back
 * for that long; and when AWS takes the same call again and again and the next look still asks for it, somebody undoes it, or
 * AWS means something else than we do: then it is repeated ever more slowly, and said so.
 */
import { stableJson } from "../lib/json.ts";
import type { Identity } from "../model/identity.ts";
import type { Item } from "../model/plan.ts";
import { because, type Reason } from "../model/reason.ts";
import type { SentCall } from "./execute.ts";

/** How often the same call is taken before it counts as without effect. */
const mostRepetitions = 3;

/** What is remembered of calls that AWS took; times are milliseconds since the epoch. */
export interface Repetition {
	/** Why the call of an item has to wait; undefined when it may be sent. */
	readonly holdBack: (item: Item, nowMs: number) => Reason | undefined;
	/** Notes what became of an item; whether its call has now been taken too often without effect. */
	readonly note: (item: Item, sent: SentCall | undefined) => boolean;
	readonly forget: (identity: Identity) => void;
}

/** `settleMs`: for how long AWS may go on showing what was there before a call. */
export function createRepetition(settleMs: number): Repetition {
	/** By identity, then by call: those that undo each other, with somebody's help, are repeated as much as one alone. */
	const taken = new Map<Identity, Map<string, { readonly count: number; readonly atMs: number }>>();
	return {
		holdBack: ({ identity, verdict }, nowMs) => {
			const before = verdict.outcome === "call" ? taken.get(identity)?.get(stableJson(verdict.call)) : undefined;
			if (verdict.outcome !== "call" || !before) return undefined;
			const sinceMs = nowMs - before.atMs;
			if (sinceMs < 0 || sinceMs >= settleMs) return undefined;
			return because("EffectNotObserved", { operation: verdict.call.operation });
		},
		note: ({ identity, verdict, health }, sent) => {
			// While it rolls out nobody knows yet whether the call will have had an effect.
			if (verdict.outcome === "in sync" && health.status === "Healthy") taken.delete(identity);
			if (!sent || sent.failure) return false;
			const call = stableJson(sent.call);
			const calls = taken.get(identity) ?? new Map();
			const count = (calls.get(call)?.count ?? 0) + 1;
			taken.set(identity, calls.set(call, { count, atMs: sent.atMs }));
			return count >= mostRepetitions;
		},
		forget: (identity) => void taken.delete(identity),
	};
}

/** The reason of a resource whose call has no effect. */
export function withoutEffect(operation: string): Reason {
	return because("NoEffect", { operation, times: mostRepetitions });
}
