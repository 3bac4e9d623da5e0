/**
 * The one operation of CloudWatch Logs that is asked before containers are told to write to a log group: DescribeLogGroups. None
 * can be made here; which there are is the operator's to say, see `known-ids.ts`.
 */
import { isRecord } from "../../../lib/json.ts";
import { statusOfUnmodelled } from "../../error-shapes.ts";
import { AwsError, type Handlers } from "../../failure.ts";
import { callerOf } from "../../front/request.ts";
import { listed } from "../../known-ids.ts";
import type { Surroundings } from "../../surroundings.ts";
import type { WireRequest, WireResponse, WireService } from "../../wire.ts";

interface DescribeLogGroups {
	readonly logGroupNamePrefix?: unknown;
	readonly limit?: unknown;
	readonly nextToken?: unknown;
}

const target = "Logs_20140328.";
/** API reference, DescribeLogGroups. */
const largestPage = 50;

/** The operations of CloudWatch Logs by name. */
export function logsHandlers(surroundings: Surroundings): Handlers {
	return { DescribeLogGroups: (input: DescribeLogGroups) => describe(surroundings, input) };
}

/**
 * AWS JSON 1.1 by hand, since the SDK's client for it, whose codecs could speak it, need not be installed.
 *
 * @param requestId gives the id that each response carries.
 */
export function logsService(handlers: Handlers, requestId: () => string): WireService {
	const answer = (statusCode: number, body: object): WireResponse => ({
		statusCode,
		headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": requestId() },
		body: new TextEncoder().encode(JSON.stringify(body)),
	});
	const refuse = ({ code, message }: AwsError) => answer(statusOfUnmodelled[code] ?? 400, { __type: code, message });
	return {
		matches: ({ headers }) => (headers["x-amz-target"] ?? "").startsWith(target),
		handle: async (request) => {
			const name = (request.headers["x-amz-target"] ?? "").slice(target.length);
			const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
			if (!handler) return refuse(new AwsError("UnknownOperationException", `There is no ${name} here.`));
			try {
				return answer(200, (await handler(inputOf(request) as never, callerOf(request.headers))) as object);
			} catch (error) {
				if (error instanceof AwsError) return refuse(error);
				throw error;
			}
		},
	};
}

function inputOf({ body }: WireRequest): object {
	const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body ?? "");
	try {
		const input: unknown = JSON.parse(text || "{}");
		if (isRecord(input)) return input;
	} catch {
		// Falls through to the refusal of everything that is no object.
	}
	throw new AwsError("SerializationException", "The request body is not a JSON object.");
}

/** Without a list the log group whose whole name a request gives as a prefix is there. */
function describe(
	surroundings: Surroundings,
	{ logGroupNamePrefix, limit = largestPage, nextToken }: DescribeLogGroups,
) {
	const prefix = typeof logGroupNamePrefix === "string" ? logGroupNamePrefix : "";
	if (typeof limit !== "number" || !Number.isInteger(limit) || limit < 1 || limit > largestPage) {
		throw new AwsError("InvalidParameterException", `limit must be between 1 and ${largestPage}.`);
	}
	const { region, account } = surroundings;
	const arnPrefix = `arn:aws:logs:${region}:${account}:log-group:`;
	const arns = listed(surroundings, "logGroup");
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
