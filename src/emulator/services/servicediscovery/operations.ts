/**
 * Cloud Map's asynchronous operations: SUBMITTED at once, PENDING a second later, SUCCESS or FAIL after the time that the
 * work takes. A repeated request with the same creator id and arguments is answered with the operation of the first one.
 */
import type { OperationStatus, OperationTargetType, OperationType } from "@aws-sdk/client-servicediscovery";
import { stableJson } from "../../../lib/json.ts";
import type { AccountContext } from "../../account-context.ts";
import { AwsError } from "../../aws-error.ts";
import { newOperationId } from "./state.ts";

/** An operation, from its request until it is forgotten. */
export interface CloudMapOperation {
	readonly id: string;
	readonly order: number;
	readonly type: OperationType;
	readonly targets: Partial<Record<OperationTargetType, string>>;
	readonly namespaceId: string;
	readonly createdAtMs: number;
	/** What no second operation may work on meanwhile. */
	readonly subject: string;
	status: OperationStatus;
	updatedAtMs: number;
	failure: OperationFailure | undefined;
}

/** Why an operation came to nothing, in AWS's words. */
export interface OperationFailure {
	/** One of AWS's error codes, such as CANNOT_CREATE_HOSTED_ZONE. */
	readonly code: string;
	readonly message: string;
}

/** What an operation does, and when. */
export interface NewOperation {
	readonly type: OperationType;
	readonly targets: CloudMapOperation["targets"];
	readonly namespaceId: string;
	readonly subject: string;
	/** From the request to its end; longer than the second that it stays SUBMITTED. */
	readonly durationMs: number;
	/** What happens when the work begins. A failure makes the operation FAIL at its end. */
	readonly begin?: () => OperationFailure | undefined;
	/** What happens at the end, unless the beginning failed. */
	readonly complete: () => void;
	/** What happens at the end of an operation that failed. */
	readonly undo?: () => void;
}

/** A request that may be repeated, and how to tell whether its outcome still stands. */
export interface RepeatableRequest {
	readonly operationName: string;
	readonly creatorRequestId: string | undefined;
	readonly input: object;
}

/** All operations that are not forgotten. */
export interface OperationTable {
	readonly start: (operation: NewOperation) => CloudMapOperation;
	readonly all: () => readonly CloudMapOperation[];
	readonly get: (id: string | undefined) => CloudMapOperation | undefined;
	/** The operation that is SUBMITTED or PENDING on the subject. */
	readonly running: (subject: string) => CloudMapOperation | undefined;
	readonly runningSubjects: () => readonly string[];
	/** Refuses with DuplicateRequest while an operation runs on the subject. */
	readonly refuseWhileRunning: (subject: string, operationName: string) => void;
	/** Remembers which operation a request started. `stands` tells whether a repetition may be answered with it. */
	readonly remember: (request: RepeatableRequest, operation: CloudMapOperation, stands: () => boolean) => void;
	/** The operation that the very same request started before, while its outcome stands. */
	readonly repeated: (request: RepeatableRequest) => CloudMapOperation | undefined;
}

/** How long each kind of work takes, from the request on. */
export const durationsMs = {
	createDnsNamespace: 40_000,
	createHttpNamespace: 5_000,
	updateNamespace: 5_000,
	deleteNamespace: 10_000,
	updateService: 5_000,
	registerInstance: 3_000,
	deregisterInstance: 3_000,
} as const;

const submittedMs = 1_000;
/** AWS forgets operations after 30 days. */
const retentionMs = 30 * 86_400_000;

/** A table without operations; they run on the clock. */
export function createOperations({ clock, random }: AccountContext, nextOrder: () => number): OperationTable {
	const operations = new Map<string, CloudMapOperation>();
	const running = new Map<string, CloudMapOperation>();
	const requests = new Map<string, { readonly operation: CloudMapOperation; readonly stands: () => boolean }>();
	const move = (operation: CloudMapOperation, status: OperationStatus) => {
		operation.status = status;
		operation.updatedAtMs = clock.now();
		if (status === "SUCCESS" || status === "FAIL") running.delete(operation.subject);
	};
	const forgetOld = () => {
		for (const operation of operations.values()) {
			if (clock.now() - operation.updatedAtMs < retentionMs) return;
			operations.delete(operation.id);
		}
	};
	const start = (request: NewOperation) => {
		const { type, targets, namespaceId, subject, durationMs } = request;
		const nowMs = clock.now();
		const operation: CloudMapOperation = {
			id: newOperationId(random),
			order: nextOrder(),
			type,
			targets,
			namespaceId,
			subject,
			createdAtMs: nowMs,
			updatedAtMs: nowMs,
			status: "SUBMITTED",
			failure: undefined,
		};
		forgetOld();
		operations.set(operation.id, operation);
		running.set(subject, operation);
		clock.schedule(submittedMs, () => {
			move(operation, "PENDING");
			operation.failure = request.begin?.();
		});
		clock.schedule(durationMs, () => {
			if (operation.failure) request.undo?.();
			else request.complete();
			move(operation, operation.failure ? "FAIL" : "SUCCESS");
		});
		return operation;
	};
	return {
		start,
		all: () => [...operations.values()],
		get: (id) => operations.get(id ?? ""),
		running: (subject) => running.get(subject),
		runningSubjects: () => [...running.keys()],
		refuseWhileRunning: (subject, operationName) => {
			const other = running.get(subject);
			if (other) throw duplicateRequest(operationName, other);
		},
		remember: (request, operation, stands) => {
			const key = keyOf(request);
			if (key) requests.set(key, { operation, stands });
		},
		repeated: (request) => {
			const key = keyOf(request);
			const before = key && requests.get(key);
			if (!before || before.operation.status === "FAIL") return undefined;
			const isRunning = before.operation.status !== "SUCCESS";
			return isRunning || before.stands() ? before.operation : undefined;
		},
	};
}

/** AWS's refusal of a second request for what is already being done. */
export function duplicateRequest(operationName: string, { id }: CloudMapOperation): AwsError {
	const message = `Another operation of type ${operationName} and id ${id} is in progress`;
	return new AwsError("DuplicateRequest", message, { DuplicateOperationId: id });
}

function keyOf({ operationName, creatorRequestId, input }: RepeatableRequest): string | undefined {
	return creatorRequestId && `${operationName} ${creatorRequestId} ${stableJson(input)}`;
}
