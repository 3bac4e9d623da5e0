/** `policy` as a manifest says it, with defaults filled in and durations as numbers. The schema has checked it before. */
import type { Policy } from "../model/manifest.ts";
import { defaultPolicy } from "../model/policy.ts";

type Written = Partial<Omit<Policy, "intervalMs" | "progressDeadlineMs">> & {
	readonly interval?: string;
	readonly progressDeadline?: string;
};

const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** The policy of a resource whose manifest says `written`. */
export function policyFrom(written: Written): Policy {
	const { interval, progressDeadline, ...said } = written;
	return {
		...defaultPolicy,
		...said,
		...(interval !== undefined && { intervalMs: durationMs(interval) }),
		...(progressDeadline !== undefined && { progressDeadlineMs: durationMs(progressDeadline) }),
	};
}

function durationMs(text: string): number {
	return Number.parseInt(text, 10) * (unitsMs[text.slice(-1)] ?? 0);
}

/** The reverse, without what is default: what a manifest would say. */
export function writtenPolicy(policy: Policy): Readonly<Record<string, unknown>> {
	const { intervalMs, progressDeadlineMs, ...said } = policy;
	const defaults: Readonly<Record<string, unknown>> = { ...defaultPolicy };
	const entries = Object.entries(said).filter(([name, value]) =>
		Array.isArray(value) ? value.length > 0 : value !== undefined && value !== defaults[name],
	);
	return {
		...Object.fromEntries(entries),
		...(progressDeadlineMs !== defaultPolicy.progressDeadlineMs && {
			progressDeadline: `${progressDeadlineMs / 1_000}s`,
		}),
		...(intervalMs !== undefined && { interval: `${intervalMs / 1_000}s` }),
	};
}
