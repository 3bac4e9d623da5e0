/**
 * Counts what a computation does instead of timing it: how often functions are called, ours and those of libraries, as V8's
 * coverage has it. The same work counts the same on every machine, so growth can be told from two small sizes.
 * What runs inside of V8 itself, such as copying an array, is not counted.
 */
import { Session } from "node:inspector";

/** The number of calls that `work` makes, which must not wait for anything. */
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
