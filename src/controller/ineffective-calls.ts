/**
 * Detects calls without effect. AWS shows the effect of a call with a delay, so the same call is held back during that
 * time; if AWS accepts the same call repeatedly and the drift remains, it is repeated with backoff and reported.
 */
import { stableJson } from "../lib/json.ts";
import type { Identity } from "../model/identity.ts";
import type { Item } from "../model/plan.ts";
import { because, type Reason } from "../model/reason.ts";
import type { SentCall } from "./execute.ts";

/** Number of identical accepted calls after which the call counts as ineffective. */
const maxIneffectiveCalls = 3;

/** A record of accepted calls. Times are those of `clock.now()` (monotonic). */
export interface IneffectiveCalls {
	/** Why the call of an item must wait; undefined if it may be sent. */
	readonly deferral: (item: Item, nowMs: number) => Reason | undefined;
	/** Records the outcome of an item. Returns whether its call was accepted too often without effect. */
	readonly note: (item: Item, sent: SentCall | undefined) => boolean;
	readonly forget: (identity: Identity) => void;
}

/** Creates an empty record. `settleMs`: how long AWS may show the state before a call. */
export function createIneffectiveCalls(settleMs: number): IneffectiveCalls {
	/**
	 * By identity, then by call: calls that alternate because another writer reverts them are limited like a single
	 * one.
	 */
	const taken = new Map<Identity, Map<string, { readonly count: number; readonly atMs: number }>>();
	return {
		deferral: ({ identity, verdict }, nowMs) => {
			const before = verdict.outcome === "action" ? taken.get(identity)?.get(stableJson(verdict.call)) : undefined;
			if (verdict.outcome !== "action" || !before) return undefined;
			const sinceMs = nowMs - before.atMs;
			if (sinceMs < 0 || sinceMs >= settleMs) return undefined;
			return because("EffectNotObserved", { operation: verdict.call.operation });
		},
		note: ({ identity, verdict, health }, sent) => {
			// During a rollout, the effect of the call is not known yet.
			if (verdict.outcome === "in sync" && health.status === "Healthy") taken.delete(identity);
			if (!sent || sent.failure) return false;
			const call = stableJson(sent.call);
			const calls = taken.get(identity) ?? new Map();
			const count = (calls.get(call)?.count ?? 0) + 1;
			taken.set(identity, calls.set(call, { count, atMs: sent.atMs }));
			return count >= maxIneffectiveCalls;
		},
		forget: (identity) => void taken.delete(identity),
	};
}

/** The reason for a resource whose call has no effect. */
export function withoutEffect(operation: string): Reason {
	return because("NoEffect", { operation, times: maxIneffectiveCalls });
}
