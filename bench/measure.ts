/**
 * Measuring one piece of work, and figures as a reader gets them. Nothing is asserted: times differ from machine to machine,
 * so a figure stands beside its target and a person judges.
 */

/** One line of the table. */
export interface Figure {
	readonly what: string;
	/** With its unit. */
	readonly value: string;
	/** What it should be, on one core of today; absent where there is no target. */
	readonly target?: string;
}

/** What one part of the benchmark found out. */
export interface Table {
	/** What the figures are about, with its size. */
	readonly title: string;
	readonly figures: readonly Figure[];
}

/** How large the worlds are: as the targets say, or small for a look whether everything still runs. */
export interface Sizes {
	/** SDK calls that are counted. */
	readonly calls: number;
	/** Services of the fleet that the embedded AWS holds. */
	readonly held: number;
	/** Services of the fleet that converges. */
	readonly converged: number;
	/** Services of the fleet that is planned. */
	readonly planned: number;
	/** Services of the folder that is loaded. */
	readonly loaded: number;
}

export interface Measured<Result> {
	readonly result: Result;
	/** From beginning to end. */
	readonly wallMs: number;
	/** User and system time of the whole process, all threads. */
	readonly cpuMs: number;
}

/** Does `work` once and tells how long it took. */
export async function measure<Result>(work: () => Result | Promise<Result>): Promise<Measured<Result>> {
	const cpu = process.cpuUsage();
	const startMs = performance.now();
	const result = await work();
	const wallMs = performance.now() - startMs;
	const { user, system } = process.cpuUsage(cpu);
	return { result, wallMs, cpuMs: (user + system) / 1_000 };
}

/** What is held after everything that nobody needs is gone. Needs Node's `--expose-gc`. */
export function memory(): { readonly heapBytes: number; readonly residentBytes: number } {
	globalThis.gc?.();
	const { heapUsed, rss } = process.memoryUsage();
	return { heapBytes: heapUsed, residentBytes: rss };
}

export function seconds(ms: number): string {
	return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

export function milliseconds(ms: number): string {
	return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

export function megabytes(bytes: number): string {
	return `${(bytes / 1_048_576).toFixed(0)} MiB`;
}

export function perSecond(count: number, ms: number): string {
	return `${((count / ms) * 1_000).toFixed(0)} /s`;
}
