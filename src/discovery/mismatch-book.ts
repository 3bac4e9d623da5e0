/**
 * Tells what lasts from what one look has found: a mismatch counts once it was seen in every look for a while. It is a memory,
 * not a state file: after a restart everything has to last anew.
 */
import type { Moment } from "../lib/clock.ts";
import type { Mismatch } from "../model/discovery.ts";
import type { Identity } from "../model/identity.ts";
import { keyOf } from "./compare.ts";
import type { Finding } from "./inspect.ts";

/** A mismatch, and since when it lasts. */
interface Seen {
	readonly mismatch: Mismatch;
	readonly firstMs: number;
}

export interface MismatchBook {
	/** Notes a look at a registry; whether what has lasted there is otherwise than before. */
	readonly note: (registry: Identity, findings: readonly Finding[], at: Moment) => boolean;
	/** Whether the last look at a registry has found anything, lasting or not. */
	readonly isSuspect: (registry: Identity) => boolean;
	/** Notes that a call was taken at that time that repairs an instance. */
	readonly noteRepair: (registry: Identity, instanceId: string, atMs: number) => void;
	/** Keeps only these registries; whether there were others. */
	readonly keepOnly: (registries: ReadonlySet<Identity>) => boolean;
	/** What has lasted, by registry. */
	readonly lasting: () => ReadonlyMap<Identity, readonly Mismatch[]>;
}

/** `lastsMs`: for how long a mismatch has to be seen until it counts, and stays unrepaired until it is repaired again. */
export function createMismatchBook(lastsMs: number): MismatchBook {
	const seen = new Map<Identity, readonly Seen[]>();
	const lasting = new Map<Identity, readonly Mismatch[]>();
	/** By registry, then by instance: when a call was taken that repairs it. */
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
			// Without anything left to repair, nothing need be remembered.
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
