/**
 * AWS's query protocol, by hand: a form as the request and XML as the answer. A few reads of services speak it here that are
 * asked beside ECS; a client of any other one has to be refused in words that it can read.
 */
import { isRecord } from "../lib/json.ts";
import { statusOfUnmodelled } from "./error-shapes.ts";
import { AwsError, type Handlers } from "./failure.ts";
import { callerOf } from "./front/request.ts";
import type { WireRequest, WireResponse, WireService } from "./wire.ts";

/** The members of a request of the query protocol; undefined for a request of another one. */
export function queryForm({ method, path, headers, body }: WireRequest): URLSearchParams | undefined {
	const type = headers["content-type"] ?? "";
	if (method !== "POST" || path !== "/" || !type.startsWith("application/x-www-form-urlencoded")) return undefined;
	return new URLSearchParams(body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body ?? ""));
}

/**
 * A service of the query protocol. Handlers get texts and lists of texts, and give what becomes the elements of the answer.
 *
 * @param requestId gives the id that each response carries.
 */
export function queryService(
	{ version, xmlNamespace }: { readonly version: string; readonly xmlNamespace: string },
	handlers: Handlers,
	requestId: () => string,
): WireService {
	return {
		matches: (request) => queryForm(request)?.get("Version") === version,
		handle: async (request) => {
			const form = queryForm(request) ?? new URLSearchParams();
			const id = requestId();
			const action = form.get("Action") ?? "";
			const handler = Object.hasOwn(handlers, action) ? handlers[action] : undefined;
			if (!handler) return invalidAction(form, id);
			try {
				const result = await handler(inputOf(form) as never, callerOf(request.headers));
				const answer = { [`${action}Result`]: result, ResponseMetadata: { RequestId: id } };
				const body = `<${action}Response xmlns="${xmlNamespace}">${elements(answer)}</${action}Response>`;
				return xmlAnswer(200, id, body);
			} catch (error) {
				if (error instanceof AwsError) return refusal(error, id);
				throw error;
			}
		},
	};
}

/** AWS's refusal of an action that the service of this API version does not have. EC2 has a shape of its own for it. */
export function invalidAction(form: URLSearchParams, requestId: string): WireResponse {
	const message = `Could not find operation ${form.get("Action") ?? ""} for version ${form.get("Version") ?? ""}`;
	if (form.get("Version") !== ec2Version) return refusal(new AwsError("InvalidAction", message), requestId);
	const errors = { Errors: { Error: { Code: "InvalidAction", Message: message } }, RequestID: requestId };
	return xmlAnswer(400, requestId, elements({ Response: errors }));
}

const ec2Version = "2016-11-15";

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

function refusal({ code, message }: AwsError, requestId: string): WireResponse {
	const statusCode = statusOfUnmodelled[code] ?? 400;
	const error = { Type: statusCode < 500 ? "Sender" : "Receiver", Code: code, Message: message };
	return xmlAnswer(statusCode, requestId, elements({ ErrorResponse: { Error: error, RequestId: requestId } }));
}

function xmlAnswer(statusCode: number, requestId: string, body: string): WireResponse {
	const headers = { "content-type": "text/xml", "x-amzn-requestid": requestId };
	return { statusCode, headers, body: new TextEncoder().encode(body) };
}

/** Items of a list are each a `member`; what is undefined is left out. */
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
