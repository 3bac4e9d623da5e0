/**
 * What a command sees of the process: its environment, its terminal and its end. Only `main.ts` touches the real ones, so
 * that tests run commands in their own process.
 */
export interface Surface {
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

/** What scripts may rely on. */
export const exitCodes = {
	...{ well: 0, failed: 1, changes: 2, timedOut: 3, superseded: 4, interrupted: 130 },
	// As in every diff, whose 1 is no failure.
	...{ differs: 1, diffFailed: 2 },
} as const;

/** A mistake in how a command was called, or a condition it cannot run under; the sentence is all that is shown. */
export class CommandFailure extends Error {}
