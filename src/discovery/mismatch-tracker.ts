/**
 * Determines which mismatches persist: a mismatch counts after every inspection during a while has found it. This state
 * is kept in memory only and starts again after a restart.
 */
import type { Moment } from "../lib/clock.ts";
import type { Mismatch } from "../model/discovery.ts";
import type { Identity } from "../model/identity.ts";
import { keyOf } from "./compare.ts";
import type { Finding } from "./inspect.ts";

/** A mismatch, with the time of its first observation. */
interface Seen {
	readonly mismatch: Mismatch;
	readonly firstMs: number;
}

export interface MismatchTracker {
	/** Records an inspection of a registry. Returns whether its persistent mismatches have changed. */
	readonly note: (registry: Identity, findings: readonly Finding[], at: Moment) => boolean;
	/** Whether the last inspection of a registry found anything, persistent or not. */
	readonly isSuspect: (registry: Identity) => boolean;
	/** Records that a call which repairs an instance was accepted at `atMs`. */
	readonly noteRepair: (registry: Identity, instanceId: string, atMs: number) => void;
	/** Keeps only these registries. Returns whether others were removed. */
	readonly keepOnly: (registries: ReadonlySet<Identity>) => boolean;
	/** Persistent mismatches, by registry. */
	readonly lasting: () => ReadonlyMap<Identity, readonly Mismatch[]>;
}

/**
 * Creates an empty store. `lastsMs`: how long a mismatch must persist before it counts, and before it is repaired
 * again.
 */
export function createMismatchTracker(lastsMs: number): MismatchTracker {
	const seen = new Map<Identity, readonly Seen[]>();
	const lasting = new Map<Identity, readonly Mismatch[]>();
	/** By registry, then by instance: when a call that repairs it was accepted. */
	const repairs = new Map<Identity, Map<string, number>>();
	return {
		note: (registry, findings, { atMs, wallMs }) => {
			const before = new Map((seen.get(registry) ?? []).map((one) => [keyOf(one.mismatch), one]));
			const now = findings.map((finding): Seen => {
				const repairAtMs = repairs.get(registry)?.get(finding.instanceId);
				const repairing = repairAtMs !== undefined && atMs - repairAtMs < lastsMs;
				const earlier = before.get(keyOf(finding));
				const sinceMs = earlier?.mismatch.sinceMs ?? wallMs;
				const mismatch = { ...finding, sinceMs, ...(repairing ? { repairing } : {}) };
				return { mismatch, firstMs: earlier?.firstMs ?? atMs };
			});
			seen.set(registry, now);
			// Without mismatches, repairs need not be remembered.
			if (now.length === 0) repairs.delete(registry);
			const wasLasting = lasting.get(registry);
			const isLasting = now.filter(({ firstMs }) => atMs - firstMs >= lastsMs).map(({ mismatch }) => mismatch);
			lasting.set(registry, isLasting);
			return !wasLasting || signature(wasLasting) !== signature(isLasting);
		},
		isSuspect: (registry) => (seen.get(registry)?.length ?? 0) > 0,
		noteRepair: (registry, instanceId, atMs) => {
			repairs.set(registry, new Map(repairs.get(registry)).set(instanceId, atMs));
			const mark = (mismatch: Mismatch) =>
				mismatch.instanceId === instanceId ? { ...mismatch, repairing: true } : mismatch;
			lasting.set(registry, (lasting.get(registry) ?? []).map(mark));
		},
		keepOnly: (registries) => {
			const gone = [...seen.keys()].filter((registry) => !registries.has(registry));
			for (const registry of gone) {
				seen.delete(registry);
				lasting.delete(registry);
				repairs.delete(registry);
			}
			return gone.length > 0;
		},
		lasting: () => lasting,
	};
}

function signature(mismatches: readonly Mismatch[]): string {
	return mismatches.map((mismatch) => `${keyOf(mismatch)} ${mismatch.repairing ?? false}`).join("\n");
}
