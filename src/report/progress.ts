/**
 * The progress events of `run` and `apply`.
 * Events are the difference of two statuses, so the lines, the page and the metrics always agree.
 */

import { listed } from "../lib/listed.ts";
import { escapeControls } from "../lib/visible.ts";
import type { Identity } from "../model/identity.ts";
import type { HealthStatus } from "../model/observed-state.ts";
import type { PauseCause } from "../model/pause.ts";
import type { Action, Drift } from "../model/plan.ts";
import { type Problem, problemKey } from "../model/problem.ts";
import { type Reason, sameReason } from "../model/reason.ts";
import { isInSync, isSettled, type ResourceStatus, type Status } from "../model/status.ts";
import { textOf } from "./catalogue/index.ts";
import { driftText } from "./plan-text.ts";
import { placedText, type WordedProblem, wordedProblem } from "./problem-text.ts";
import { failureText, statusSummary } from "./status-text.ts";
import { counted, revisionText } from "./text.ts";

/** An event that is printed. */
export type ProgressEvent =
	| { readonly event: "manifests"; readonly environment: string; readonly revision: string; readonly resources: number }
	| { readonly event: "problem"; readonly problem: WordedProblem }
	| { readonly event: "problems solved" }
	| { readonly event: "stopped"; readonly code?: string; readonly reason: string }
	| { readonly event: "paused"; readonly by: PauseCause; readonly code?: string; readonly reason: string }
	| { readonly event: "resumed" }
	| {
			readonly event: "action";
			readonly identity: Identity;
			readonly action: Action;
			readonly operation: string;
			/** What differs, or another reason; empty where another line has it. */
			readonly because: string;
	  }
	| {
			readonly event: "failed";
			readonly identity: Identity;
			readonly failure: NonNullable<ResourceStatus["failure"]>;
	  }
	| {
			readonly event: "waiting" | "blocked";
			readonly identity: Identity;
			readonly code?: string;
			readonly reason: string;
	  }
	| { readonly event: "drift"; readonly identity: Identity; readonly drift: readonly Drift[] }
	| {
			readonly event: "health";
			readonly identity: Identity;
			readonly status: HealthStatus;
			readonly code?: string;
			readonly reason: string;
	  }
	| { readonly event: "deleted"; readonly identity: Identity }
	| { readonly event: "converged"; readonly summary: string };

/** The longest first word of a line is Progressing. */
const wordWidth = 11;

/** The events between two statuses, in the order of printing. `before` is undefined at the start. */
export function progressEvents(before: Status | undefined, after: Status): readonly ProgressEvent[] {
	const known = new Map(before?.resources.map((resource) => [resource.identity, resource]));
	const kept = new Set(after.resources.map(({ identity }) => identity));
	return [
		...folderEvents(before, after),
		...after.resources.flatMap((resource) => resourceEvents(known.get(resource.identity), resource)),
		...[...known.keys()]
			.filter((identity) => !kept.has(identity))
			.map((identity) => ({ event: "deleted", identity }) as const),
		...(isConverged(after) && !(before && isConverged(before))
			? [{ event: "converged", summary: statusSummary(after) } as const]
			: []),
	];
}

/** Whether each resource is in sync and healthy or suspended, and each orphan is kept. */
export function isConverged(status: Status): boolean {
	const errors = status.problems.some(({ severity }) => severity === "error");
	return (
		!errors &&
		status.stopped === undefined &&
		status.revision !== undefined &&
		status.reconciles > 0 &&
		status.resources.every((resource) => isSettled(resource, { healthy: true }))
	);
}

/** One log line without a line break: the time of day, one word for the event, its subject, and details. */
export function progressLine(event: ProgressEvent, atMs: number): string {
	const time = new Date(atMs).toISOString().slice(11, 19);
	const [word, ...rest] = eventWords(event);
	return `${time} ${word.padEnd(wordWidth)} ${rest.filter(Boolean).map(escapeControls).join("  ")}`.trimEnd();
}

function eventWords(event: ProgressEvent): readonly [string, ...string[]] {
	switch (event.event) {
		case "manifests": {
			const what = counted(event.resources, "resource");
			return ["manifests", `environment ${event.environment} at ${revisionText(event.revision)} declares ${what}`];
		}
		case "problem":
			return [event.problem.severity, placedText(event.problem)];
		case "problems solved":
			return ["manifests", "all are valid again"];
		case "stopped":
			return ["stopped", event.reason];
		case "paused":
			return ["paused", event.reason];
		case "resumed":
			return ["resumed", "differences are corrected again"];
		case "action":
			return [event.action, event.identity, event.operation, event.because];
		case "failed":
			return ["failed", event.identity, failureText(event.failure)];
		case "waiting":
		case "blocked":
			return [event.event, event.identity, event.reason];
		case "drift":
			return ["drift", event.identity, listed(event.drift.map(driftText))];
		case "health":
			return [event.status, event.identity, event.reason];
		case "deleted":
			return ["deleted", event.identity];
		case "converged":
			return ["converged", `all resources are in sync and healthy; ${event.summary}`];
	}
}

function folderEvents(before: Status | undefined, after: Status): ProgressEvent[] {
	const events: ProgressEvent[] = [];
	if (after.revision !== undefined && after.revision !== before?.revision) {
		const environment = after.environment ?? "(unnamed)";
		const resources = after.resources.filter(({ orphan }) => !orphan).length;
		events.push({ event: "manifests", environment, revision: after.revision, resources });
	}
	const known = new Set(before?.problems.map(problemKey));
	for (const problem of after.problems) {
		if (!known.has(problemKey(problem))) events.push({ event: "problem", problem: wordedProblem(problem) });
	}
	if (before?.problems.some(isError) && !after.problems.some(isError)) events.push({ event: "problems solved" });
	if (after.stopped && !sameReason(after.stopped, before?.stopped)) {
		events.push({ event: "stopped", ...explained(after.stopped) });
	}
	if (after.pause && !sameReason(after.pause.reason, before?.pause?.reason)) {
		events.push({ event: "paused", by: after.pause.by, ...explained(after.pause.reason) });
	}
	if (before?.pause && !after.pause) events.push({ event: "resumed" });
	return events;
}

function resourceEvents(before: ResourceStatus | undefined, after: ResourceStatus): ProgressEvent[] {
	const { identity, lastChange, failure, outcome, reason, health } = after;
	const events: ProgressEvent[] = [];
	const drifts = before !== undefined && isInSync(before) && after.drift.length > 0;
	if (drifts) events.push({ event: "drift", identity, drift: after.drift });
	if (
		lastChange &&
		(lastChange.atMs !== before?.lastChange?.atMs || lastChange.operation !== before.lastChange.operation)
	) {
		const because = drifts ? "" : causeOf(after);
		events.push({ event: "action", identity, action: lastChange.action, operation: lastChange.operation, because });
	}
	if (failure && (!before?.failure || failureText(failure) !== failureText(before.failure)))
		events.push({ event: "failed", identity, failure });
	if (
		(outcome === "waiting" || outcome === "blocked") &&
		(outcome !== before?.outcome || !sameReason(reason, before.reason))
	) {
		events.push({ event: outcome, identity, ...explained(reason) });
	}
	// Missing is the initial state of a declared resource, and its action or reason already says it; Unknown adds nothing;
	// an orphan has no manifest.
	const isHealthOmitted = after.orphan || health.status === "Missing" || health.status === "Unknown";
	if (health.status !== before?.health.status && !isHealthOmitted) {
		events.push({ event: "health", identity, status: health.status, ...explained(health.reason) });
	} else if (health.status === "Degraded" && !sameReason(health.reason, before?.health.reason)) {
		events.push({ event: "health", identity, status: health.status, ...explained(health.reason) });
	}
	return events;
}

/**
 * Why an action was taken: after a manifest change the changed fields, else the plan's reason, unless the resource did not
 * exist.
 */
function causeOf({ outcome, reason, drift, health, failure }: ResourceStatus): string {
	if (outcome !== "action" || failure || health.status === "Missing") return "";
	return drift.length > 0 ? listed(drift.map(driftText)) : reason ? textOf(reason) : "";
}

/** A reason as text and as a code. */
function explained(reason: Reason | undefined): { readonly code?: string; readonly reason: string } {
	return reason ? { code: reason.code, reason: textOf(reason) } : { reason: "" };
}

function isError({ severity }: Problem): boolean {
	return severity === "error";
}
