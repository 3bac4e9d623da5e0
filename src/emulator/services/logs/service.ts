/**
 * CloudWatch Logs as a service of the embedded AWS: the one operation that is asked before containers are told to write to a log
 * group, DescribeLogGroups. They cannot be created; the operator lists which exist.
 */
import type { AccountContext } from "../../account-context.ts";
import { AwsError } from "../../aws-error.ts";
import type { EmulatorService } from "../../service.ts";
import { jsonProtocol } from "../../wire/json-protocol.ts";

const logGroupArn = { name: "log group ARN", pattern: /^arn:aws[a-z-]*:logs:[a-z0-9-]+:\d{12}:log-group:[^:]+$/ };

/** DescribeLogGroups. */
export const logs: EmulatorService<"logs"> = {
	name: "logs",
	title: "CloudWatch Logs",
	protocol: jsonProtocol({ target: "Logs_20140328", errors: { InvalidParameterException: 400 } }),
	rates: [{ operations: ["DescribeLogGroups"], limit: "unpublished" }],
	refusals: {
		throttled: "ThrottlingException",
		accessDenied: "AccessDeniedException",
		internalFailure: { code: "ServiceUnavailableException", message: "The service cannot complete the request." },
	},
	lists: { paged: /^DescribeLogGroups$/, token: "nextToken", more: ["nextToken"] },
	resourceKinds: [logGroupArn],
	start: (context) => ({
		handlers: { DescribeLogGroups: (input: DescribeLogGroups) => describe(context, input) },
		tools: {},
	}),
};

interface DescribeLogGroups {
	readonly logGroupNamePrefix?: unknown;
	readonly limit?: unknown;
	readonly nextToken?: unknown;
}

/** API reference, DescribeLogGroups. */
const largestPage = 50;

/** Without a list the log group whose whole name a request gives as a prefix exists. */
function describe(
	{ region, account, known }: AccountContext,
	{ logGroupNamePrefix, limit = largestPage, nextToken }: DescribeLogGroups,
) {
	const prefix = typeof logGroupNamePrefix === "string" ? logGroupNamePrefix : "";
	if (typeof limit !== "number" || !Number.isInteger(limit) || limit < 1 || limit > largestPage) {
		throw new AwsError("InvalidParameterException", `limit must be between 1 and ${largestPage}.`);
	}
	const arnPrefix = `arn:aws:logs:${region}:${account}:log-group:`;
	const arns = known.listed(logGroupArn);
	const names = arns
		? arns.flatMap((arn) => (arn.startsWith(arnPrefix) ? [arn.slice(arnPrefix.length)] : []))
		: [prefix].filter((name) => name !== "");
	// Tokens name the last name of a page, and names come in the order of ASCII.
	const left = names.filter((name) => name.startsWith(prefix) && name > String(nextToken ?? "")).sort();
	const page = left.slice(0, limit);
	return {
		logGroups: page.map((logGroupName) => ({
			logGroupName,
			arn: `${arnPrefix}${logGroupName}:*`,
			logGroupArn: arnPrefix + logGroupName,
			logGroupClass: "STANDARD",
			metricFilterCount: 0,
			storedBytes: 0,
		})),
		...(left.length > limit ? { nextToken: page.at(-1) } : {}),
	};
}
