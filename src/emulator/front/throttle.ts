/**
 * Emulates AWS's request throttling: token buckets for groups of operations, refilled on the emulator's clock, and
 * operations that AWS serializes. A throttled request has no effect.
 */
import type { Clock } from "../../lib/clock.ts";
import type { AwsError } from "../aws-error.ts";
import { throttled } from "./refusals.ts";
import type { AwsRequest } from "./request.ts";
import { type Rate, type RateGroup, rateGroupOf } from "./service-rules.ts";

/** Takes a token for the request, or returns AWS's error if none is left. */
export type Throttle = (request: AwsRequest) => AwsError | undefined;

/** Chosen here: AWS does not document how long a zone or a family stays busy. */
const busyMs = 100;

/**
 * Creates a throttle with AWS's rates.
 *
 * @param factor multiplies AWS's rates and bursts: 1 means AWS's own, 0.5 half of them.
 */
export function createThrottle(clock: Clock, factor: number): Throttle {
	const levels = new Map<RateGroup, { readonly tokens: number; readonly atMs: number }>();
	const busyUntilMs = new Map<string, number>();
	const take = (group: RateGroup, rate: Rate) => {
		const nowMs = clock.now();
		// A burst below one request would reject every request.
		const burst = Math.max(1, rate.burst * factor);
		const level = levels.get(group) ?? { tokens: burst, atMs: nowMs };
		const tokens = Math.min(burst, level.tokens + ((nowMs - level.atMs) / 1000) * rate.perSecond * factor);
		const taken = tokens >= 1;
		levels.set(group, { tokens: taken ? tokens - 1 : tokens, atMs: nowMs });
		return taken;
	};
	return (request) => {
		const group = rateGroupOf(request.service, request.operation);
		if (group.limit !== "unpublished" && !take(group, group.limit)) return throttled(request);
		const one = request.service.oneAtATime?.[request.operation];
		if (!one) return undefined;
		const subject = `${request.name} ${request.input[one.member]}`;
		const nowMs = clock.now();
		if (nowMs < (busyUntilMs.get(subject) ?? 0)) return one.busy();
		busyUntilMs.set(subject, nowMs + busyMs / factor);
		return undefined;
	};
}
