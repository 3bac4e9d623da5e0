/**
 * Cloud Map's asynchronous operations: SUBMITTED immediately, PENDING one second later, SUCCESS or FAIL after the
 * duration of the work. A repeated request with the same creator ID and arguments returns the operation of the first
 * one.
 */
import type { OperationStatus, OperationTargetType, OperationType } from "@aws-sdk/client-servicediscovery";
import { stableJson } from "../../../lib/json.ts";
import type { AccountContext } from "../../account-context.ts";
import { AwsError } from "../../aws-error.ts";
import { newOperationId } from "./state.ts";

/** An operation, from its request until it expires. */
export interface CloudMapOperation {
	readonly id: string;
	readonly order: number;
	readonly type: OperationType;
	readonly targets: Partial<Record<OperationTargetType, string>>;
	readonly namespaceId: string;
	readonly createdAtMs: number;
	/** The subject that no second operation can change meanwhile. */
	readonly subject: string;
	status: OperationStatus;
	updatedAtMs: number;
	failure: OperationFailure | undefined;
}

/** The failure of an operation, in AWS's words. */
export interface OperationFailure {
	/** One of AWS's error codes, such as CANNOT_CREATE_HOSTED_ZONE. */
	readonly code: string;
	readonly message: string;
}

/** The actions of an operation and their times. */
export interface NewOperation {
	readonly type: OperationType;
	readonly targets: CloudMapOperation["targets"];
	readonly namespaceId: string;
	readonly subject: string;
	/** From the request to the end; more than the second in which it is SUBMITTED. */
	readonly durationMs: number;
	/** Runs when the work starts. A failure makes the operation FAIL at its end. */
	readonly begin?: () => OperationFailure | undefined;
	/** Runs at the end, unless the start failed. */
	readonly complete: () => void;
	/** Runs at the end of a failed operation. */
	readonly undo?: () => void;
}

/** A repeatable request, and a check whether its result still exists. */
export interface RepeatableRequest {
	readonly operationName: string;
	readonly creatorRequestId: string | undefined;
	readonly input: object;
}

/** All operations that have not expired. */
export interface OperationTable {
	readonly start: (operation: NewOperation) => CloudMapOperation;
	readonly all: () => readonly CloudMapOperation[];
	readonly get: (id: string | undefined) => CloudMapOperation | undefined;
	/** The operation that is SUBMITTED or PENDING on the subject. */
	readonly running: (subject: string) => CloudMapOperation | undefined;
	readonly runningSubjects: () => readonly string[];
	/** Rejects with DuplicateRequest while an operation runs on the subject. */
	readonly refuseWhileRunning: (subject: string, operationName: string) => void;
	/** Stores the operation of a request. `stands` tells whether the operation is still a valid response to a repetition. */
	readonly remember: (request: RepeatableRequest, operation: CloudMapOperation, stands: () => boolean) => void;
	/** The operation that an identical request started before, while its result exists. */
	readonly repeated: (request: RepeatableRequest) => CloudMapOperation | undefined;
}

/** The duration of each kind of operation, from the request on. */
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
/** AWS removes operations after 30 days. */
const retentionMs = 30 * 86_400_000;

/** Creates an empty table of operations, which run on the clock. */
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

/** AWS's error for a request that an operation already handles. */
export function duplicateRequest(operationName: string, { id }: CloudMapOperation): AwsError {
	const message = `Another operation of type ${operationName} and id ${id} is in progress`;
	return new AwsError("DuplicateRequest", message, { DuplicateOperationId: id });
}

function keyOf({ operationName, creatorRequestId, input }: RepeatableRequest): string | undefined {
	return creatorRequestId && `${operationName} ${creatorRequestId} ${stableJson(input)}`;
}
