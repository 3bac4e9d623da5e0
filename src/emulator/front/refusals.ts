/** The errors that AWS's front end returns on behalf of every service, with the code and text that the service declares. */
import { AwsError } from "../aws-error.ts";
import type { AwsRequest } from "./request.ts";
import { rateGroupOf } from "./service-rules.ts";

/** The "Rate exceeded" error. */
export function throttled({ service, operation }: Pick<AwsRequest, "service" | "operation">): AwsError {
	return new AwsError(rateGroupOf(service, operation).throttledAs ?? service.refusals.throttled, "Rate exceeded");
}

/** An internal AWS error, HTTP 500. */
export function internalFailure({ service }: Pick<AwsRequest, "service">): AwsError {
	const { code, message } = service.refusals.internalFailure;
	return new AwsError(code, message);
}

/** IAM's error, which names the caller and the action. */
export function accessDenied({ service, name, caller }: AwsRequest, account: string): AwsError {
	const user = `arn:aws:iam::${account}:user/${caller.accessKeyId}`;
	return new AwsError(
		service.refusals.accessDenied,
		`User: ${user} is not authorized to perform: ${name} on resource: * because no identity-based policy allows the ${name} action`,
	);
}
