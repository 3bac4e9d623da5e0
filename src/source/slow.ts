/** A folder that takes long to read is told of while it does: a file system may hang, and then nothing else would say so. */
import type { Clock } from "../lib/clock.ts";

/** Even thousands of files are read in a second. */
export const slowReadMs = 10_000;

/** Does `action`, and calls `tell` with a sentence once it has taken `limitMs`. */
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
		`Reading the folder ${path} has taken ${Math.round(limitMs / 100) / 10} s and has not ended, so the last good state stays in ` +
		"force. Look at its disk and its size; --path may name a smaller folder.";
	const cancel = clock.schedule(limitMs, () => tell(sentence));
	try {
		return await action();
	} finally {
		cancel();
	}
}
