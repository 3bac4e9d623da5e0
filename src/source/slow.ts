/** Reports a slow read of a folder while it lasts, since a hanging file system reports nothing. */
import type { Clock } from "../lib/clock.ts";

/** In milliseconds. Thousands of files are read in less than a second. */
export const slowReadMs = 10_000;

/** Runs `action`, and calls `tell` with a sentence once it has taken `limitMs`. */
export async function tellingSlow<Result>(
	{
		clock,
		path,
		limitMs,
		tell,
	}: {
		readonly clock: Clock;
		readonly path: string;
		readonly limitMs: number;
		readonly tell: (sentence: string) => void;
	},
	action: () => Promise<Result>,
): Promise<Result> {
	const sentence =
		`Reading the folder ${path} has taken ${Math.round(limitMs / 100) / 10} s and has not ended; the last valid state stays in ` +
		"force. Check its disk and its size, or pass --path with a smaller folder.";
	const cancel = clock.schedule(limitMs, () => tell(sentence));
	try {
		return await action();
	} finally {
		cancel();
	}
}
