/**
 * Cloud Map operations that calls of ours have started. Until one has ended, its resource is neither there nor absent in any
 * way that could be acted upon, so it waits; one that failed counts as a failed call.
 */
import { AwsFailure, type AwsFailureKind } from "../aws/failure.ts";
import type { Read } from "../aws/reads.ts";
import type { Clock } from "../lib/clock.ts";
import { valueAt } from "../lib/json.ts";
import type { Identity } from "../model/identity.ts";
import { because, type Reason } from "../model/reason.ts";
import type { Observation, Sight, World } from "../model/world.ts";

interface OperationUnderWay {
	readonly operationId: string;
	/** The call that started it, such as `servicediscovery:CreatePrivateDnsNamespace`. */
	readonly operation: string;
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
	/** Whose operation AWS says has done its work, each with the id of the namespace that it has made. */
	readonly ended: ReadonlyMap<Identity, string | undefined>;
}

type OperationEnd =
	| { readonly end: "pending" }
	| { readonly end: "success"; readonly made?: string | undefined }
	| { readonly end: "failure"; readonly failure: AwsFailure };

const kindsByCode: Readonly<Record<string, AwsFailureKind>> = {
	ACCESS_DENIED: "denied",
	EXPIRED_TOKEN: "denied",
	THROTTLED_REQUEST: "throttled",
	INTERNAL_FAILURE: "unavailable",
	HOSTED_ZONE_NOT_FOUND: "missing",
	CANNOT_CREATE_HOSTED_ZONE: "invalid",
	INVALID_CHANGE_BATCH: "invalid",
};

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
		if (result.end === "pending") {
			busy.set(identity, busySight(world.get(identity), inProgress(underWay)));
			continue;
		}
		operations.delete(identity);
		if (result.end === "success") ended.set(identity, result.made);
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
): Promise<OperationEnd> {
	if (nowMs - startedAtMs > longestMs) return { end: "success" };
	try {
		const { Operation } = await read("servicediscovery:GetOperation", { OperationId: operationId });
		const made = /:Create\w+Namespace$/.test(operation) ? Operation?.Targets?.NAMESPACE : undefined;
		if (Operation?.Status === "SUCCESS") return { end: "success", made };
		if (Operation?.Status !== "FAIL") return { end: "pending" };
		const code = Operation.ErrorCode ?? "UNKNOWN";
		const message = Operation.ErrorMessage ?? "AWS gave no reason.";
		return {
			end: "failure",
			failure: new AwsFailure(valueAt(kindsByCode, code) ?? "invalid", code, operation, message),
		};
	} catch (error) {
		if (!(error instanceof AwsFailure)) throw error;
		return error.kind === "throttled" || error.kind === "unavailable" ? { end: "pending" } : { end: "success" };
	}
}

/** What the resource waits for. */
function inProgress({ operation, operationId }: OperationUnderWay): Reason {
	return because("OperationInProgress", { operation, operationId });
}
