/**
 * Handles one HTTP request to the embedded AWS: AWS's protocols or a control path. Every input gets a response or a
 * closed connection; a 500 means a bug of the emulator.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { serviceTitles } from "./account.ts";
import { refusedEntry } from "./control/admission.ts";
import { refuse } from "./control/answers.ts";
import { controlPrefix } from "./control/control.ts";
import type { Emulator } from "./emulator.ts";
import { ConnectionLost } from "./front/connection-lost.ts";
import type { WireRequest } from "./wire/http-message.ts";

/** AWS accepts at most about 1 MiB, depending on the operation. */
const largestBodyBytes = 4 * 1024 * 1024;
const greeting = `The embedded AWS of evenkeel: ${serviceTitles}. Use this address as --endpoint-url.\n`;

/** Answers `request` or closes its connection. Never rejects. */
export async function answerHttp(emulator: Emulator, request: IncomingMessage, response: ServerResponse) {
	const { method = "GET" } = request;
	const url = parseUrl(request.url);
	if (!url) return send(response, 400, "text/plain", "The path of this request cannot be decoded.\n");
	const isReading = method === "GET" || method === "HEAD";
	if (isReading && url.pathname === "/") return send(response, 200, "text/plain", greeting);
	try {
		const body = await readBody(request);
		if (!body) return send(response, 413, "text/plain", `The request body exceeds ${largestBodyBytes} bytes.\n`);
		if (url.pathname.startsWith(`${controlPrefix}/`))
			return await answerControl(emulator, request, response, url, body);
		const answer = await emulator.handle(wireRequest(method, url, request, body));
		response.writeHead(answer.statusCode, { ...answer.headers, "content-length": answer.body.byteLength });
		response.end(answer.body);
	} catch (error) {
		if (error instanceof ConnectionLost || request.destroyed) return void request.socket.destroy();
		// A bug of the emulator looks like an internal AWS error to the client and names itself as a bug in its text.
		const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
		const failure = { __type: "InternalFailure", message: `The embedded AWS failed: ${text}` };
		send(response, 500, "application/x-amz-json-1.1", JSON.stringify(failure));
	}
}

async function answerControl(
	emulator: Emulator,
	request: IncomingMessage,
	response: ServerResponse,
	{ pathname: path, searchParams: query }: URL,
	body: Uint8Array,
): Promise<void> {
	const refused = refusedEntry(request.socket.remoteAddress, request.headers);
	const { statusCode, ...answer } = refused
		? refuse(403, refused)
		: await emulator.control({ method: request.method ?? "GET", path, query, body: new TextDecoder().decode(body) });
	send(response, statusCode, answer.contentType, answer.body);
}

function wireRequest(method: string, url: URL, request: IncomingMessage, body: Uint8Array): WireRequest {
	const keys = new Set(url.searchParams.keys());
	// fromEntries, because a key can be `__proto__`.
	const query = Object.fromEntries(
		Array.from(keys, (key) => {
			const values = url.searchParams.getAll(key);
			return [key, values.length > 1 ? values : (values[0] ?? "")];
		}),
	);
	const headers = Object.fromEntries(
		Object.entries(request.headers).map(([name, value]) => [
			name,
			Array.isArray(value) ? value.join(", ") : (value ?? ""),
		]),
	);
	return { method, path: url.pathname, query, headers, body };
}

/**
 * The whole body; undefined if it is too large. The rest is then read and discarded, because the client reads no
 * response before it has sent everything.
 */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of request as AsyncIterable<Uint8Array>) {
		length += chunk.byteLength;
		if (length <= largestBodyBytes) chunks.push(chunk);
		else chunks.length = 0;
	}
	return length <= largestBodyBytes ? Buffer.concat(chunks) : undefined;
}

function send(response: ServerResponse, statusCode: number, contentType: string, body: string): void {
	if (response.headersSent || response.destroyed) return;
	const bytes = Buffer.from(body);
	response.writeHead(statusCode, { "content-type": contentType, "content-length": bytes.byteLength });
	response.end(bytes);
}

function parseUrl(path = "/"): URL | undefined {
	try {
		return new URL(path, "http://emulator");
	} catch {
		return undefined;
	}
}
