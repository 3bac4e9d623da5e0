/**
 * What Prometheus is told. Every known label value starts at zero, so that a missing series means broken and not quiet;
 * the gauges are made anew from each status, so that a resource that is gone leaves no series behind.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { mismatchKinds } from "../model/discovery.ts";
import { holdReasons } from "../model/hold.ts";
import { kindOf, nameOf } from "../model/identity.ts";
import type { ResourceStatus, Status } from "../model/status.ts";

/** What became of one resource in one pass. `failed` is a call that AWS did not take. */
type ReconcileResult = "in_sync" | "call" | "wait" | "refusal" | "failed";

export interface MetricsOptions {
	/** The present, milliseconds since the epoch: the age of drift is counted at each scrape. */
	readonly now: () => number;
	/** Every AWS operation that may be sent, such as `ecs:UpdateService`: its series start at zero. */
	readonly operations?: readonly string[];
	/** Series that name a resource; beyond them, healthy resources share one series a kind. */
	readonly longestSeries?: number;
	/** Also tell of this process: memory, processor time, event loop delay. */
	readonly process?: boolean;
}

export interface Metrics {
	/** Sets all gauges from the whole status. */
	readonly recordStatus: (status: Status) => void;
	/** Counts a request to AWS; `operation` as in `ecs:UpdateService`, `code` is AWS's error code or `200`. */
	readonly recordRequest: (request: { readonly operation: string; readonly code: string }) => void;
	readonly recordPass: (pass: {
		readonly durationSeconds: number;
		readonly results: readonly { readonly kind: string; readonly result: ReconcileResult }[];
	}) => void;
	/** Counts fields newly seen to drift and fields that a call of ours put right. */
	readonly countDrift: (drift: {
		readonly kind: string;
		readonly detected: number;
		readonly corrected: number;
	}) => void;
	/** All metrics in Prometheus's text format. */
	readonly text: () => Promise<string>;
	readonly contentType: string;
}

const RESULTS: readonly ReconcileResult[] = ["in_sync", "call", "wait", "refusal", "failed"];
/** The AWS services that evenkeel speaks to. */
const SERVICES = ["ecs", "servicediscovery", "route53"];
/** The name under which resources beyond the cap are counted together; no resource can be called so. */
const SHARED_NAME = "*";
/** A resource has three series: info, drift and drift age. */
const SERIES_EACH = 3;
const THROTTLED = /throttl|requestlimitexceeded|toomanyrequests|priorrequestnotcomplete|slowdown/i;
/** A pass is a few requests when quiet and minutes when a whole account is new. */
const PASS_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** Makes the metrics with a registry of their own. `kinds` are the kinds whose counters start at zero. */
export function createMetrics(kinds: readonly string[], options: MetricsOptions): Metrics {
	const registry = new Registry();
	if (options.process ?? true) collectDefaultMetrics({ register: registry });
	const gauges = createGauges(registry);
	for (const by of holdReasons) gauges.held.set({ by }, 0);
	const counters = createCounters(registry, kinds, options.operations ?? []);
	let driftSince: readonly { readonly kind: string; readonly name: string; readonly sinceMs: number | undefined }[] =
		[];
	return {
		recordStatus: (status) => {
			for (const gauge of [gauges.info, gauges.drift, gauges.mismatch, gauges.revision]) gauge.reset();
			const { named, shared } = withinCap(status.resources, options.longestSeries ?? 20_000);
			for (const resource of named) {
				const labels = { kind: kindOf(resource.identity), name: nameOf(resource.identity) };
				gauges.info.set({ ...labels, ...statusLabels(resource) }, 1);
				gauges.drift.set(labels, resource.drift.length);
				for (const mismatch of resource.mismatches ? mismatchKinds : []) {
					const count = resource.mismatches?.filter(({ kind }) => kind === mismatch).length ?? 0;
					gauges.mismatch.set({ ...labels, mismatch }, count);
				}
			}
			for (const resource of shared) {
				const labels = { kind: kindOf(resource.identity), name: SHARED_NAME };
				gauges.info.inc({ ...labels, ...statusLabels(resource) });
				gauges.drift.inc(labels, resource.drift.length);
			}
			driftSince = named.map(({ identity, driftSinceMs }) => {
				return { kind: kindOf(identity), name: nameOf(identity), sinceMs: driftSinceMs };
			});
			gauges.shared.set(shared.length);
			gauges.orphans.set(status.resources.filter(({ orphan }) => orphan).length);
			gauges.manifestErrors.set(status.problems.filter(({ severity }) => severity === "error").length);
			for (const by of holdReasons) gauges.held.set({ by }, status.hold?.by === by ? 1 : 0);
			gauges.lastSuccess.set((status.lastSuccessMs ?? 0) / 1000);
			if (status.revision !== undefined) gauges.revision.set({ revision: status.revision }, 1);
		},
		recordRequest: ({ operation, code }) => {
			const { service, name } = splitOperation(operation);
			counters.requests.inc({ service, operation: name, code });
			if (THROTTLED.test(code)) counters.throttled.inc({ service });
		},
		recordPass: ({ durationSeconds, results }) => {
			counters.passes.observe(durationSeconds);
			for (const { kind, result } of results) counters.reconciles.inc({ kind, result });
		},
		countDrift: ({ kind, detected, corrected }) => {
			counters.detected.inc({ kind }, detected);
			counters.corrected.inc({ kind }, corrected);
		},
		text: () => {
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

function createGauges(registry: Registry) {
	const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
		new Gauge<Label>({ name, help, labelNames, registers: [registry] });
	const each = ["kind", "name"] as const;
	return {
		info: gauge("evenkeel_resource_info", "Each resource with its sync and health status; the value is 1.", [
			...each,
			"sync_status",
			"health_status",
		]),
		drift: gauge("evenkeel_resource_drift", "Fields that differ from the manifest, as last seen.", each),
		driftSeconds: gauge(
			"evenkeel_resource_drift_seconds",
			"For how long a resource has been drifting; 0 when it is not.",
			each,
		),
		mismatch: gauge(
			"evenkeel_discovery_mismatch",
			"Instances of a registry in which running tasks, registrations and DNS records disagree, once that lasts.",
			[...each, "mismatch"],
		),
		shared: gauge("evenkeel_resources_aggregated", "Healthy resources beyond the series limit, counted as name *."),
		orphans: gauge("evenkeel_orphans", "Resources of ours that no manifest declares any more."),
		manifestErrors: gauge("evenkeel_manifest_errors", "Errors in the manifests of the present revision."),
		held: gauge(
			"evenkeel_writes_held",
			"1 while nothing is written, whatever differs: this evenkeel only observes, or a window of the environment says so.",
			["by"],
		),
		revision: gauge("evenkeel_source_revision_info", "The revision that the plan is made from; the value is 1.", [
			"revision",
		]),
		lastSuccess: gauge(
			"evenkeel_last_success_timestamp_seconds",
			"When the last pass ended in which everything that was due was seen; 0 before the first.",
		),
	};
}

function createCounters(registry: Registry, kinds: readonly string[], operations: readonly string[]) {
	const registers = [registry];
	const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
		new Counter<Label>({ name, help, labelNames, registers });
	const counters = {
		detected: counter("evenkeel_drift_detected_total", "Fields newly seen to differ from their manifest.", ["kind"]),
		corrected: counter("evenkeel_drift_corrected_total", "Drifting fields that evenkeel put right.", ["kind"]),
		reconciles: counter("evenkeel_reconcile_total", "Resources looked at, by what came of it.", ["kind", "result"]),
		requests: counter("evenkeel_aws_api_requests_total", "Requests to AWS by error code; 200 is success.", [
			"service",
			"operation",
			"code",
		]),
		throttled: counter("evenkeel_aws_api_throttled_total", "Requests that AWS throttled.", ["service"]),
		passes: new Histogram({
			name: "evenkeel_reconcile_duration_seconds",
			help: "How long a pass took, from the first look to the last call.",
			buckets: PASS_SECONDS,
			registers,
		}),
	};
	for (const kind of kinds) {
		counters.detected.inc({ kind }, 0);
		counters.corrected.inc({ kind }, 0);
		for (const result of RESULTS) counters.reconciles.inc({ kind, result }, 0);
	}
	for (const service of SERVICES) counters.throttled.inc({ service }, 0);
	for (const { service, name } of operations.map(splitOperation)) {
		counters.requests.inc({ service, operation: name, code: "200" }, 0);
	}
	return counters;
}

/** Which resources have series of their own: all that are not well, then as many of the others as the cap allows. */
function withinCap(resources: readonly ResourceStatus[], longestSeries: number) {
	if (resources.length * SERIES_EACH <= longestSeries) return { named: resources, shared: [] };
	const unwell = resources.filter((resource) => !isWell(resource));
	const well = resources.filter(isWell);
	const room = Math.max(0, Math.floor(longestSeries / SERIES_EACH) - unwell.length);
	return { named: [...unwell, ...well.slice(0, room)], shared: well.slice(room) };
}

function isWell({ sync, health, drift, orphan }: ResourceStatus): boolean {
	return sync === "Synced" && health.status === "Healthy" && drift.length === 0 && !orphan;
}

function statusLabels({ sync, health }: ResourceStatus) {
	return { sync_status: sync, health_status: health.status };
}

function splitOperation(operation: string): { readonly service: string; readonly name: string } {
	const colon = operation.indexOf(":");
	return { service: operation.slice(0, colon), name: operation.slice(colon + 1) };
}
