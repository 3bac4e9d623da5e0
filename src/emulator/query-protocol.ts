/**
 * AWS's query protocol, by hand: a form as the request and XML as the answer. Only STS speaks it here, but other services of AWS do,
 * and a client of theirs has to be refused in words that it can read.
 */
import type { WireRequest, WireResponse } from "./wire.ts";

/** The members of a request of the query protocol; undefined for a request of another one. */
export function queryForm({ method, path, headers, body }: WireRequest): URLSearchParams | undefined {
	const type = headers["content-type"] ?? "";
	if (method !== "POST" || path !== "/" || !type.startsWith("application/x-www-form-urlencoded")) return undefined;
	return new URLSearchParams(body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body ?? ""));
}

/** AWS's refusal of an action that the service of this API version does not have. EC2 has a shape of its own for it. */
export function invalidAction(form: URLSearchParams, requestId: string): WireResponse {
	const [action, version] = [form.get("Action") ?? "", form.get("Version") ?? ""].map(escaped);
	const code = "<Code>InvalidAction</Code>";
	const message = `<Message>Could not find operation ${action} for version ${version}</Message>`;
	const ofEc2 = `<Response><Errors><Error>${code}${message}</Error></Errors><RequestID>${requestId}</RequestID></Response>`;
	const ofOthers = `<ErrorResponse><Error><Type>Sender</Type>${code}${message}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
	return xmlAnswer(400, requestId, version === ec2Version ? ofEc2 : ofOthers);
}

/** @param body the document, without its declaration. */
export function xmlAnswer(statusCode: number, requestId: string, body: string): WireResponse {
	const headers = { "content-type": "text/xml", "x-amzn-requestid": requestId };
	return { statusCode, headers, body: new TextEncoder().encode(body) };
}

const ec2Version = "2016-11-15";

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function escaped(text: string): string {
	return text.replace(/[&<>]/g, (character) => entities[character] ?? character);
}
