/** Converts the durations in manifests: a whole number and a unit. */

const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Converts `30s`, `5m` or `1h` to milliseconds. The schema has validated the text. */
export function durationMs(text: string): number {
	return Number.parseInt(text, 10) * (unitsMs[text.slice(-1)] ?? 0);
}

/** Converts milliseconds to a duration in seconds, such as `30s`. */
export function durationText(lengthMs: number): string {
	return `${lengthMs / 1_000}s`;
}
