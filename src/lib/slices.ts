/**
 * Long computations in slices. A generator yields now and then, with what it has done since in units of about a microsecond; so
 * one and the same code runs at once for those who wait for it, and in slices where other things have to go on meanwhile.
 */

/** A computation that can be interrupted wherever it yields. */
export type Steps<Result> = Generator<number, Result>;

/** So much is done in one go: some ten milliseconds, and as long as one file or document takes. */
const sliceUnits = 5_000;

/** Runs to the end without a pause. */
export function atOnce<Result>(steps: Steps<Result>): Result {
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
	}
}

/** Runs to the end, and lets everything else that is ready run between two slices. What takes one slice only has no pause. */
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
