/** Implements AWS JSON 1.1 by hand, for services whose SDK package is not a dependency. */
import { isRecord, valueAt } from "../../lib/json.ts";
import { AwsError } from "../aws-error.ts";
import { commonJsonErrors, statusOfRefusal } from "./common-errors.ts";
import { malformed, notEmulated } from "./error-shapes.ts";
import type { WireRequest, WireResponse } from "./http-message.ts";
import { callerOf, type WireProtocol } from "./protocol.ts";
import { encodeAnswer } from "./wrong-answer.ts";

/** The settings of a JSON service. */
export interface JsonProtocolOptions {
	/** The prefix of the header `X-Amz-Target`, such as `Logs_20140328`. */
	readonly target: string;
	/** The HTTP statuses of the service's own errors, by code. */
	readonly errors: Readonly<Record<string, number>>;
}

/** The JSON protocol of a service. Handlers validate their own inputs. */
export function jsonProtocol({ target, errors }: JsonProtocolOptions): WireProtocol {
	const prefix = `${target}.`;
	const statusOf = (code: string) => valueAt(errors, code) ?? valueAt(commonJsonErrors, code);
	const targetOf = ({ headers }: WireRequest) => headers["x-amz-target"] ?? "";
	return {
		matches: (request) => targetOf(request).startsWith(prefix),
		statusOf,
		serve: ({ name, handlers, requestId }) => {
			const answer = (statusCode: number, body: object): WireResponse => ({
				statusCode,
				headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": requestId() },
				body: new TextEncoder().encode(JSON.stringify(body)),
			});
			return async (request) => {
				const operation = targetOf(request).slice(prefix.length);
				const handler = Object.hasOwn(handlers, operation) ? handlers[operation] : undefined;
				try {
					if (!handler) throw notEmulated(`${name}:${operation}`);
					const output = await handler(inputOf(request) as never, callerOf(request.headers));
					return await encodeAnswer(output, (given) => answer(200, (given ?? {}) as object));
				} catch (error) {
					if (!(error instanceof AwsError)) throw error;
					const { code, message, fields } = error;
					return answer(statusOfRefusal(error, statusOf), { __type: code, message, ...fields });
				}
			};
		},
	};
}

function inputOf({ body }: WireRequest): object {
	const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body ?? "");
	try {
		const input: unknown = JSON.parse(text || "{}");
		if (isRecord(input)) return input;
	} catch {
		// Falls through to the error for a body that is not an object.
	}
	throw malformed(false, "The request body is not a JSON object.");
}
