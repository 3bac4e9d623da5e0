/**
 * AWS's request throttling: a token bucket for each group of operations, refilled by the emulator's clock, and the two things
 * of which AWS makes only one at a time. A throttled request had no effect.
 */
import type { Clock } from "../../lib/clock.ts";
import type { AwsError } from "../failure.ts";
import { awsRates, type Rate } from "./rates.ts";
import { concurrentRevision, priorRequestNotComplete, throttled } from "./refusals.ts";
import type { AwsRequest } from "./request.ts";

/** Takes the request's token, or gives AWS's refusal when there is none. */
export type Throttle = (request: AwsRequest) => AwsError | undefined;

/** Ours: AWS does not tell for how long a zone or a family is busy. */
const busyMs = 100;

/** What AWS does one at a time: the member that names the subject, and what it says while it is busy. */
const oneAtATime: Readonly<Record<string, readonly [member: string, refusal: () => AwsError]>> = {
	"route53:ChangeResourceRecordSets": ["HostedZoneId", priorRequestNotComplete],
	"ecs:RegisterTaskDefinition": ["family", concurrentRevision],
};

/**
 * Throttles as AWS does.
 *
 * @param factor how many times AWS's rates and bursts are let through: 1 is AWS's own, 0.5 half of it.
 */
export function createThrottle(clock: Clock, factor: number): Throttle {
	const levels = new Map<Rate, { readonly tokens: number; readonly atMs: number }>();
	const busyUntilMs = new Map<string, number>();
	const take = (rate: Rate) => {
		const nowMs = clock.now();
		// A burst of less than one request would never let anything through.
		const burst = Math.max(1, rate.burst * factor);
		const level = levels.get(rate) ?? { tokens: burst, atMs: nowMs };
		const tokens = Math.min(burst, level.tokens + ((nowMs - level.atMs) / 1000) * rate.perSecond * factor);
		const taken = tokens >= 1;
		levels.set(rate, { tokens: taken ? tokens - 1 : tokens, atMs: nowMs });
		return taken;
	};
	return (request) => {
		const rate = rateOf(request.name);
		if (rate && !take(rate)) return throttled(request);
		const [member, refusal] = oneAtATime[request.name] ?? [];
		if (!member || !refusal) return undefined;
		const subject = `${request.name} ${request.input[member]}`;
		const nowMs = clock.now();
		if (nowMs < (busyUntilMs.get(subject) ?? 0)) return refusal();
		busyUntilMs.set(subject, nowMs + busyMs / factor);
		return undefined;
	};
}

const rates = new Map(awsRates.flatMap((rate) => rate.operations.map((name) => [name, rate] as const)));

function rateOf(name: string): Rate | undefined {
	return rates.get(name) ?? rates.get(`${name.slice(0, name.indexOf(":"))}:*`);
}
