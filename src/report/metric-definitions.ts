/**
 * Defines every metric: its name, type, labels and help text, and the series that exist from the start. The metrics page is
 * generated from it.
 */
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { serviceNames } from "../aws/operations.ts";
import { pauseCauses } from "../model/pause.ts";
import type { Outcome } from "../model/plan.ts";

/** The result of one reconcile of one resource. `failed`: AWS did not accept the call. */
export type ReconcileOutcome = "in_sync" | "action" | "waiting" | "blocked" | "failed";

const reconcileResults: readonly ReconcileOutcome[] = ["in_sync", "action", "waiting", "blocked", "failed"];
/** The outcomes of orphans: an owned resource without a manifest is never in sync. */
export const orphanOutcomes: readonly Outcome[] = ["action", "waiting", "blocked"];
/** The histogram's buckets in seconds: a reconcile takes a few requests when converged, and minutes for a new account. */
const reconcileSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** Registers the gauges; those whose few labels are known start at zero. */
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
		drift: gauge("evenkeel_resource_drift", "Fields that differ from the manifest, as last observed.", each),
		driftSeconds: gauge(
			"evenkeel_resource_drift_seconds",
			"For how many seconds a resource has been drifting; 0 without drift.",
			each,
		),
		mismatch: gauge(
			"evenkeel_discovery_mismatch",
			"Instances of a registry for which running tasks, registrations and DNS records persistently disagree.",
			[...each, "mismatch"],
		),
		shared: gauge(
			"evenkeel_resources_aggregated",
			'Healthy resources without a series of their own, counted in the series with name="*".',
		),
		orphans: gauge(
			"evenkeel_orphans",
			"Owned resources that no manifest declares any more: with a delete action, waiting, or blocked.",
			["outcome"],
		),
		manifestErrors: gauge("evenkeel_manifest_errors", "Errors in the manifests of the current revision."),
		paused: gauge(
			"evenkeel_writes_paused",
			"1 while writing is paused, by --observe or by a sync window of the Environment document.",
			["by"],
		),
		revision: gauge("evenkeel_source_revision_info", "The revision of the manifests in force; the value is 1.", [
			"revision",
		]),
		revisionAt: gauge(
			"evenkeel_source_revision_timestamp_seconds",
			"When that revision was first read; 0 before the first one.",
		),
		lastFetch: gauge(
			"evenkeel_source_last_fetch_timestamp_seconds",
			"When Git last fetched into the folder, whether or not it brought a commit; 0 if unknown.",
		),
		lastSuccess: gauge(
			"evenkeel_last_success_timestamp_seconds",
			"End time of the last reconcile that observed every resource due; 0 before the first one.",
		),
	};
	for (const by of pauseCauses) gauges.paused.set({ by }, 0);
	for (const outcome of orphanOutcomes) gauges.orphans.set({ outcome }, 0);
	return gauges;
}

/** Registers counters and the histogram, every known label at zero. `operations` as in `ecs:UpdateService`. */
export function createCounters(registry: Registry, kinds: readonly string[], operations: readonly string[]) {
	const registers = [registry];
	const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
		new Counter<Label>({ name, help, labelNames, registers });
	const counters = {
		detected: counter("evenkeel_drift_detected_total", "Fields newly observed to differ from their manifest.", [
			"kind",
		]),
		corrected: counter("evenkeel_drift_corrected_total", "Drifting fields that evenkeel corrected.", ["kind"]),
		reconciles: counter("evenkeel_reconcile_total", "Reconciled resources by result.", ["kind", "result"]),
		requests: counter("evenkeel_aws_api_requests_total", "Requests to AWS by error code; 200 is success.", [
			"service",
			"operation",
			"code",
		]),
		bugs: counter("evenkeel_internal_errors_total", "Bugs in evenkeel; each one stopped one resource.", ["kind"]),
		throttled: counter("evenkeel_aws_api_throttled_total", "Requests that AWS throttled.", ["service"]),
		reconcileDuration: new Histogram({
			name: "evenkeel_reconcile_duration_seconds",
			help: "The duration of a reconcile, from the first observation to the last call.",
			buckets: reconcileSeconds,
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

/** The two labels of an operation such as `ecs:UpdateService`. */
export function splitOperation(operation: string): { readonly service: string; readonly name: string } {
	const colon = operation.indexOf(":");
	return { service: operation.slice(0, colon), name: operation.slice(colon + 1) };
}
