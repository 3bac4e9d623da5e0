/**
 * Enumerates the incidents of a story: every write with every outcome that a client can meet, and a sample of its
 * reads. A run has one incident per stage, so the number of runs is that of the stage with the most incidents.
 */
import type { StageResult } from "./story-run.ts";
import type { Incident, Troubles } from "./trouble.ts";

export const writeFaults = [
	"crash before",
	"crash after",
	"response lost",
	"never answered",
	"throttled",
	"500",
] as const;
export const readFaults = ["never answered", "throttled", "500", "empty page first"] as const;
/** One in this many reads; each fault has another offset, so that together they are spread over the stage. */
const readStep = 36;

/** The incidents of each run, derived from the requests of a run without incidents. */
export function incidentsOf(clean: readonly StageResult[]): readonly Troubles[] {
	const runs: Troubles[] = [];
	for (const { stage, writes, reads } of clean) {
		const all: readonly Incident[] = [
			...writeFaults.flatMap((fault) =>
				numbers(1, writes, 1).map((number) => ({ fault, on: "write" as const, number })),
			),
			...readFaults.flatMap((fault, index) =>
				numbers(1 + index * (readStep / readFaults.length), reads, readStep).map((number) => ({
					fault,
					on: "read" as const,
					number,
				})),
			),
		];
		for (const [index, incident] of all.entries()) {
			runs[index] = { ...runs[index], [stage]: { what: "incidents", incidents: [incident] } };
		}
	}
	return runs;
}

function numbers(from: number, to: number, step: number): readonly number[] {
	return Array.from({ length: Math.max(0, Math.ceil((to - from + 1) / step)) }, (_, index) => from + index * step);
}
