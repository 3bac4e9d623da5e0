/**
 * Time limits for AWS, and the failures when they are exceeded. The SDK's clients have no effective limit of their own:
 * a request has none by default, `requestTimeout` only warns, and nothing limits a body that arrives byte by byte.
 */
import type { GivenUp } from "../lib/deadline.ts";
import { AwsFailure } from "./failure.ts";

/** Time limits in milliseconds. */
export interface AwsLimits {
	/** To establish a connection. */
	readonly connectMs: number;
	/** For one read, from the first byte sent to the last byte received. */
	readonly readMs: number;
	/** For one write, measured the same way. It is longer, since the outcome of an abandoned write is unknown. */
	readonly writeMs: number;
	/** For a write in flight when the program ends. Docker kills a container after 10 s, ECS after 30 s. */
	readonly graceMs: number;
	/** For credentials, which may come from another service or from a program that asks a person. */
	readonly credentialsMs: number;
}

/** AWS usually answers within a second, and within a few seconds at worst. */
export const defaultLimits: AwsLimits = {
	connectMs: 5_000,
	readMs: 10_000,
	writeMs: 30_000,
	graceMs: 5_000,
	credentialsMs: 60_000,
};

/** evenkeel's code for a request that AWS did not answer in time. */
export const requestTimeout = "RequestTimeout";
/** evenkeel's code for a request abandoned because the program ends. */
export const ending = "Ending";

const unknownOutcome =
	"It is unknown whether the call has taken effect; evenkeel observes AWS again before it sends further calls.";

/** evenkeel's code for a call abandoned before it was sent. */
export const unwanted = "Unwanted";

/** A request in flight. */
interface Waited {
	readonly operation: string;
	readonly isWrite: boolean;
	/** Its limit, in milliseconds. */
	readonly limitMs: number;
}

/** The failure of an abandoned request. */
export function unanswered({ because }: GivenUp, { operation, isWrite, limitMs }: Waited): AwsFailure {
	const advice = isWrite ? ` ${unknownOutcome}` : "";
	if (because === "limit") {
		const sentence = `AWS did not answer within ${limitMs / 1000} s.${advice}`;
		return new AwsFailure("unavailable", requestTimeout, operation, sentence);
	}
	const sentence = isWrite ? `the program is ending, and AWS has not answered yet.${advice}` : "the program is ending";
	return new AwsFailure("unavailable", ending, operation, sentence);
}

/** The failure of a request that was not sent. */
export function notSent(operation: string): AwsFailure {
	return new AwsFailure("unavailable", ending, operation, "the program is ending");
}

/** The failure of a call that is no longer wanted when its turn comes. */
export function notWanted(operation: string): AwsFailure {
	return new AwsFailure("unavailable", unwanted, operation, "not sent, since it is no longer needed");
}

/** Whether a request timed out: by evenkeel's limit on the request, or by the SDK's limit on the connection. */
export function isTimeout({ code }: AwsFailure): boolean {
	return code === requestTimeout || code === "TimeoutError";
}
