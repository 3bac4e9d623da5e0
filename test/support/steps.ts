/**
 * Counts the function calls of a computation instead of timing it, with V8's coverage, including library functions. The
 * count is the same on every machine, so growth can be measured with two small sizes. Work inside V8, such as copying
 * an array, is not counted.
 */
import { Session } from "node:inspector";

/** The number of calls of `work`, which must be synchronous. */
export function countSteps(work: () => unknown): number {
	const session = new Session();
	session.connect();
	let steps = 0;
	try {
		session.post("Profiler.enable");
		session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
		work();
		session.post("Profiler.takePreciseCoverage", (error, { result }) => {
			if (error) throw error;
			for (const { url, functions } of result) {
				if (url.startsWith("node:")) continue;
				for (const { ranges } of functions) for (const { count } of ranges) steps += count;
			}
		});
		session.post("Profiler.stopPreciseCoverage");
	} finally {
		session.disconnect();
	}
	return steps;
}
