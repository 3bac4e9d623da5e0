/** `policy` as a manifest says it, with defaults filled in and durations as numbers. The schema has checked it before. */
import type { Policy } from "../model/manifest.ts";
import { defaultPolicy, type WrittenPolicy } from "../model/policy.ts";
import { durationMs, durationText } from "./duration.ts";

/** The policy of a resource whose manifest says `written`. */
export function policyFrom(written: WrittenPolicy): Policy {
	const { interval, progressDeadline, ...said } = written;
	return {
		...defaultPolicy,
		...said,
		...(interval !== undefined && { intervalMs: durationMs(interval) }),
		...(progressDeadline !== undefined && { progressDeadlineMs: durationMs(progressDeadline) }),
	};
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
			progressDeadline: durationText(progressDeadlineMs),
		}),
		...(intervalMs !== undefined && { interval: durationText(intervalMs) }),
	};
}
