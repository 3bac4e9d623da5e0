/**
 * The only layer that sends and retries requests: request budget, time limits, retries with jitter, and translation of
 * failures.
 */
import { type Clock, sleep } from "../lib/clock.ts";
import { GivenUp, within } from "../lib/deadline.ts";
import type { Random } from "../lib/random.ts";
import type { Budget } from "./budget.ts";
import { AwsFailure } from "./failure.ts";
import { type AwsLimits, isTimeout, notSent, notWanted, unanswered, unwanted } from "./limits.ts";
import { createReadTimeouts } from "./read-timeouts.ts";
import { type RequestListener, requestNotifier } from "./requests.ts";
import { translate } from "./translate.ts";

/** How requests are paced, and when they are abandoned. */
export interface AttemptOptions {
	readonly clock: Clock;
	readonly random: Random;
	readonly budget: Budget;
	readonly limits: AwsLimits;
	/** Aborts waiting requests and reads in flight; a write in flight gets a grace period. */
	readonly signal?: AbortSignal | undefined;
	readonly onRequest?: RequestListener | undefined;
}

/** One request that may be retried. */
export interface Attempted<Output> {
	/** For example `ecs:UpdateService`. */
	readonly operation: string;
	readonly isWrite: boolean;
	/** Fetches credentials, which have their own time limit; absent if not needed. */
	readonly prepare?: (() => Promise<unknown>) | undefined;
	readonly send: (signal: AbortSignal) => Promise<Output>;
	/**
	 * Checked immediately before each attempt, since budget, credentials and retries take time; absent if always
	 * wanted.
	 */
	readonly isWanted?: (() => boolean) | undefined;
}

const maxAttempts = 5;
const firstDelayMs = 200;
const maxDelayMs = 5_000;

/** Sends one request until it is answered or cannot be retried. Rejects with an `AwsFailure`. */
export function createAttempts({ clock, random, budget, limits, signal, onRequest }: AttemptOptions) {
	const tell = requestNotifier(onRequest);
	const patience = createReadTimeouts(clock, limits.readMs);

	async function once<Output>({ operation, isWrite, prepare, isWanted, send }: Attempted<Output>): Promise<Output> {
		const limitMs = isWrite ? limits.writeMs : patience.limitMs(operation);
		try {
			if (prepare) await within({ clock, signal }, prepare);
			if (isWanted?.() === false) throw notWanted(operation);
			const output = await within({ clock, limitMs, signal, graceMs: isWrite ? limits.graceMs : 0 }, send);
			tell(operation, "200");
			return output;
		} catch (error) {
			// Nothing was sent, so nothing is counted.
			if (error instanceof AwsFailure && error.code === unwanted) throw error;
			const failure =
				error instanceof GivenUp ? unanswered(error, { operation, isWrite, limitMs }) : translate(error, operation);
			if (isTimeout(failure)) patience.noteTimeout(operation);
			tell(operation, failure.code);
			throw failure;
		}
	}

	return async <Output>(request: Attempted<Output>): Promise<Output> => {
		const { operation, isWrite } = request;
		let waitedMs = 0;
		for (let tries = 1; ; tries++) {
			await budget(operation, signal);
			if (signal?.aborted) throw notSent(operation);
			const sentAtMs = clock.now();
			try {
				return await once(request);
			} catch (failure) {
				if (!(failure instanceof AwsFailure)) throw failure;
				waitedMs += clock.now() - sentAtMs;
				// Requests queued behind this one must not wait longer after any failure.
				const isOver = tries >= maxAttempts || waitedMs >= limits.readMs;
				if (isOver || !isRepeatable(failure, isWrite)) throw failure;
				const delayMs = Math.min(firstDelayMs * 2 ** (tries - 1), maxDelayMs);
				await sleep(clock, random() * delayMs, signal);
			}
		}
	};
}

/** Throttled requests had no effect and may be retried; a read may be retried after any failure on AWS's side. */
function isRepeatable(failure: AwsFailure, isWrite: boolean): boolean {
	if (failure.kind === "throttled") return true;
	return !isWrite && failure.kind === "unavailable" && !isTimeout(failure);
}
