/**
 * Defines a decoded AWS request with its operation and caller. Operations are spelled as in IAM policies:
 * `ecs:UpdateService`.
 */
import type { Caller } from "../aws-error.ts";
import type { ServiceRules } from "./service-rules.ts";

/** A decoded request. */
export interface AwsRequest {
	readonly service: ServiceRules;
	/** Such as `UpdateService`. */
	readonly operation: string;
	/** Such as `ecs:UpdateService`. */
	readonly name: string;
	/** Decoded, with every required member. */
	readonly input: Readonly<Record<string, unknown>>;
	readonly caller: Caller;
}

/** Whether the operation is read-only, judged by AWS's naming conventions. */
export function isRead(name: string): boolean {
	return /:(Get|List|Describe|Discover|Test)/.test(name);
}
