/**
 * The pipeline that every operation passes between codec and service: request, throttle, fault, service, fault. A
 * request that AWS would reject has no effect; a request whose response is lost has one.
 */
import type { Clock } from "../../lib/clock.ts";
import { AwsError, type Handlers } from "../aws-error.ts";
import type { WireProtocol } from "../wire/protocol.ts";
import { repeatedToken, WrongAnswer } from "../wire/wrong-answer.ts";
import { ConnectionLost } from "./connection-lost.ts";
import { createFaultBook, type DueFault, type Faults, type GuardedOperation } from "./faults.ts";
import { partialAnswer, withoutTokenOfEmptyPage } from "./partial-answer.ts";
import { createPastAnswers, type Outcome } from "./past-answers.ts";
import { accessDenied, internalFailure, throttled } from "./refusals.ts";
import { type AwsRequest, isRead } from "./request.ts";
import { rateGroupOf, type ServiceRules } from "./service-rules.ts";
import { createThrottle } from "./throttle.ts";
import { createWaitingRoom } from "./waiting-room.ts";

/** The configuration of the front. */
export interface FrontOptions {
	/** Twelve digits. */
	readonly account: string;
	readonly clock: Clock;
	/** Multiplies AWS's request rates; 1 means AWS's own rates. Requests are not throttled if absent. */
	readonly throttle?: number;
}

/** A service, as the front sees it. */
interface GuardedService extends ServiceRules {
	readonly protocol: Pick<WireProtocol, "statusOf">;
}

/** The entry point of all requests. */
export interface Front {
	/** Wraps the handlers of a service with throttling and faults. */
	readonly guard: (service: GuardedService, handlers: Handlers) => Handlers;
	readonly faults: Faults;
	/** The names of all guarded operations, such as `ecs:UpdateService`. */
	readonly operations: () => readonly string[];
	/** Closes the connections of all waiting requests. */
	readonly close: () => void;
}

type Perform = (input: AwsRequest["input"]) => unknown;

/** Creates the front of an account; without `throttle` no request is throttled. */
export function createFront({ account, clock, throttle: factor }: FrontOptions): Front {
	const operations: GuardedOperation[] = [];
	const book = createFaultBook(() => operations);
	const past = createPastAnswers(clock.now);
	const throttle = factor === undefined ? () => undefined : createThrottle(clock, factor);
	const waiting = createWaitingRoom(clock);

	/** A request without a fault completes at the instant it arrives. */
	const pass = (request: AwsRequest, perform: Perform): unknown => {
		if (!book.isEmpty()) return passFaults(request, perform);
		enter(request);
		return perform(withoutTokenOfEmptyPage(request));
	};
	const passFaults = async (request: AwsRequest, perform: Perform): Promise<unknown> => {
		const due = book.due(request);
		for (const fault of due) await before(request, fault);
		enter(request);
		// A read with a stale answer still runs, so that its current answer is recorded for later stale reads.
		const present = await outcomeOf(withoutRepeatedToken(request, due), perform);
		const outcome = recallOf(request, due) ?? present;
		for (const { rule, apply } of due) {
			const heldUpMs = waitOf(rule, "response");
			if (heldUpMs !== undefined) {
				apply();
				await waiting.wait(heldUpMs);
			} else if (rule.fault === "dropResponse") {
				apply();
				throw new ConnectionLost();
			}
		}
		if ("refusal" in outcome) throw outcome.refusal;
		return spoiling(
			due.reduce((answer, fault) => lacking(request, answer, fault), outcome.answer),
			due,
		);
	};
	const enter = (request: AwsRequest) => {
		const refusal = throttle(request);
		if (refusal) throw refusal;
	};
	const before = async (request: AwsRequest, { rule, apply }: DueFault): Promise<void> => {
		const refusal = refusalBy(rule, request, account);
		const heldUpMs = waitOf(rule, "request");
		if (!refusal && heldUpMs === undefined) return;
		apply();
		if (refusal) throw refusal;
		if (heldUpMs !== undefined) await waiting.wait(heldUpMs);
	};
	const recallOf = (request: AwsRequest, due: readonly DueFault[]): Outcome | undefined => {
		for (const { rule, apply } of due) {
			const outcome = rule.fault === "staleRead" ? past.recall(request, rule) : undefined;
			if (!outcome) continue;
			apply();
			return outcome;
		}
		return undefined;
	};
	const outcomeOf = async (request: AwsRequest, perform: Perform): Promise<Outcome> => {
		const outcome = await attempt(() => perform(withoutTokenOfEmptyPage(request)));
		if (isRead(request.name)) {
			if (book.hasStaleReads()) past.remember(request, outcome);
		} else if ("answer" in outcome) past.countWrite();
		return outcome;
	};
	return {
		faults: book,
		operations: () => operations.map(({ name }) => name),
		close: waiting.close,
		guard: (service, handlers) =>
			Object.fromEntries(
				Object.entries(handlers).map(([operation, handler]) => {
					const name = `${service.name}:${operation}`;
					// Fails at startup if an operation of the service has no rate.
					rateGroupOf(service, operation);
					operations.push({ name, statusOf: service.protocol.statusOf });
					return [
						operation,
						(input: AwsRequest["input"], caller: AwsRequest["caller"]) =>
							pass({ service, operation, name, input, caller }, (passed) => handler(passed as never, caller)),
					];
				}),
			),
	};
}

/** The delay of a request or of its response in milliseconds; undefined if the rule does not delay it. */
function waitOf(rule: DueFault["rule"], side: "request" | "response"): number | undefined {
	if (rule.fault !== "delay" && rule.fault !== "neverAnswers") return undefined;
	if ((rule.of ?? "request") !== side) return undefined;
	return rule.fault === "delay" ? rule.delaySeconds * 1000 : Number.POSITIVE_INFINITY;
}

function refusalBy(rule: DueFault["rule"], request: AwsRequest, account: string): Error | undefined {
	switch (rule.fault) {
		case "throttle":
			return throttled(request);
		case "internalFailure":
			return internalFailure(request);
		case "accessDenied":
			return accessDenied(request, account);
		case "error":
			return new AwsError(rule.code, rule.message, {}, rule.statusCode);
		case "dropRequest":
			return new ConnectionLost();
		default:
			return undefined;
	}
}

function lacking(request: AwsRequest, answer: unknown, { rule, random, apply }: DueFault): unknown {
	const partial = rule.fault === "partialRead" ? partialAnswer(request, answer, rule.lacks, random) : undefined;
	if (partial) apply();
	return partial ?? answer;
}

/** A client that repeats a token gets the first page for it. */
function withoutRepeatedToken(request: AwsRequest, due: readonly DueFault[]): AwsRequest {
	const member = request.service.lists.token;
	const repeats = due.some(({ rule }) => rule.fault === "wrongAnswer" && rule.as === "sameToken");
	if (!repeats || !member || request.input[member] !== repeatedToken) return request;
	const { [member]: _, ...input } = request.input;
	return { ...request, input };
}

/** The first matching rule determines how the answer is wrong. */
function spoiling(answer: unknown, due: readonly DueFault[]): unknown {
	for (const { rule, apply } of due) {
		if (rule.fault !== "wrongAnswer") continue;
		apply();
		return new WrongAnswer(answer, rule.as);
	}
	return answer;
}

async function attempt(perform: () => unknown): Promise<Outcome> {
	try {
		return { answer: await perform() };
	} catch (error) {
		if (error instanceof AwsError) return { refusal: error };
		throw error;
	}
}
