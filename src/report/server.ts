/**
 * The HTTP server that people and Prometheus look at evenkeel through. It only ever reads, and it is as closed as that
 * allows: GET and HEAD, small requests, short waits, and on loopback only for those who ask for loopback by name, since
 * a page in somebody's browser could otherwise reach it under a name of its own.
 */
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { fastify } from "fastify";
import { visibleJson } from "../lib/visible.ts";
import type { Status } from "../model/status.ts";
import { contentSecurityPolicy, statusPage } from "./page.ts";
import { statusJson } from "./status-json.ts";

/** What is served, and where. */
export interface ServerOptions {
	/** An address or name to listen on; `127.0.0.1` keeps others out. */
	readonly host: string;
	/** 0 takes any free port. */
	readonly port: number;
	readonly status: () => Status;
	readonly metrics: { readonly text: () => Promise<string>; readonly contentType: string };
	/** Whether the first look at everything is done. */
	readonly ready: () => boolean;
	/** Whether the process is worth keeping; `reason` is a sentence for when it is not. */
	readonly healthy: () => { readonly ok: boolean; readonly reason: string };
	/** The present, milliseconds since the epoch, for the page's ages. */
	readonly now: () => number;
	/** Gets errors of single requests; requests themselves are not logged, since Prometheus asks all day. */
	readonly logger?: FastifyBaseLogger;
}

/** A server that listens. */
export interface Server {
	/** Such as `http://127.0.0.1:8080`. */
	readonly url: string;
	readonly port: number;
	/** Stops listening and ends open connections at once, idle ones of Prometheus included. */
	readonly close: () => Promise<void>;
}

/** Nothing here needs more; whoever sends more is not asking for a status. */
const longestHeadersBytes = 8 * 1024;
const longestBodyBytes = 1024;
const longestRequestMs = 10_000;
const mostConnections = 200;

/** Starts listening. Rejects with an Error whose message names the port when it cannot be had. */
export async function startServer(options: ServerOptions): Promise<Server> {
	const server = fastify({
		...(options.logger ? { loggerInstance: options.logger, disableRequestLogging: true } : { logger: false }),
		forceCloseConnections: true,
		bodyLimit: longestBodyBytes,
		requestTimeout: longestRequestMs,
		connectionTimeout: longestRequestMs,
		http: { maxHeaderSize: longestHeadersBytes, headersTimeout: longestRequestMs },
	});
	server.server.maxConnections = mostConnections;
	const isOnLoopback = isLoopback(options.host);
	server.addHook("onRequest", async (request, reply) => {
		reply.headers({
			"content-security-policy": contentSecurityPolicy,
			"x-content-type-options": "nosniff",
			"referrer-policy": "no-referrer",
			"cache-control": "no-store",
		});
		if (request.method !== "GET" && request.method !== "HEAD") {
			return reply
				.code(405)
				.header("allow", "GET, HEAD")
				.type("text/plain")
				.send("Only GET and HEAD are served here.\n");
		}
		if (isOnLoopback && !isLoopback(hostName(request.headers.host ?? ""))) {
			const sentence = "This server listens on loopback, so it must be asked for as localhost or 127.0.0.1.\n";
			return reply.code(421).type("text/plain").send(sentence);
		}
	});
	addRoutes(server, options);
	try {
		await server.listen({ host: options.host, port: options.port });
	} catch (error) {
		await server.close();
		throw new Error(listenSentence(error, options), { cause: error });
	}
	const address = server.server.address();
	const port = typeof address === "object" && address !== null ? address.port : options.port;
	const host = options.host.includes(":") ? `[${options.host}]` : options.host;
	return { url: `http://${host}:${port}`, port, close: () => server.close() };
}

function addRoutes(server: FastifyInstance, options: ServerOptions): void {
	const text = "text/plain; charset=utf-8";
	server.get("/", (_request, reply) =>
		reply.type("text/html; charset=utf-8").send(statusPage(options.status(), options.now())),
	);
	server.get("/api/v1/status", (_request, reply) =>
		reply.type("application/json; charset=utf-8").send(visibleJson(JSON.stringify(statusJson(options.status())))),
	);
	server.get("/metrics", async (_request, reply) =>
		reply.type(options.metrics.contentType).send(await options.metrics.text()),
	);
	server.get("/healthz", (_request, reply) => {
		const { ok, reason } = options.healthy();
		return reply
			.code(ok ? 200 : 503)
			.type(text)
			.send(ok ? "ok\n" : `${reason}\n`);
	});
	server.get("/readyz", (_request, reply) => {
		const isReady = options.ready();
		return reply
			.code(isReady ? 200 : 503)
			.type(text)
			.send(isReady ? "ready\n" : "Not all has been looked at once, or reading the folder takes too long.\n");
	});
	server.setNotFoundHandler((_request, reply) => {
		const paths = "/, /api/v1/status, /metrics, /healthz and /readyz";
		return reply.code(404).type(text).send(`There is nothing here; there are ${paths}.\n`);
	});
}

/** The name in a `Host` header, without its port. */
function hostName(header: string): string {
	return header.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}

function isLoopback(host: string): boolean {
	const name = host.toLowerCase();
	return name === "localhost" || name === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

function listenSentence(error: unknown, { host, port }: ServerOptions): string {
	const code = error instanceof Error && "code" in error ? error.code : undefined;
	if (code === "EADDRINUSE") return `Port ${port} on ${host} is taken by another program.`;
	if (code === "EACCES") return `Port ${port} on ${host} may not be used by this user.`;
	return `Listening on ${host}, port ${port}, is not possible: ${error instanceof Error ? error.message : error}.`;
}
