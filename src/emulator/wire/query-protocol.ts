/** Implements AWS's query protocol by hand: form-encoded requests and XML responses. */
import { isRecord, valueAt } from "../../lib/json.ts";
import { AwsError } from "../aws-error.ts";
import { commonXmlErrors, statusOfRefusal } from "./common-errors.ts";
import type { WireRequest, WireResponse } from "./http-message.ts";
import { callerOf, type WireProtocol } from "./protocol.ts";
import { encodeAnswer } from "./wrong-answer.ts";

/** The settings of a query service. */
export interface QueryProtocolOptions {
	/** The API version, which every request names. */
	readonly version: string;
	/** The namespace of the answers' XML. */
	readonly xmlNamespace: string;
	/** The HTTP statuses of the service's own errors, by code. */
	readonly errors?: Readonly<Record<string, number>>;
	/** Creates the body of an error response; the standard `ErrorResponse` if absent. */
	readonly errorBody?: (error: QueryError, requestId: string) => object;
}

/** An error in the query protocol. */
export interface QueryError {
	readonly Type: "Sender" | "Receiver";
	readonly Code: string;
	readonly Message: string;
}

/** The members of a query request; undefined for a request of another protocol. */
export function queryForm({ method, path, headers, body }: WireRequest): URLSearchParams | undefined {
	const type = headers["content-type"] ?? "";
	if (method !== "POST" || path !== "/" || !type.startsWith("application/x-www-form-urlencoded")) return undefined;
	return new URLSearchParams(body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body ?? ""));
}

/** The query protocol of a service. Handlers receive texts and lists of texts, and return the elements of the response. */
export function queryProtocol(options: QueryProtocolOptions): WireProtocol {
	const { version, xmlNamespace, errors = {} } = options;
	const statusOf = (code: string) => valueAt(errors, code) ?? valueAt(commonXmlErrors, code);
	return {
		matches: (request) => queryForm(request)?.get("Version") === version,
		statusOf,
		serve:
			({ handlers, requestId }) =>
			async (request) => {
				const form = queryForm(request) ?? new URLSearchParams();
				const id = requestId();
				const action = form.get("Action") ?? "";
				const handler = Object.hasOwn(handlers, action) ? handlers[action] : undefined;
				try {
					if (!handler) throw noSuchAction(form);
					const output = await handler(inputOf(form) as never, callerOf(request.headers));
					return await encodeAnswer(output, (result) => {
						const answer = { [`${action}Result`]: result, ResponseMetadata: { RequestId: id } };
						const body = `<${action}Response xmlns="${xmlNamespace}">${elements(answer)}</${action}Response>`;
						return xmlAnswer(200, id, body);
					});
				} catch (error) {
					if (error instanceof AwsError) return refusal(error, statusOfRefusal(error, statusOf), id, options.errorBody);
					throw error;
				}
			},
	};
}

/** AWS's error for a query request that addresses no supported service. */
export function invalidAction(form: URLSearchParams, requestId: string): WireResponse {
	return refusal(noSuchAction(form), 400, requestId);
}

function noSuchAction(form: URLSearchParams): AwsError {
	const message = `Could not find operation ${form.get("Action") ?? ""} for version ${form.get("Version") ?? ""}`;
	return new AwsError("InvalidAction", message);
}

/** `{ Name: "a", "Arns": ["b", "c"] }` of `Name=a&Arns.member.1=b&Arns.member.2=c`. */
function inputOf(form: URLSearchParams): Readonly<Record<string, string | readonly string[]>> {
	const lists = new Map<string, string[]>();
	const members = [...form].flatMap(([name, value]): [string, string | string[]][] => {
		const list = /^(\w+)\.member\.\d+$/.exec(name)?.[1];
		if (list === undefined) return [[name, value]];
		lists.set(list, [...(lists.get(list) ?? []), value]);
		return [];
	});
	return Object.fromEntries([...members, ...lists]);
}

function refusal(
	{ code, message }: AwsError,
	statusCode: number,
	requestId: string,
	bodyOf: QueryProtocolOptions["errorBody"] = usualErrorBody,
): WireResponse {
	const error: QueryError = { Type: statusCode < 500 ? "Sender" : "Receiver", Code: code, Message: message };
	return xmlAnswer(statusCode, requestId, elements(bodyOf(error, requestId)));
}

function usualErrorBody(error: QueryError, requestId: string): object {
	return { ErrorResponse: { Error: error, RequestId: requestId } };
}

function xmlAnswer(statusCode: number, requestId: string, body: string): WireResponse {
	const headers = { "content-type": "text/xml", "x-amzn-requestid": requestId };
	return { statusCode, headers, body: new TextEncoder().encode(body) };
}

/** List items become `member` elements; undefined values are omitted. */
function elements(value: unknown): string {
	if (Array.isArray(value)) return value.map((item) => `<member>${elements(item)}</member>`).join("");
	if (!isRecord(value)) return escaped(String(value));
	return Object.entries(value)
		.flatMap(([name, member]) => (member === undefined ? [] : `<${name}>${elements(member)}</${name}>`))
		.join("");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function escaped(text: string): string {
	return text.replace(/[&<>]/g, (character) => entities[character] ?? character);
}
