/**
 * AWS's request throttling: a token bucket for each group of operations, refilled by the emulator's clock, and what AWS does
 * one at a time. A throttled request had no effect.
 */
import type { Clock } from "../../lib/clock.ts";
import type { AwsError } from "../aws-error.ts";
import { throttled } from "./refusals.ts";
import type { AwsRequest } from "./request.ts";
import { type Rate, type RateGroup, rateGroupOf } from "./service-rules.ts";

/** Takes the request's token, or gives AWS's refusal when there is none. */
export type Throttle = (request: AwsRequest) => AwsError | undefined;

/** Ours: AWS does not document for how long a zone or a family is busy. */
const busyMs = 100;

/**
 * Throttles as AWS does.
 *
 * @param factor how many times AWS's rates and bursts are let through: 1 is AWS's own, 0.5 half of it.
 */
export function createThrottle(clock: Clock, factor: number): Throttle {
	const levels = new Map<RateGroup, { readonly tokens: number; readonly atMs: number }>();
	const busyUntilMs = new Map<string, number>();
	const take = (group: RateGroup, rate: Rate) => {
		const nowMs = clock.now();
		// A burst of less than one request would never let anything through.
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
