/**
 * The refusals that AWS's front end sends in every service's name, with the code and the text of that service. The codes
 * come from the services' models and their pages on common errors and on throttling.
 */
import { AwsError } from "../failure.ts";
import type { AwsRequest, FrontService } from "./request.ts";

/** Those that answer in XML. */
const speaksXml: readonly FrontService[] = ["route-53", "iam", "elasticloadbalancing"];

/** Rate exceeded: `ThrottlingException` in JSON, where Cloud Map's data plane says `RequestLimitExceeded`; `Throttling` in XML. */
export function throttled({ service, name }: Pick<AwsRequest, "service" | "name">): AwsError {
	const ofDataPlane = name.startsWith("servicediscovery:DiscoverInstances");
	const code = ofDataPlane
		? "RequestLimitExceeded"
		: speaksXml.includes(service)
			? "Throttling"
			: "ThrottlingException";
	return new AwsError(code, "Rate exceeded");
}

/** What Route 53 says to a change of a zone while it still works on an earlier one. */
export function priorRequestNotComplete(): AwsError {
	return new AwsError(
		"PriorRequestNotComplete",
		"The request was rejected because Route 53 was still processing a prior request.",
	);
}

/** What ECS says to a registration while it still makes another revision of the family. */
export function concurrentRevision(): AwsError {
	return new AwsError(
		"ClientException",
		"Too many concurrent attempts to create a new revision of the specified family.",
	);
}

const failures: Readonly<Record<FrontService, AwsError>> = {
	ecs: new AwsError("ServerException", "These errors are usually caused by a server issue."),
	servicediscovery: new AwsError("InternalFailure", "The request processing has failed because of an unknown error."),
	"route-53": new AwsError("InternalFailure", "The request processing has failed because of an unknown error."),
	iam: new AwsError("ServiceFailure", "The request processing has failed because of an unknown error."),
	elasticloadbalancing: new AwsError(
		"InternalFailure",
		"The request processing has failed because of an unknown error.",
	),
	logs: new AwsError("ServiceUnavailableException", "The service cannot complete the request."),
};

/** A failure of AWS's own, HTTP 500. */
export function internalFailure({ service }: Pick<AwsRequest, "service">): AwsError {
	return failures[service];
}

/** IAM's refusal, which names the caller and the action. */
export function accessDenied({ service, name, caller }: AwsRequest, account: string): AwsError {
	const user = `arn:aws:iam::${account}:user/${caller.accessKeyId}`;
	return new AwsError(
		speaksXml.includes(service) ? "AccessDenied" : "AccessDeniedException",
		`User: ${user} is not authorized to perform: ${name} on resource: * because no identity-based policy allows the ${name} action`,
	);
}
