/**
 * Cloud Map operations that calls of ours have started. Until one has ended, its resource is neither there nor absent in any
 * way that could be acted upon, so it waits; one that failed counts as a failed call.
 */
import { AwsFailure, type AwsFailureKind } from "../aws/failure.ts";
import type { Read } from "../aws/reads.ts";
import type { Identity } from "../model/identity.ts";

export interface OperationUnderWay {
	readonly operationId: string;
	/** The call that started it, such as `servicediscovery:CreatePrivateDnsNamespace`. */
	readonly operation: string;
	readonly startedAtMs: number;
}

export type OperationEnd =
	| { readonly end: "pending" }
	| { readonly end: "success" }
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

/**
 * Asks how an operation is getting on. Where AWS no longer knows it, does not let us ask, or never ends it, it counts as
 * ended: the next look at the resource tells more.
 */
export async function pollOperation(
	read: Read,
	{ operationId, operation, startedAtMs }: OperationUnderWay,
	nowMs: number,
): Promise<OperationEnd> {
	if (nowMs - startedAtMs > longestMs) return { end: "success" };
	try {
		const { Operation } = await read("servicediscovery:GetOperation", { OperationId: operationId });
		if (Operation?.Status === "SUCCESS") return { end: "success" };
		if (Operation?.Status !== "FAIL") return { end: "pending" };
		const code = Operation.ErrorCode ?? "UNKNOWN";
		const message = Operation.ErrorMessage ?? "AWS gave no reason.";
		return { end: "failure", failure: new AwsFailure(kindsByCode[code] ?? "invalid", code, operation, message) };
	} catch (error) {
		if (!(error instanceof AwsFailure)) throw error;
		return error.kind === "throttled" || error.kind === "unavailable" ? { end: "pending" } : { end: "success" };
	}
}

/** The sentence of the wait. */
export function operationSentence({ operation, operationId }: OperationUnderWay): string {
	return `${operation} is under way (operation ${operationId}).`;
}

export type Operations = Map<Identity, OperationUnderWay>;
