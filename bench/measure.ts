/**
 * Measures a piece of work and formats figures for readers. Nothing is asserted: times differ between machines, so each
 * figure is printed beside its target and a person compares them.
 */

/** One line of the table. */
export interface Figure {
	readonly what: string;
	/** Includes its unit. */
	readonly value: string;
	/** The target on one current core; absent if there is none. */
	readonly target?: string;
}

/** The results of one part of the benchmark. */
export interface Table {
	/** The measured subject with its size. */
	readonly title: string;
	readonly figures: readonly Figure[];
}

/** The sizes: those of the targets, or small ones to check that everything runs. */
export interface Sizes {
	/** The number of measured SDK calls. */
	readonly calls: number;
	/** The number of services in the embedded AWS. */
	readonly held: number;
	/** The number of services that converge. */
	readonly converged: number;
	/** The number of planned services. */
	readonly planned: number;
	/** The number of services in the loaded folder. */
	readonly loaded: number;
}

export interface Measured<Result> {
	readonly result: Result;
	/** Wall-clock time. */
	readonly wallMs: number;
	/** User and system time of the whole process, all threads. */
	readonly cpuMs: number;
}

/** Runs `work` once and returns its durations. */
export async function measure<Result>(work: () => Result | Promise<Result>): Promise<Measured<Result>> {
	const cpu = process.cpuUsage();
	const startMs = performance.now();
	const result = await work();
	const wallMs = performance.now() - startMs;
	const { user, system } = process.cpuUsage(cpu);
	return { result, wallMs, cpuMs: (user + system) / 1_000 };
}

/** The retained memory after garbage collection. Requires Node's `--expose-gc`. */
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
