/** Reports progress: lines for a person, a table on a terminal, or JSON for a log collector, all from the same events. */
import { pino } from "pino";
import type { WallClock } from "../lib/clock.ts";
import { onceEach } from "../lib/once-each.ts";
import { escapeControls, escapeLines, visibleJson } from "../lib/visible.ts";
import { type Bug, internalError, stackOf } from "../model/bug.ts";
import type { Status } from "../model/status.ts";
import { textOf } from "../report/catalogue/index.ts";
import { type ProgressEvent, progressEvents, progressLine } from "../report/progress.ts";
import { createTerminalProgress } from "../report/terminal-progress.ts";
import type { Process } from "./cli-context.ts";

/** Reports events. */
export interface Reporter {
	/** Reports the changes since the previous status. */
	readonly show: (status: Status) => void;
	/** Prints a sentence of the program, such as where it listens or why it ends. */
	readonly say: (sentence: string) => void;
	/** Prints a warning about the program's surroundings, such as an unreadable folder. */
	readonly warn: (sentence: string) => void;
	/** Prints a bug with its stack; the same one is printed once. */
	readonly bug: (bug: Bug) => void;
	/** Removes the table from the terminal. */
	readonly finish: () => void;
}

/** Lines for people, or JSON for a log collector. */
export type LogFormat = "text" | "json";

/** Creates a reporter. `table`: draw the table of unfinished resources on a terminal. */
export function createReporter(
	context: Pick<Process, "out" | "columns">,
	clock: WallClock,
	{ log, table }: { readonly log: LogFormat; readonly table: boolean },
): Reporter {
	return log === "json" ? jsonReporter(context) : textReporter(context, clock, table);
}

function textReporter(context: Pick<Process, "out" | "columns">, clock: WallClock, table: boolean): Reporter {
	const { columns } = context;
	const terminal = table && columns !== undefined ? createTerminalProgress(context.out, () => columns) : undefined;
	const line = terminal?.line ?? ((text: string) => context.out(`${text}\n`));
	const timed = (text: string) =>
		line(`${new Date(clock.wallMs()).toISOString().slice(11, 19)} ${escapeControls(text)}`);
	let before: Status | undefined;
	return {
		show: (status) => {
			for (const event of progressEvents(before, status)) line(progressLine(event, clock.wallMs()));
			before = status;
			terminal?.show(status);
		},
		say: timed,
		warn: timed,
		bug: onceEach((bug) => {
			timed(bugText(bug));
			for (const stackLine of stackOf(bug).split("\n").slice(1)) line(escapeControls(stackLine));
		}, bugKey),
		finish: () => terminal?.finish(),
	};
}

/** Such as `Service/shop/api: evenkeel failed internally: …`. */
function bugText(bug: Bug): string {
	return `${bug.identity ?? bug.kind}: ${textOf(internalError(bug))}`;
}

/** Prints each bug with its stack, once. */
export function reportBugs({ error }: Pick<Process, "error">): (bug: Bug) => void {
	return onceEach((bug) => error(`${escapeLines(`${bugText(bug)}\n${stackOf(bug)}`)}\n`), bugKey);
}

/** The same bug in the same place. */
function bugKey(bug: Bug): string {
	return `${bug.identity ?? bug.kind} ${stackOf(bug)}`;
}

/** Faults are warnings or errors, so that a collector can filter by level. */
const levels: Readonly<Partial<Record<ProgressEvent["event"], "warn" | "error">>> = {
	problem: "error",
	stopped: "error",
	failed: "error",
	blocked: "warn",
	drift: "warn",
};

function jsonReporter({ out }: Pick<Process, "out">): Reporter {
	const logger = pino({ base: { name: "evenkeel" } }, { write: (text: string) => out(visibleJson(text)) });
	let before: Status | undefined;
	return {
		show: (status) => {
			for (const event of progressEvents(before, status)) {
				const degraded = event.event === "health" && event.status === "Degraded";
				logger[degraded ? "error" : (levels[event.event] ?? "info")](event, event.event);
			}
			before = status;
		},
		say: (sentence) => logger.info(sentence),
		warn: (sentence) => logger.warn(sentence),
		bug: onceEach((bug) => {
			const { kind, identity } = bug;
			logger.error({ kind, identity, code: internalError(bug).code, stack: stackOf(bug) }, bugText(bug));
		}, bugKey),
		finish: () => {},
	};
}
