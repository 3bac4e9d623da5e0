/**
 * Tracks asynchronous AWS operations that our calls have started. A resource waits until its operation has ended,
 * because it neither exists nor is absent until then; a failed operation counts as a failed call.
 */
import { type OperationState, operationState } from "../aws/async-operations.ts";
import type { WriteOperation } from "../aws/calls.ts";
import { AwsFailure } from "../aws/failure.ts";
import type { Read } from "../aws/reads.ts";
import type { Clock } from "../lib/clock.ts";
import type { Identity } from "../model/identity.ts";
import type { Observation, ObservationRecord, ObservedState } from "../model/observed-state.ts";
import { because, type Reason } from "../model/reason.ts";

interface OperationUnderWay {
	readonly operationId: string;
	/** The call that started it, for example `servicediscovery:CreatePrivateDnsNamespace`. */
	readonly operation: WriteOperation;
	readonly startedAtMs: number;
}

/** Operations in progress, by resource. */
export type Operations = Map<Identity, OperationUnderWay>;

/** An operation that failed. */
export interface FailedOperation {
	readonly identity: Identity;
	/** The call that started it. */
	readonly operation: string;
	readonly failure: AwsFailure;
}

/** The results of polling. */
interface Polled {
	readonly failed: readonly FailedOperation[];
	/** Observations that stand in for resources whose operation is in progress. */
	readonly busy: ReadonlyMap<Identity, Observation>;
	/** Resources whose operation succeeded, with the AWS id of what it created. */
	readonly ended: ReadonlyMap<Identity, string | undefined>;
}

/** Creating a namespace takes about a minute. An older operation counts as ended, and its resource is observed instead. */
const maxOperationMs = 900_000;

/** Polls the operations of due resources and removes those that have ended from `operations`. */
export async function pollOperations({
	read,
	due,
	operations,
	observedState,
	clock,
}: {
	readonly read: Read;
	readonly due: ReadonlySet<Identity>;
	readonly operations: Operations;
	readonly observedState: ObservedState;
	readonly clock: Clock;
}): Promise<Polled> {
	const failed: FailedOperation[] = [];
	const busy = new Map<Identity, Observation>();
	const ended = new Map<Identity, string | undefined>();
	for (const [identity, underWay] of [...operations]) {
		if (!due.has(identity)) continue;
		const result = await pollOperation(read, underWay, clock.now());
		if (result.is === "pending") {
			busy.set(identity, busyObservation(observedState.get(identity), inProgress(underWay)));
			continue;
		}
		operations.delete(identity);
		if (result.is === "done") ended.set(identity, result.createdRef);
		else failed.push({ identity, operation: underWay.operation, failure: result.failure });
	}
	return { failed, busy, ended };
}

/** The last observation, marked with the reason why the resource cannot be changed now. */
function busyObservation(last: ObservationRecord | undefined, busy: Reason): Observation {
	if (last?.observation.status !== "present") return { status: "absent", busy };
	return { status: "present", observed: { ...last.observation.observed, busy } };
}

/**
 * Polls one operation. It counts as ended if AWS no longer knows it, denies access or never completes it; the next
 * observation of the resource shows the result.
 */
async function pollOperation(
	read: Read,
	{ operationId, operation, startedAtMs }: OperationUnderWay,
	nowMs: number,
): Promise<OperationState> {
	if (nowMs - startedAtMs > maxOperationMs) return { is: "done" };
	try {
		return await operationState(read, operation, operationId);
	} catch (error) {
		if (!(error instanceof AwsFailure)) throw error;
		return { is: error.kind === "throttled" || error.kind === "unavailable" ? "pending" : "done" };
	}
}

/** The reason why the resource waits. */
function inProgress({ operation, operationId }: OperationUnderWay): Reason {
	return because("OperationInProgress", { operation, operationId });
}
