/**
 * How long AWS may take, and what it means when it takes longer. The SDK's own clients wait for ever: they have no limit on a
 * request unless one is set, `requestTimeout` only warns, and no setting of theirs limits a body that comes byte by byte.
 */
import type { GivenUp } from "../lib/deadline.ts";
import { AwsFailure } from "./failure.ts";

/** Milliseconds. */
export interface AwsLimits {
	/** Until a connection is there. */
	readonly connectMs: number;
	/** For one read, from its first byte sent to the last one received. */
	readonly readMs: number;
	/** For one write, likewise. It is longer, since nobody knows what became of a write that was given up. */
	readonly writeMs: number;
	/** For a write in flight, once the program is to end. Docker kills after 10 s, ECS after 30 s. */
	readonly graceMs: number;
	/** For credentials: they may come from another service, or from a program that asks a person. */
	readonly credentialsMs: number;
}

/** AWS answers in a fraction of a second, and in a few seconds at its worst. */
export const defaultLimits: AwsLimits = {
	connectMs: 5_000,
	readMs: 10_000,
	writeMs: 30_000,
	graceMs: 5_000,
	credentialsMs: 60_000,
};

/** Our code for a request that AWS has not answered in time. */
export const requestTimeout = "RequestTimeout";
/** Our code for a request that was not waited for, since the program ends. */
export const ending = "Ending";

const unknownOutcome =
	"Whether the call has taken effect is unknown; AWS is observed again before anything else is sent.";

/** Our code for a call that was given up before it was sent at all. */
export const unwanted = "Unwanted";

/** A request in flight. */
interface Waited {
	readonly operation: string;
	readonly isWrite: boolean;
	/** Its limit, milliseconds. */
	readonly limitMs: number;
}

/** The failure for a request that was given up. */
export function unanswered({ because }: GivenUp, { operation, isWrite, limitMs }: Waited): AwsFailure {
	const advice = isWrite ? ` ${unknownOutcome}` : "";
	if (because === "limit") {
		const sentence = `AWS has not answered within ${limitMs / 1000} s.${advice}`;
		return new AwsFailure("unavailable", requestTimeout, operation, sentence);
	}
	const sentence = isWrite ? `the program is ending, and AWS has not answered yet.${advice}` : "the program is ending";
	return new AwsFailure("unavailable", ending, operation, sentence);
}

/** The failure for a request that was not sent any more. */
export function notSent(operation: string): AwsFailure {
	return new AwsFailure("unavailable", ending, operation, "the program is ending");
}

/** The failure for a call that nobody wants any more when its turn comes. */
export function notWanted(operation: string): AwsFailure {
	return new AwsFailure("unavailable", unwanted, operation, "it was not sent, since it is not wanted any more");
}

/** Whether a request failed by taking too long: by our limit on all of it, or by the SDK's on its connection. */
export function isTimeout({ code }: AwsFailure): boolean {
	return code === requestTimeout || code === "TimeoutError";
}
