/**
 * Operations that calls of ours have started, and that AWS carries out by itself. Until one has ended, its resource is neither
 * there nor absent in any way that could be acted upon, so it waits; one that failed counts as a failed call.
 */
import { type OperationState, operationState } from "../aws/async-operations.ts";
import type { WriteOperation } from "../aws/calls.ts";
import { AwsFailure } from "../aws/failure.ts";
import type { Read } from "../aws/reads.ts";
import type { Clock } from "../lib/clock.ts";
import type { Identity } from "../model/identity.ts";
import { because, type Reason } from "../model/reason.ts";
import type { Observation, Sight, World } from "../model/world.ts";

interface OperationUnderWay {
	readonly operationId: string;
	/** The call that started it, such as `servicediscovery:CreatePrivateDnsNamespace`. */
	readonly operation: WriteOperation;
	readonly startedAtMs: number;
}

/** The operation of each resource that has one. */
export type Operations = Map<Identity, OperationUnderWay>;

/** An operation that ended badly. */
export interface FailedOperation {
	readonly identity: Identity;
	/** The call that had started it. */
	readonly operation: string;
	readonly failure: AwsFailure;
}

/** What has become of operations. */
interface Polled {
	readonly failed: readonly FailedOperation[];
	/** What stands in for a look at whatever is still in the making. */
	readonly busy: ReadonlyMap<Identity, Sight>;
	/** Whose operation AWS says has done its work, each with what it has made, by AWS's id. */
	readonly ended: ReadonlyMap<Identity, string | undefined>;
}

/** Creating a namespace takes about a minute; whatever is older than this is judged by what is there. */
const longestMs = 900_000;

/** Asks about the operations of whatever is due. Those that have ended are taken out of `operations`. */
export async function pollOperations({
	read,
	due,
	operations,
	world,
	clock,
}: {
	readonly read: Read;
	readonly due: ReadonlySet<Identity>;
	readonly operations: Operations;
	readonly world: World;
	readonly clock: Clock;
}): Promise<Polled> {
	const failed: FailedOperation[] = [];
	const busy = new Map<Identity, Sight>();
	const ended = new Map<Identity, string | undefined>();
	for (const [identity, underWay] of [...operations]) {
		if (!due.has(identity)) continue;
		const result = await pollOperation(read, underWay, clock.now());
		if (result.is === "pending") {
			busy.set(identity, busySight(world.get(identity), inProgress(underWay)));
			continue;
		}
		operations.delete(identity);
		if (result.is === "done") ended.set(identity, result.made);
		else failed.push({ identity, operation: underWay.operation, failure: result.failure });
	}
	return { failed, busy, ended };
}

/** What was last seen, with the reason why nothing can be done about it now. */
function busySight(last: Observation | undefined, busy: Reason): Sight {
	if (last?.sight.status !== "present") return { status: "absent", busy };
	return { status: "present", observed: { ...last.sight.observed, busy } };
}

/**
 * Asks how an operation is getting on. Where AWS no longer knows it, does not let us ask, or never ends it, it counts as
 * ended: the next look at the resource tells more.
 */
async function pollOperation(
	read: Read,
	{ operationId, operation, startedAtMs }: OperationUnderWay,
	nowMs: number,
): Promise<OperationState> {
	if (nowMs - startedAtMs > longestMs) return { is: "done" };
	try {
		return await operationState(read, operation, operationId);
	} catch (error) {
		if (!(error instanceof AwsFailure)) throw error;
		return { is: error.kind === "throttled" || error.kind === "unavailable" ? "pending" : "done" };
	}
}

/** What the resource waits for. */
function inProgress({ operation, operationId }: OperationUnderWay): Reason {
	return because("OperationInProgress", { operation, operationId });
}
