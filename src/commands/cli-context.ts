/**
 * The process as commands see it: its environment, its terminal and its end.
 * Only `main.ts` uses the real process, so that tests can run commands in their own process.
 */
import { escapeLines } from "../lib/visible.ts";
import { createRedactor, type Redactor } from "./redactor.ts";

/** The process. */
export interface Process {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly cwd: string;
	/** Writes to standard output, as is. */
	readonly out: (text: string) => void;
	/** Writes to standard error, as is. */
	readonly error: (text: string) => void;
	/** The width of the terminal behind standard output; undefined where there is none. */
	readonly columns: number | undefined;
	/** Aborts when the process is asked to end. */
	readonly signal: AbortSignal;
}

/** The process as commands see it: their output contains no secret value. */
export interface CliContext extends Process {
	/** Knows the secret values; code that reads a secret registers it here. */
	readonly redactor: Redactor;
	/** Writes output that the user explicitly requested with its secrets to standard output. */
	readonly outWithSecrets: (text: string) => void;
}

/** Creates the view of a process. */
export function cliContext(given: Process): CliContext {
	const redactor = createRedactor(given.env);
	return {
		...given,
		redactor,
		out: (text) => given.out(redactor.hideIn(text)),
		outWithSecrets: given.out,
		// Error output may contain foreign names and sentences, so it is escaped here; other output is escaped where it is
		// made.
		error: (text) => given.error(escapeLines(redactor.hideIn(text))),
	};
}

/** The exit codes that scripts may rely on. */
export const exitCodes = {
	...{ well: 0, failed: 1, changes: 2, timedOut: 3, superseded: 4, interrupted: 130 },
	// As in every diff: 1 is not a failure.
	...{ differs: 1, diffFailed: 2 },
} as const;

/** A mistake in the use of a command, or a missing precondition; only its sentence is printed. */
export class CommandFailure extends Error {}
