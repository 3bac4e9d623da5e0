/** The display of `apply` on a terminal: a table of unfinished resources, redrawn in place below permanent lines. */

import { escapeControls } from "../lib/visible.ts";
import type { ResourceStatus, Status } from "../model/status.ts";
import { remarks, statusSummary } from "./status-text.ts";

/** Permanent lines, and a table below them that is redrawn. */
export interface TerminalProgress {
	/** Prints a permanent line above the table. */
	readonly line: (text: string) => void;
	/** Redraws the table. */
	readonly show: (status: Status) => void;
	/** Removes the table and keeps the lines. */
	readonly finish: () => void;
}

/** The most rows of the table: more would scroll on small terminals, where redrawing in place fails. */
const maxTable = 12;
const upAndClear = "\u001b[1A\u001b[2K";
const order: readonly string[] = ["Degraded", "Progressing", "Missing", "Suspended", "Unknown", "Healthy"];

/** Draws through `write`; `columns` is the terminal's width, read at each drawing since terminals are resized. */
export function createTerminalProgress(write: (text: string) => void, columns: () => number): TerminalProgress {
	let drawn: readonly string[] = [];
	const redraw = (above: string, table: readonly string[]) => {
		const clear = upAndClear.repeat(drawn.length);
		// A single write, so that no half-drawn table is visible.
		write(clear + above + table.map((row) => `${row}\n`).join(""));
		drawn = table;
	};
	return {
		line: (text) => redraw(`${text}\n`, drawn),
		show: (status) => redraw("", progressTable(status, columns())),
		finish: () => redraw("", []),
	};
}

/** The rows of the table: unfinished resources, the worst first, and a line of counts. No row is wider than `columns`. */
export function progressTable(status: Status, columns: number): readonly string[] {
	const open = status.resources
		.filter(({ sync, health }) => sync !== "Synced" || health.status !== "Healthy")
		.sort((a, b) => order.indexOf(a.health.status) - order.indexOf(b.health.status));
	const shown = open.length > maxTable ? open.slice(0, maxTable - 1) : open;
	const width = Math.max(0, ...shown.map(({ identity }) => escapeControls(identity).length));
	const rows = shown.map((resource) => progressRow(resource, width));
	const more = open.length > shown.length ? [`  and ${open.length - shown.length} more`] : [];
	return [...rows, ...more, statusSummary(status)].map((row) => cut(row, columns));
}

function progressRow(resource: ResourceStatus, width: number): string {
	const { health } = resource;
	const identity = escapeControls(resource.identity);
	return `  ${health.status.padEnd("Progressing".length)}  ${identity.padEnd(width)}  ${remarks(resource)[0] ?? ""}`.trimEnd();
}

/** Cuts a row to the width: a wrapped row would take two lines of the terminal, and clearing counts one. */
function cut(row: string, columns: number): string {
	const characters = [...row];
	return characters.length < columns ? row : `${characters.slice(0, Math.max(0, columns - 2)).join("")}…`;
}
