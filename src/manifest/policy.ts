/**
 * Converts `policy` between its manifest form and its internal form, with defaults filled in and durations in milliseconds.
 * The schema has validated the manifest form.
 */
import type { Policy } from "../model/manifest.ts";
import { defaultPolicy, type WrittenPolicy } from "../model/policy.ts";
import { durationMs, durationText } from "./duration.ts";

/** The policy of a resource with the manifest policy `written`. */
export function policyFrom(written: WrittenPolicy): Policy {
	const { interval, progressDeadline, ...said } = written;
	return {
		...defaultPolicy,
		...said,
		...(interval !== undefined && { intervalMs: durationMs(interval) }),
		...(progressDeadline !== undefined && { progressDeadlineMs: durationMs(progressDeadline) }),
	};
}

/** The reverse: the manifest form of `policy` without default values. */
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
