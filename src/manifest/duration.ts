/** Lengths of time as manifests write them: a whole number and a unit. */

const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** `30s`, `5m` or `1h` in milliseconds; the schema has checked the text before. */
export function durationMs(text: string): number {
	return Number.parseInt(text, 10) * (unitsMs[text.slice(-1)] ?? 0);
}

/** The reverse, in seconds. */
export function durationText(lengthMs: number): string {
	return `${lengthMs / 1_000}s`;
}
