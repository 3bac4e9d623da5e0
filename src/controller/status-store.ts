/**
 * Keeps the status of each resource, derived from plans and outcomes alone. It also counts detected and corrected
 * drift, so that drift repaired between two scrapes is not lost.
 */
import type { Identity } from "../model/identity.ts";
import { kindOf } from "../model/identity.ts";
import type { Desired } from "../model/manifest.ts";
import { type Drift, existence, type Item } from "../model/plan.ts";
import { because, type Reason, sameReason } from "../model/reason.ts";
import { isInSync, type ResourceStatus, type SyncStatus } from "../model/status.ts";
import { conditionsOf } from "./conditions.ts";
import type { SentCall } from "./execute.ts";
import { withoutEffect } from "./ineffective-calls.ts";
import type { ObservedPlan } from "./reconcile-input.ts";

/** Fields that began to differ, and fields that a later observation found corrected, by kind. */
export interface DriftCount {
	readonly kind: string;
	readonly detected: number;
	readonly corrected: number;
}

/**
 * The status of each resource. Times are milliseconds since the epoch on the wall clock, since they are shown to
 * people.
 */
export interface StatusStore {
	/** Records the manifests of a new revision. Removed resources stay until they are deleted from AWS too. */
	readonly declare: (desired: Desired, changed: ReadonlySet<Identity>, wallMs: number) => void;
	/** Records a reconcile. Returns the statuses that changed visibly, and the drift detected and corrected. */
	readonly note: (
		observedPlan: ObservedPlan & { readonly sent: readonly SentCall[]; readonly ineffective: ReadonlySet<Identity> },
		revision: string,
		wallMs: number,
	) => { readonly changed: readonly ResourceStatus[]; readonly drift: readonly DriftCount[] };
	readonly forget: (identity: Identity) => void;
	/** Resources that were not in sync when last planned. */
	readonly notInSync: () => readonly Identity[];
	/** Sorted by identity. */
	readonly all: () => readonly ResourceStatus[];
}

/** Creates an empty store. */
export function createStatusStore(): StatusStore {
	const statuses = new Map<Identity, ResourceStatus>();
	const keep = (next: ResourceStatus, wallMs: number) => {
		const { conditions, ...status } = next;
		const before = statuses.get(next.identity)?.conditions ?? conditions;
		statuses.set(next.identity, { ...status, conditions: conditionsOf(status, before, wallMs) });
	};
	return {
		declare: (desired, changed, wallMs) => {
			for (const { identity, place } of desired.resources) {
				const before = statuses.get(identity) ?? neverObserved(identity);
				const known = before.observedAtMs !== undefined && changed.has(identity);
				keep({ ...(known ? withChangedManifest(before) : before), place }, wallMs);
			}
		},
		note: ({ plan, failed, sent, ineffective }, revision, wallMs) => {
			const sentBy = new Map(sent.map((call) => [call.identity, call]));
			const changed: ResourceStatus[] = [];
			const drift: DriftCount[] = [];
			const put = (next: ResourceStatus) => {
				const before = statuses.get(next.identity);
				keep(next, wallMs);
				if (isVisibleChange(before, next)) changed.push(next);
			};
			for (const item of plan.items) {
				const before = statuses.get(item.identity) ?? neverObserved(item.identity);
				if (item.compared) drift.push(countDrift(before, driftOf(before, item), kindOf(item.identity)));
				const status = statusOf(before, item, sentBy.get(item.identity), revision, wallMs);
				put(ineffective.has(item.identity) ? { ...status, ...ineffectiveReason(item), hasNoEffect: true } : status);
			}
			for (const { identity, operation, failure } of failed) {
				const before = statuses.get(identity) ?? neverObserved(identity);
				const { kind, code: awsCode, detail: message } = failure;
				const times = (before.failure?.times ?? 0) + 1;
				const noted = { kind, operation, awsCode, message, atMs: wallMs, times };
				put({ ...before, sync: "OutOfSync", reason: callFailed(noted), failure: noted });
			}
			return { changed, drift: drift.filter(({ detected, corrected }) => detected + corrected > 0) };
		},
		forget: (identity) => void statuses.delete(identity),
		notInSync: () => [...statuses.values()].filter((one) => !isInSync(one)).map(({ identity }) => identity),
		all: () => [...statuses.values()].sort((a, b) => (a.identity < b.identity ? -1 : 1)),
	};
}

function neverObserved(identity: Identity): ResourceStatus {
	return {
		identity,
		sync: "Unknown",
		health: { status: "Unknown" },
		reason: because("NeverObserved"),
		drift: [],
		unmanaged: [],
		orphan: false,
	};
}

/**
 * Until the next observation the effect of a changed manifest is unknown; the resource just no longer counts as in
 * sync.
 */
function withChangedManifest({ outcome: _, ...before }: ResourceStatus): ResourceStatus {
	return { ...before, sync: "OutOfSync", reason: because("ManifestChanged"), orphan: false };
}

function statusOf(
	before: ResourceStatus,
	item: Item,
	sent: SentCall | undefined,
	revision: string,
	wallMs: number,
): ResourceStatus {
	const { verdict } = item;
	const isAsDeclared = verdict.outcome === "in sync";
	const failure = sent
		? sent.failure && {
				kind: sent.failure.kind,
				operation: sent.call.operation,
				awsCode: sent.failure.code,
				message: sent.failure.detail,
				atMs: sent.wallMs,
				times: (before.failure?.times ?? 0) + 1,
			}
		: isAsDeclared
			? undefined
			: before.failure;
	const lastChange =
		sent && !sent.failure
			? { revision, action: sent.action, operation: sent.call.operation, atMs: sent.wallMs }
			: before.lastChange;
	const reason = isAsDeclared
		? undefined
		: verdict.outcome === "action" && failure
			? callFailed(failure)
			: verdict.reason;
	// A resource that could not be compared keeps its last drift.
	const drift = item.compared ? driftOf(before, item) : before.drift;
	const driftSinceMs = drift.length > 0 ? (before.driftSinceMs ?? wallMs) : undefined;
	return {
		identity: item.identity,
		sync: syncOf(item),
		outcome: verdict.outcome,
		health: item.health,
		...(reason ? { reason } : {}),
		...(verdict.outcome === "waiting" && verdict.waitsFor ? { waitsFor: verdict.waitsFor } : {}),
		drift,
		unmanaged: item.compared ? item.unmanaged : before.unmanaged,
		orphan: item.orphan,
		...(before.place && !item.orphan ? { place: before.place } : {}),
		...(lastChange ? { lastChange } : {}),
		...(failure ? { failure } : {}),
		...(item.rollout ? { rollout: item.rollout } : {}),
		...(item.mismatches ? { mismatches: item.mismatches } : {}),
		observedAtMs: wallMs,
		...(driftSinceMs !== undefined ? { driftSinceMs } : {}),
	};
}

function ineffectiveReason({ verdict }: Item): { readonly reason?: Reason } {
	return verdict.outcome === "action" ? { reason: withoutEffect(verdict.call.operation) } : {};
}

function callFailed({ operation, awsCode, message }: NonNullable<ResourceStatus["failure"]>): Reason {
	return because("CallFailed", { operation, awsCode, message });
}

function syncOf({ verdict, health }: Item): SyncStatus {
	if (verdict.outcome === "in sync") return "Synced";
	return health.status === "Unknown" ? "Unknown" : "OutOfSync";
}

/** A resource that was deleted outside evenkeel drifts in its existence until it is recreated. */
function driftOf(before: ResourceStatus, item: Item): readonly Drift[] {
	if (item.exists || item.orphan) return item.drift;
	const wasThere = isInSync(before) || before.drift.some(({ path }) => path === existence.path);
	return wasThere ? [existence] : item.drift;
}

function countDrift(before: ResourceStatus, drift: readonly Drift[], kind: string): DriftCount {
	const was = new Set(before.drift.map(({ path }) => path));
	const is = new Set(drift.map(({ path }) => path));
	return {
		kind,
		detected: [...is].filter((path) => !was.has(path)).length,
		corrected: [...was].filter((path) => !is.has(path)).length,
	};
}

/** Whether the change is worth reporting to a person. */
function isVisibleChange(before: ResourceStatus | undefined, next: ResourceStatus): boolean {
	return (
		before === undefined ||
		before.outcome !== next.outcome ||
		!sameReason(before.reason, next.reason) ||
		before.health.status !== next.health.status ||
		!sameReason(before.health.reason, next.health.reason)
	);
}
