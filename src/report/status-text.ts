/**
 * The output of `evenkeel status`: the state of a running evenkeel, read from its `/api/v1/status`.
 * A resource in sync and healthy takes one line; the others come last, with their reasons, since a terminal shows the end
 * of the output.
 */
import { escapeControls } from "../lib/visible.ts";
import { sameReason } from "../model/reason.ts";
import type { ResourceStatus, Status } from "../model/status.ts";
import { textOf } from "./catalogue/index.ts";
import { driftText } from "./plan-text.ts";
import { problemText } from "./problem-text.ts";
import { isStatus } from "./status-shape.ts";
import { ancestryText, counted, durationText, revisionText, timeText } from "./text.ts";

/** Parses the response of `/api/v1/status`. Throws an Error with a sentence when it is not a status. */
export function parseStatus(json: string): Status {
	let value: unknown;
	try {
		value = JSON.parse(json);
	} catch {
		throw new Error("The response is not JSON; another program may listen there.");
	}
	if (!isStatus(value)) throw new Error("The response is not a status; another program may listen there.");
	return value;
}

/**
 * The status for a terminal, with a final line break. `nowMs` is the current time, for ages. If more than `maxHealthy`
 * resources are in sync and healthy, only their number is printed.
 */
export function statusText(status: Status, nowMs: number, maxHealthy = Number.POSITIVE_INFINITY): string {
	const { problems } = status;
	const unwell = status.resources.filter(needsAttention);
	const well = status.resources.length - unwell.length;
	const resources = well > maxHealthy ? unwell : status.resources;
	const lines = [
		...headLines(status, nowMs),
		...problems.map(problemText),
		...(problems.length > 0 ? [""] : []),
		...(well > maxHealthy ? [wellSentence(well)] : []),
		...table(wellFirst(resources), nowMs),
		...(status.resources.length > 0 ? [""] : []),
		`${statusSummary(status)}.`,
	];
	return `${lines.join("\n")}\n`;
}

/** Whether a person needs to act. This includes suspended resources, since only a person ends a suspension. */
export function needsAttention({ sync, health }: ResourceStatus): boolean {
	return sync !== "Synced" || health.status !== "Healthy";
}

/**
 * `20 resources: 18 synced, 2 out of sync; 19 healthy, 1 progressing; 1 orphan; 1 error in the manifests`. Orphans have no
 * manifest, so they are counted separately.
 */
export function statusSummary({ resources, problems }: Pick<Status, "resources" | "problems">): string {
	const errors = problems.filter(({ severity }) => severity === "error").length;
	const rejected = errors > 0 ? `; ${counted(errors, "error")} in the manifests` : "";
	const declared = resources.filter(({ orphan }) => !orphan);
	const orphans = resources.length - declared.length;
	const tail = `${orphans > 0 ? `; ${counted(orphans, "orphan")}` : ""}${rejected}`;
	if (declared.length === 0) return `No resources${tail}`;
	const sync = tally(declared.map((resource) => (resource.sync === "OutOfSync" ? "out of sync" : resource.sync)));
	const health = tally(declared.map((resource) => resource.health.status));
	return `${counted(declared.length, "resource")}: ${sync}; ${health}${tail}`;
}

/** All remarks about a resource that is not simply in sync and healthy, one line each. */
export function remarks(resource: ResourceStatus): string[] {
	const { reason, health, drift, unmanaged, failure } = resource;
	return [
		...(reason && !(failure && reason.code === "CallFailed") ? [textOf(reason)] : []),
		...(health.reason && !sameReason(health.reason, reason) ? [textOf(health.reason)] : []),
		...(failure ? [failureText(failure)] : []),
		...drift.map(driftText),
		...(unmanaged.length > 0 ? [`unmanaged: ${unmanaged.join(", ")}`] : []),
	].map(escapeControls);
}

/** One line about a resource that is not in sync and healthy: `Cluster/shop: OutOfSync, Missing. Waiting for …` */
export function openText({ identity, sync, health, reason }: ResourceStatus): string {
	const why = reason ?? health.reason;
	return `${identity}: ${sync}, ${health.status}${why ? `. ${textOf(why)}` : ""}`;
}

/** `ecs:UpdateService failed (denied): AccessDeniedException: …` */
export function failureText({ operation, kind, awsCode, message }: NonNullable<ResourceStatus["failure"]>): string {
	return `${operation} failed (${kind}): ${awsCode}: ${message}`;
}

function headLines(status: Status, nowMs: number): string[] {
	const where = [status.account && `account ${status.account}`, status.region].filter(Boolean).join(", ");
	const environment = status.environment ?? "(no environment)";
	const owner = status.owner ? `, owner ${status.owner}` : "";
	const revision = status.revision === undefined ? "(none yet)" : revisionText(status.revision);
	const revisionAge = status.revisionAtMs === undefined ? "" : `, read ${ago(status.revisionAtMs, nowMs)}`;
	const success = status.lastSuccessMs === undefined ? "never" : ago(status.lastSuccessMs, nowMs);
	return [
		escapeControls(`Environment ${environment}${owner}${where ? ` (${where})` : ""}`),
		`Revision    ${revision}${revisionAge}`,
		...(status.ancestry ? [`Ancestry    ${ancestryText(status.ancestry)}`] : []),
		`Reconciled  ${success}; ${counted(status.reconciles, "reconcile")} since the start`,
		...(status.pause ? [escapeControls(`Paused      ${textOf(status.pause.reason)}`)] : []),
		...(status.stopped ? [escapeControls(`Stopped: ${textOf(status.stopped)}`)] : []),
		"",
	];
}

function wellSentence(count: number): string {
	return `${count} resources are in sync and healthy; to list them, pass selectors such as Service/shop/*.`;
}

function wellFirst(resources: readonly ResourceStatus[]): readonly ResourceStatus[] {
	return [...resources].sort((a, b) => Number(needsAttention(a)) - Number(needsAttention(b)));
}

function table(resources: readonly ResourceStatus[], nowMs: number): string[] {
	const syncWidth = Math.max(0, ...resources.map(({ sync }) => sync.length));
	const healthWidth = Math.max(0, ...resources.map(({ health }) => health.status.length));
	return resources.flatMap((resource) => {
		const { sync, health, identity, lastChange: change } = resource;
		const changed = change
			? `  (${change.action} ${ago(change.atMs, nowMs)}, revision ${revisionText(change.revision)})`
			: "";
		const orphan = resource.orphan ? "  (orphan)" : "";
		const head = `${sync.padEnd(syncWidth)}  ${health.status.padEnd(healthWidth)}  ${identity}${orphan}${changed}`;
		return [escapeControls(head), ...remarks(resource).map((remark) => `    ${remark}`)];
	});
}

function tally(words: readonly string[]): string {
	const counts = new Map<string, number>();
	for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
	const parts = [...counts].sort(([, a], [, b]) => b - a);
	return parts.map(([word, count]) => `${count} ${word.toLowerCase()}`).join(", ");
}

function ago(atMs: number, nowMs: number): string {
	return `${durationText(nowMs - atMs)} ago (${timeText(atMs)})`;
}
