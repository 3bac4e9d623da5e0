/** Formats values, times and counts for text output. */
import { escapeControls } from "../lib/visible.ts";
import { commitOf } from "../model/snapshot.ts";

/** Longer values are cut in lines; JSON output and the API contain them whole. */
const maxValue = 160;

/** A drifting value in one line: JSON, and a word for no value. */
export function valueText(value: unknown): string {
	if (value === undefined) return "(none)";
	const text = escapeControls(JSON.stringify(value) ?? String(value));
	return text.length > maxValue ? `${text.slice(0, maxValue - 1)}…` : text;
}

/** `1 call`, `2 calls`, `no calls`. */
export function counted(count: number, one: string, many = `${one}s`): string {
	return `${count === 0 ? "no" : count} ${count === 1 ? one : many}`;
}

/** A duration in its two largest units: `3 s`, `4 min 5 s`, `2 h 10 min`, `3 d 4 h`. */
export function durationText(milliseconds: number): string {
	const seconds = Math.max(0, Math.floor(milliseconds / 1000));
	const parts: readonly (readonly [number, string])[] = [
		[Math.floor(seconds / 86_400), "d"],
		[Math.floor(seconds / 3600) % 24, "h"],
		[Math.floor(seconds / 60) % 60, "min"],
		[seconds % 60, "s"],
	];
	const first = parts.findIndex(([count]) => count > 0);
	if (first === -1) return "0 s";
	return parts
		.slice(first, first + 2)
		.filter(([count]) => count > 0)
		.map(([count, unit]) => `${count} ${unit}`)
		.join(" ");
}

/** `2026-01-31 12:34:56Z`: sortable, and in an explicit time zone. */
export function timeText(atMs: number): string {
	return new Date(atMs)
		.toISOString()
		.replace("T", " ")
		.replace(/\.\d+Z$/, "Z");
}

/** A commit in its usual short form; other revisions cut to a length. */
export function revisionText(revision: string): string {
	const commit = commitOf(revision);
	if (commit) return `${commit.slice(0, 10)}${revision.slice(commit.length)}`;
	return escapeControls(revision.startsWith("sha256:") ? revision.slice(0, "sha256:".length + 10) : revision);
}

/** Whether ancestry is checked, so that a commit that is not a descendant is rejected. */
export function ancestryText({ checked, since }: { readonly checked: boolean; readonly since?: string }): string {
	if (!checked) return "not checked";
	return since === undefined ? "checked" : `checked since ${revisionText(since)}, the first revision after the start`;
}
