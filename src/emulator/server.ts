/**
 * The embedded AWS on ports of this machine: AWS's protocols and the control paths over HTTP, and DNS over UDP and TCP. It
 * is for one person's machine: it listens on loopback unless told otherwise and checks no signature.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type DnsListeners, listenDns } from "./dns/listeners.ts";
import type { Emulator } from "./emulator.ts";
import { ConnectionLost } from "./front/connection-lost.ts";
import { portError } from "./ports.ts";
import type { WireRequest } from "./wire.ts";

export interface ServeOptions {
	/** 0 takes any free port. */
	readonly port: number;
	/** 0 takes any free port. */
	readonly dnsPort: number;
	/** 127.0.0.1 when absent. */
	readonly host?: string;
}

export interface Served {
	/** What an SDK client takes as its endpoint. */
	readonly url: string;
	readonly port: number;
	readonly dnsPort: number;
	/** Stops listening and ends open connections at once. The emulator itself goes on. */
	readonly close: () => Promise<void>;
}

/** AWS takes at most 1 MiB or so, depending on the operation. */
const LARGEST_BODY_BYTES = 4 * 1024 * 1024;
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const CONTROL_PREFIX = "/_evenkeel/";
const GREETING = "The embedded AWS of evenkeel: ECS, Cloud Map and Route 53. Give this address to --endpoint-url.\n";

/** Rejects with a PortTaken error when a port cannot be had. */
export async function serve(emulator: Emulator, options: ServeOptions): Promise<Served> {
	const { host = "127.0.0.1" } = options;
	const server = createServer((request, response) => void handle(emulator, request, response));
	server.headersTimeout = HEADERS_MS;
	server.requestTimeout = REQUEST_MS;
	const port = await listen(server, host, options.port);
	let dns: DnsListeners;
	try {
		dns = await listenDns(emulator.resolveDns, host, options.dnsPort);
	} catch (error) {
		await closeServer(server);
		throw error;
	}
	const shownHost = host.includes(":") ? `[${host}]` : host;
	return {
		url: `http://${shownHost}:${port}`,
		port,
		dnsPort: dns.port,
		close: async () => {
			await Promise.all([closeServer(server), dns.close()]);
		},
	};
}

async function listen(server: Server, host: string, port: number): Promise<number> {
	const listening = once(server, "listening");
	server.listen(port, host);
	try {
		await listening;
	} catch (error) {
		throw portError(error, port, "HTTP");
	}
	return (server.address() as AddressInfo).port;
}

async function closeServer(server: Server): Promise<void> {
	const closed = once(server, "close");
	server.close();
	server.closeAllConnections();
	await closed;
}

async function handle(emulator: Emulator, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const { method = "GET" } = request;
	const url = parseUrl(request.url);
	if (!url) return send(response, 400, "text/plain", "The path of this request cannot be read.\n");
	const isReading = method === "GET" || method === "HEAD";
	if (isReading && url.pathname === "/") return send(response, 200, "text/plain", GREETING);
	if (url.pathname.startsWith(CONTROL_PREFIX)) return send(response, ...controlAnswer(emulator, request, url));
	try {
		const body = await readBody(request);
		if (!body) return send(response, 413, "text/plain", `A request has at most ${LARGEST_BODY_BYTES} bytes.\n`);
		const answer = await emulator.handle(wireRequest(method, url, request, body));
		response.writeHead(answer.statusCode, { ...answer.headers, "content-length": answer.body.byteLength });
		response.end(answer.body);
	} catch (error) {
		if (error instanceof ConnectionLost) return void request.socket.destroy();
		// A bug of the emulator must look like AWS's own failure to the client and like a bug to whoever reads the answer.
		const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
		const failure = { __type: "InternalFailure", message: `The embedded AWS failed: ${text}` };
		send(response, 500, "application/x-amz-json-1.1", JSON.stringify(failure));
	}
}

function controlAnswer(emulator: Emulator, request: IncomingMessage, url: URL): readonly [number, string, string] {
	if (!isLoopback(request.socket.remoteAddress)) {
		return [403, "text/plain", "Control paths answer this machine only.\n"];
	}
	const isReading = request.method === "GET" || request.method === "HEAD";
	const answer = isReading ? emulator.control(url.pathname, url.searchParams) : undefined;
	if (!answer) return [404, "text/plain", `There is no ${request.method} ${url.pathname} here.\n`];
	return [200, answer.contentType, answer.body];
}

function wireRequest(method: string, url: URL, request: IncomingMessage, body: Uint8Array): WireRequest {
	const query: Record<string, string | string[]> = {};
	for (const key of url.searchParams.keys()) {
		const values = url.searchParams.getAll(key);
		query[key] = values.length > 1 ? values : (values[0] ?? "");
	}
	const headers = Object.fromEntries(
		Object.entries(request.headers).map(([name, value]) => [
			name,
			Array.isArray(value) ? value.join(", ") : (value ?? ""),
		]),
	);
	return { method, path: url.pathname, query, headers, body };
}

/** The whole body, or undefined when it is too large: then it is read to its end and thrown away, so that the client listens. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of request as AsyncIterable<Uint8Array>) {
		length += chunk.byteLength;
		if (length <= LARGEST_BODY_BYTES) chunks.push(chunk);
		else chunks.length = 0;
	}
	return length <= LARGEST_BODY_BYTES ? Buffer.concat(chunks) : undefined;
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

function isLoopback(address = ""): boolean {
	return address === "::1" || /^(::ffff:)?127\./.test(address);
}
