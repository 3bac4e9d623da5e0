/**
 * One call of an AWS operation as the front of the embedded AWS sees it: decoded, named, and with whoever sent it. Names
 * are spelled as in IAM policies and in evenkeel's own calls: `ecs:UpdateService`.
 */
import type { ServiceName } from "../codecs-model.ts";

/** Whose operations pass the front: the three services, and those that are asked beside them. */
export type FrontService = ServiceName | "iam" | "elasticloadbalancing" | "logs";

/** Who sent a request, as far as its unchecked signature tells. */
export interface Caller {
	/** `anonymous` where the request names none. */
	readonly accessKeyId: string;
}

/** A decoded request, of whichever service. */
export interface AwsRequest {
	readonly service: FrontService;
	/** Such as `ecs:UpdateService`. */
	readonly name: string;
	/** Decoded, with every required member. */
	readonly input: Readonly<Record<string, unknown>>;
	readonly caller: Caller;
}

const prefixes: Readonly<Record<FrontService, string>> = {
	ecs: "ecs",
	servicediscovery: "servicediscovery",
	"route-53": "route53",
	iam: "iam",
	elasticloadbalancing: "elasticloadbalancing",
	logs: "logs",
};

/** `ecs:UpdateService`, `servicediscovery:ListServices`, `route53:GetHostedZone`. */
export function requestName(service: FrontService, operation: string): string {
	return `${prefixes[service]}:${operation}`;
}

/** Whether the operation changes nothing, which AWS's names tell. */
export function isRead(name: string): boolean {
	return /:(Get|List|Describe|Discover|Test)/.test(name);
}

/** The caller that an `Authorization` header of Signature Version 4 names; the signature itself is not checked. */
export function callerOf(headers: Readonly<Record<string, string>>): Caller {
	const accessKeyId = /Credential=([\w-]{1,128})/.exec(headers.authorization ?? "")?.[1];
	return { accessKeyId: accessKeyId ?? "anonymous" };
}
