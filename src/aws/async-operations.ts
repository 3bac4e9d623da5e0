/**
 * Operations that a service carries out by itself after it has taken a call: which of them a call has started, and how one is
 * getting on. What is specific to a service is in its module (`AsyncOperations`).
 */

import type { WriteOperation } from "./calls.ts";
import { AwsFailure } from "./failure.ts";
import { operationOf } from "./operations.ts";
import { type Read, readNamed } from "./reads.ts";
import { kindOfCode } from "./translate.ts";

/** What a call has made or started, as far as its answer says. */
export interface CallResult {
	/** The operation to follow, where the call only started one. */
	readonly operationId?: string;
	/** What the call has made, by AWS's id or ARN, where lists show it late. */
	readonly made?: string;
}

/** How an operation is getting on. */
export type OperationState =
	| { readonly is: "pending" }
	/** `made`: as in `CallResult`. */
	| { readonly is: "done"; readonly made?: string }
	| { readonly is: "failed"; readonly failure: AwsFailure };

/** Reads the answer to a call. */
export function callResult(call: WriteOperation, answer: object): CallResult {
	const { service, write } = operationOf(call);
	const operationId = service.asyncOperations?.startedBy(answer);
	if (operationId !== undefined) return { operationId };
	const id = write?.made?.(answer);
	return id === undefined ? {} : { made: id };
}

/** Asks how the operation that `call` has started is getting on. Rejects with an `AwsFailure`. */
export async function operationState(read: Read, call: WriteOperation, operationId: string): Promise<OperationState> {
	const { service, write } = operationOf(call);
	const { asyncOperations } = service;
	if (!asyncOperations) throw new Error(`${service.name} has no asynchronous operations`);
	const poll = `${service.name}:${asyncOperations.read}`;
	const answer = await readNamed(read, poll, asyncOperations.input(operationId));
	const outcome = asyncOperations.outcome(answer);
	if (outcome.is === "failed") {
		const { code, message } = outcome;
		return { is: "failed", failure: new AwsFailure(kindOfCode(call, code) ?? "invalid", code, call, message) };
	}
	const id = outcome.is === "done" ? write?.made?.(answer) : undefined;
	return id === undefined ? { is: outcome.is } : { is: "done", made: id };
}
