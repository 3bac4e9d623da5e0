/**
 * What a command sees of the process: its environment, its terminal and its end. Only `main.ts` touches the real ones, so
 * that tests run commands in their own process.
 */
import { escapeLines } from "../lib/visible.ts";
import { createRedactor, type Redactor } from "./redactor.ts";

/** The process as it is. */
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

/** The process as commands see it: what they write leaves it without a secret value. */
export interface Surface extends Process {
	/** Knows the secret values; whoever reads any has it learn them. */
	readonly redactor: Redactor;
	/** Writes to standard output what a person has asked for with its secrets. */
	readonly outWithSecrets: (text: string) => void;
}

/** What commands see of a process. */
export function surfaceOf(given: Process): Surface {
	const redactor = createRedactor(given.env);
	return {
		...given,
		redactor,
		out: (text) => given.out(redactor.hideIn(text)),
		outWithSecrets: given.out,
		// Names and sentences of others are in what goes wrong. What is printed on purpose escapes them where it is made.
		error: (text) => given.error(escapeLines(redactor.hideIn(text))),
	};
}

/** What scripts may rely on. */
export const exitCodes = {
	...{ well: 0, failed: 1, changes: 2, timedOut: 3, superseded: 4, interrupted: 130 },
	// As in every diff, whose 1 is no failure.
	...{ differs: 1, diffFailed: 2 },
} as const;

/** A mistake in how a command was called, or a condition it cannot run under; the sentence is all that is shown. */
export class CommandFailure extends Error {}
