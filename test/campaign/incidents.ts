/**
 * Which incidents a story is tried with: every write with every outcome that a client can meet, and a sample of its reads. A
 * life takes one incident a stage, so that as many lives are led as the longest stage has incidents.
 */
import type { StageResult } from "./live.ts";
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
/** One read in so many; the offset of each fault is another one, so that together they are spread over the stage. */
const readStep = 36;

/** The incidents of each life, from what the stages of a life without any have sent. */
export function incidentsOf(clean: readonly StageResult[]): readonly Troubles[] {
	const lives: Troubles[] = [];
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
			lives[index] = { ...lives[index], [stage]: { what: "incidents", incidents: [incident] } };
		}
	}
	return lives;
}

function numbers(from: number, to: number, step: number): readonly number[] {
	return Array.from({ length: Math.max(0, Math.ceil((to - from + 1) / step)) }, (_, index) => from + index * step);
}
