/**
 * The Prometheus metrics.
 * Every known label value starts at zero, so a missing series means a fault; the gauges are rebuilt from each status, so a
 * deleted resource leaves no series.
 */
import { collectDefaultMetrics, Registry } from "prom-client";
import { kindOfCode } from "../aws/translate.ts";
import { mismatchKinds } from "../model/discovery.ts";
import { type Identity, kindOf, nameOf } from "../model/identity.ts";
import { pauseCauses } from "../model/pause.ts";
import type { ResourceStatus, Status } from "../model/status.ts";
import {
	createCounters,
	createGauges,
	orphanOutcomes,
	type ReconcileOutcome,
	splitOperation,
} from "./metric-definitions.ts";

/** Settings of the metrics. */
export interface MetricsOptions {
	/** The current time, in milliseconds since the epoch: the age of drift is computed at each scrape. */
	readonly now: () => number;
	/** Every AWS operation that may be sent, such as `ecs:UpdateService`; their series start at zero. */
	readonly operations?: readonly string[];
	/** The most series that name a resource; beyond them, healthy resources share one series per kind. */
	readonly maxSeries?: number;
	/** The time of the last fetch into the folder, in milliseconds since the epoch, where known; read at each scrape. */
	readonly lastFetchMs?: () => Promise<number | undefined>;
	/** Whether to include process metrics: memory, CPU time, event loop delay. */
	readonly process?: boolean;
}

/** Records events and prints them in Prometheus' text format. */
export interface Metrics {
	/** Sets all gauges from the whole status. */
	readonly recordStatus: (status: Status) => void;
	/** Counts a request to AWS; `operation` as in `ecs:UpdateService`, `code` is AWS's error code or `200`. */
	readonly recordRequest: (request: { readonly operation: string; readonly code: string }) => void;
	readonly recordReconcile: (reconcile: {
		readonly durationSeconds: number;
		readonly results: readonly { readonly kind: string; readonly result: ReconcileOutcome }[];
	}) => void;
	/** Counts fields newly observed to drift, and fields that an action corrected. */
	readonly countDrift: (drift: {
		readonly kind: string;
		readonly detected: number;
		readonly corrected: number;
	}) => void;
	/** Counts a bug. */
	readonly countBug: (bug: { readonly kind: string }) => void;
	/** All metrics in Prometheus' text format. */
	readonly text: () => Promise<string>;
	readonly contentType: string;
}

/** The name label of resources beyond the limit, which are counted together. */
const sharedName = "*";
/** Each resource has three series: info, drift and drift age. */
const seriesEach = 3;
/** The form of AWS's error codes; any other text would create a series of its own. */
const codeForm = /^[\w.-]{1,80}$/;

/** Creates the metrics in a Prometheus registry of their own. `kinds` are the kinds whose counters start at zero. */
export function createMetrics(kinds: readonly string[], options: MetricsOptions): Metrics {
	const registry = new Registry();
	if (options.process ?? true) collectDefaultMetrics({ register: registry });
	const gauges = createGauges(registry);
	const counters = createCounters(registry, kinds, options.operations ?? []);
	let driftSince: readonly { readonly kind: string; readonly name: string; readonly sinceMs: number | undefined }[] =
		[];
	return {
		recordStatus: (status) => {
			for (const gauge of [gauges.info, gauges.drift, gauges.mismatch, gauges.revision]) gauge.reset();
			const { named, shared } = withinCap(status.resources, options.maxSeries ?? 20_000);
			for (const resource of named) {
				const labels = labelsOf(resource.identity);
				gauges.info.set({ ...labels, ...statusLabels(resource) }, 1);
				gauges.drift.set(labels, resource.drift.length);
				for (const mismatch of resource.mismatches ? mismatchKinds : []) {
					const count = resource.mismatches?.filter(({ kind }) => kind === mismatch).length ?? 0;
					gauges.mismatch.set({ ...labels, mismatch }, count);
				}
			}
			for (const resource of shared) {
				const labels = { kind: kindOf(resource.identity), name: sharedName };
				gauges.info.inc({ ...labels, ...statusLabels(resource) });
				gauges.drift.inc(labels, resource.drift.length);
			}
			driftSince = named.map(({ identity, driftSinceMs }) => {
				return { ...labelsOf(identity), sinceMs: driftSinceMs };
			});
			gauges.shared.set(shared.length);
			const orphans = status.resources.filter(({ orphan }) => orphan);
			for (const outcome of orphanOutcomes) {
				gauges.orphans.set({ outcome }, orphans.filter((orphan) => orphan.outcome === outcome).length);
			}
			gauges.manifestErrors.set(status.problems.filter(({ severity }) => severity === "error").length);
			for (const by of pauseCauses) gauges.paused.set({ by }, status.pause?.by === by ? 1 : 0);
			gauges.lastSuccess.set((status.lastSuccessMs ?? 0) / 1000);
			gauges.revisionAt.set((status.revisionAtMs ?? 0) / 1000);
			if (status.revision !== undefined) gauges.revision.set({ revision: status.revision }, 1);
		},
		recordRequest: ({ operation, code }) => {
			const { service, name } = splitOperation(operation);
			counters.requests.inc({ service, operation: name, code: codeForm.test(code) ? code : "unknown" });
			if (kindOfCode(operation, code) === "throttled") counters.throttled.inc({ service });
		},
		recordReconcile: ({ durationSeconds, results }) => {
			counters.reconcileDuration.observe(durationSeconds);
			for (const { kind, result } of results) counters.reconciles.inc({ kind, result });
		},
		countDrift: ({ kind, detected, corrected }) => {
			counters.detected.inc({ kind }, detected);
			counters.corrected.inc({ kind }, corrected);
		},
		countBug: ({ kind }) => counters.bugs.inc({ kind }),
		text: async () => {
			gauges.lastFetch.set(((await options.lastFetchMs?.()) ?? 0) / 1000);
			gauges.driftSeconds.reset();
			for (const { kind, name, sinceMs } of driftSince) {
				const ageMs = sinceMs === undefined ? 0 : Math.max(0, options.now() - sinceMs);
				gauges.driftSeconds.set({ kind, name }, ageMs / 1000);
			}
			return registry.metrics();
		},
		contentType: registry.contentType,
	};
}

/** An HTTP namespace may have the name of the shared series. */
function labelsOf(identity: Identity): { readonly kind: string; readonly name: string } {
	const name = nameOf(identity);
	return { kind: kindOf(identity), name: name === sharedName ? `"${sharedName}"` : name };
}

/** Which resources have series of their own: all that need attention, then as many others as the limit allows. */
function withinCap(resources: readonly ResourceStatus[], maxSeries: number) {
	if (resources.length * seriesEach <= maxSeries) return { named: resources, shared: [] };
	const reportBugs = resources.filter((resource) => !mayShare(resource));
	const others = resources.filter(mayShare);
	const room = Math.max(0, Math.floor(maxSeries / seriesEach) - reportBugs.length);
	return { named: [...reportBugs, ...others.slice(0, room)], shared: others.slice(room) };
}

/** Whether the resource's series would say only that it exists. */
function mayShare({ sync, health, drift, orphan }: ResourceStatus): boolean {
	return sync === "Synced" && health.status === "Healthy" && drift.length === 0 && !orphan;
}

function statusLabels({ sync, health }: ResourceStatus) {
	return { sync_status: sync, health_status: health.status };
}
