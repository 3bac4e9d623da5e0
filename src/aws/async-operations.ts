/**
 * Tracks asynchronous operations that calls start: recognizes them in answers, and polls them. Each service's module
 * describes its own (`AsyncOperations`).
 */

import type { WriteOperation } from "./calls.ts";
import { AwsFailure } from "./failure.ts";
import { operationOf } from "./operations.ts";
import { type Read, readNamed } from "./reads.ts";
import { kindOfCode } from "./translate.ts";

/** What a call has created or started, according to its answer. */
export interface CallResult {
	/** The operation to poll, if the call only started one. */
	readonly operationId?: string;
	/** The AWS id or ARN of the created resource, if lists show it late. */
	readonly createdRef?: string;
}

/** The state of an operation. */
export type OperationState =
	| { readonly is: "pending" }
	/** `createdRef`: as in `CallResult`. */
	| { readonly is: "done"; readonly createdRef?: string }
	| { readonly is: "failed"; readonly failure: AwsFailure };

/** Reads the answer to a call. */
export function callResult(call: WriteOperation, answer: object): CallResult {
	const { service, write } = operationOf(call);
	const operationId = service.asyncOperations?.startedBy(answer);
	if (operationId !== undefined) return { operationId };
	const id = write?.createdRef?.(answer);
	return id === undefined ? {} : { createdRef: id };
}

/** Polls the operation that `call` has started. Rejects with an `AwsFailure`. */
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
	const id = outcome.is === "done" ? write?.createdRef?.(answer) : undefined;
	return id === undefined ? { is: outcome.is } : { is: "done", createdRef: id };
}
