/**
 * One call of an AWS operation as the front of the embedded AWS sees it: decoded, named, and with its caller. Names are spelled
 * as in IAM policies: `ecs:UpdateService`.
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

/** Whether the operation changes nothing, which AWS's names tell. */
export function isRead(name: string): boolean {
	return /:(Get|List|Describe|Discover|Test)/.test(name);
}
