/** Small things that every text for people needs: values in one line, times and counts. */
import { escapeControls } from "../lib/visible.ts";
import { commitOf } from "../model/snapshot.ts";

/** Longer values are cut in lines; JSON output and the page's API have them whole. */
const longestValue = 160;

/** A drifting value for one line of text: JSON, and a word where there is none. */
export function valueText(value: unknown): string {
	if (value === undefined) return "(none)";
	const text = escapeControls(JSON.stringify(value) ?? String(value));
	return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}

/** `1 call`, `2 calls`, `no calls`. */
export function counted(count: number, one: string, many = `${one}s`): string {
	return `${count === 0 ? "no" : count} ${count === 1 ? one : many}`;
}

/** A length of time in the two largest units that matter: `3 s`, `4 min 5 s`, `2 h 10 min`, `3 d 4 h`. */
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

/** `2026-01-31 12:34:56Z`: sorts, and nobody has to guess the zone. */
export function timeText(atMs: number): string {
	return new Date(atMs)
		.toISOString()
		.replace("T", " ")
		.replace(/\.\d+Z$/, "Z");
}

/** A commit as people quote it; other revisions as they are, but short. */
export function revisionText(revision: string): string {
	const commit = commitOf(revision);
	if (commit) return `${commit.slice(0, 10)}${revision.slice(commit.length)}`;
	return escapeControls(revision.startsWith("sha256:") ? revision.slice(0, "sha256:".length + 10) : revision);
}

/** Whether a way back in history would be noticed. */
export function ancestryText({ checked, since }: { readonly checked: boolean; readonly since?: string }): string {
	if (!checked) return "not checked";
	return since === undefined
		? "checked"
		: `checked since ${revisionText(since)}, the first that this evenkeel took; it knows of none before`;
}
