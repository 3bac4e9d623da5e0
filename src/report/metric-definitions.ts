/**
 * Every metric with its name, type, labels and sentence, and the series that are there from the start: the page about
 * metrics is made from here.
 */
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { serviceNames } from "../aws/operations.ts";
import { holdReasons } from "../model/hold.ts";
import type { Outcome } from "../model/plan.ts";

/** What became of one resource in one pass. `failed` is a call that AWS did not take. */
export type ReconcileResult = "in_sync" | "call" | "wait" | "refusal" | "failed";

const reconcileResults: readonly ReconcileResult[] = ["in_sync", "call", "wait", "refusal", "failed"];
/** What becomes of an orphan: nothing of ours is in sync without a manifest. */
export const orphanOutcomes: readonly Outcome[] = ["call", "wait", "refusal"];
/** A pass is a few requests when quiet and minutes when a whole account is new. */
const passSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** Registers the gauges; those whose labels are few and known start at zero. */
export function createGauges(registry: Registry) {
	const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
		new Gauge<Label>({ name, help, labelNames, registers: [registry] });
	const each = ["kind", "name"] as const;
	const gauges = {
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
		orphans: gauge(
			"evenkeel_orphans",
			"Resources of ours that no manifest declares any more: deleted by a call, waiting, or kept by a refusal.",
			["outcome"],
		),
		manifestErrors: gauge("evenkeel_manifest_errors", "Errors in the manifests of the present revision."),
		held: gauge(
			"evenkeel_writes_held",
			"1 while nothing is written, whatever differs: this evenkeel only observes, or a window of the environment says so.",
			["by"],
		),
		revision: gauge("evenkeel_source_revision_info", "The revision that the plan is made from; the value is 1.", [
			"revision",
		]),
		revisionAt: gauge(
			"evenkeel_source_revision_timestamp_seconds",
			"When that revision was taken; 0 before the first.",
		),
		lastFetch: gauge(
			"evenkeel_source_last_fetch_timestamp_seconds",
			"When Git last fetched into the folder, whether or not it brought a commit; 0 where that is not known.",
		),
		lastSuccess: gauge(
			"evenkeel_last_success_timestamp_seconds",
			"When the last pass ended in which everything that was due was seen; 0 before the first.",
		),
	};
	for (const by of holdReasons) gauges.held.set({ by }, 0);
	for (const outcome of orphanOutcomes) gauges.orphans.set({ outcome }, 0);
	return gauges;
}

/** Registers counters and the histogram, every known label at zero. `operations` as in `ecs:UpdateService`. */
export function createCounters(registry: Registry, kinds: readonly string[], operations: readonly string[]) {
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
		bugs: counter(
			"evenkeel_internal_errors_total",
			"Bugs in evenkeel that came up, each of which stopped one resource.",
			["kind"],
		),
		throttled: counter("evenkeel_aws_api_throttled_total", "Requests that AWS throttled.", ["service"]),
		passes: new Histogram({
			name: "evenkeel_reconcile_duration_seconds",
			help: "How long a pass took, from the first look to the last call.",
			buckets: passSeconds,
			registers,
		}),
	};
	for (const kind of kinds) {
		counters.detected.inc({ kind }, 0);
		counters.corrected.inc({ kind }, 0);
		counters.bugs.inc({ kind }, 0);
		for (const result of reconcileResults) counters.reconciles.inc({ kind, result }, 0);
	}
	for (const service of serviceNames) counters.throttled.inc({ service }, 0);
	for (const { service, name } of operations.map(splitOperation)) {
		counters.requests.inc({ service, operation: name, code: "200" }, 0);
	}
	return counters;
}

/** The two labels that an operation such as `ecs:UpdateService` gives. */
export function splitOperation(operation: string): { readonly service: string; readonly name: string } {
	const colon = operation.indexOf(":");
	return { service: operation.slice(0, colon), name: operation.slice(colon + 1) };
}
