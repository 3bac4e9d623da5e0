/**
 * Runs long computations in slices. A generator yields the work done since the last time, in units of about a
 * microsecond, so the same code can run at once or in slices between which other work proceeds.
 */

/** A computation that can be interrupted wherever it yields. */
export type Steps<Result> = Generator<number, Result>;

/** Work of one slice: about ten milliseconds, and at least one file or document. */
const sliceUnits = 5_000;

/** Runs to the end without a pause. */
export function atOnce<Result>(steps: Steps<Result>): Result {
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
	}
}

/** Runs to the end and lets other ready work run between two slices. Work of a single slice has no pause. */
export async function inSlices<Result>(steps: Steps<Result>): Promise<Result> {
	let units = 0;
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
		units += step.value;
		if (units < sliceUnits) continue;
		units = 0;
		await new Promise((resolve) => setImmediate(resolve));
	}
}
