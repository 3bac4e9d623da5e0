/**
 * The HTTP server of the status page, the API and the metrics.
 * It is read-only and restricted: GET and HEAD, small requests, short timeouts. On loopback it accepts only requests for
 * loopback names, since a web page could otherwise reach it through a browser by a host name of its own.
 */
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { fastify } from "fastify";
import { type ConnectionLimits, limitAnswers, limitConnections } from "../lib/connections.ts";
import { visibleJson } from "../lib/visible.ts";
import type { Status } from "../model/status.ts";
import { type Listener, listenSentence, urlOf } from "./listening.ts";
import { contentSecurityPolicy, statusPage } from "./page.ts";
import { statusJson } from "./status-json.ts";

/** Settings of the server. */
export interface ServerOptions {
	/** The address or name to listen on; `127.0.0.1` allows only this machine. */
	readonly host: string;
	/** 0: any free port. */
	readonly port: number;
	readonly status: () => Status;
	readonly metrics: { readonly text: () => Promise<string>; readonly contentType: string };
	/** Whether everything has been observed once. */
	readonly ready: () => boolean;
	/** Whether the process is healthy; `reason` is a sentence for when it is not. */
	readonly healthy: () => { readonly ok: boolean; readonly reason: string };
	/** The current time, in milliseconds since the epoch, for the page's ages. */
	readonly now: () => number;
	/** Overrides of the default limits. */
	readonly limits?: Partial<ServerLimits>;
	/** Removes secret values from a response. */
	readonly hideIn: (text: string) => string;
	/** Logs errors of single requests; requests themselves are not logged, since Prometheus sends them all day. */
	readonly logger?: FastifyBaseLogger;
}

/** Limits of one client: connections, and times in milliseconds. */
export interface ServerLimits extends ConnectionLimits {
	/** For the headers of a request. */
	readonly headersMs: number;
	/** For a whole request. */
	readonly requestMs: number;
	/** For reading a whole response; a client may get twice as long. */
	readonly answerMs: number;
	/** Between two requests. */
	readonly idleMs: number;
}

/** Far more than Prometheus and a few open pages need; behind a load balancer all clients share its addresses. */
const defaultLimits: ServerLimits = {
	total: 200,
	perAddress: 50,
	headersMs: 5_000,
	requestMs: 10_000,
	answerMs: 30_000,
	idleMs: 5_000,
};
/** A status request needs less. */
const maxHeadersBytes = 8 * 1024;
const maxBodyBytes = 1024;

/** Starts listening. Rejects with an Error whose message names the port when it is not available. */
export async function startServer(options: ServerOptions): Promise<Listener> {
	const limits = { ...defaultLimits, ...options.limits };
	const server = fastify({
		...(options.logger ? { loggerInstance: options.logger, disableRequestLogging: true } : { logger: false }),
		forceCloseConnections: true,
		bodyLimit: maxBodyBytes,
		requestTimeout: limits.requestMs,
		connectionTimeout: limits.requestMs,
		keepAliveTimeout: limits.idleMs,
		http: {
			maxHeaderSize: maxHeadersBytes,
			headersTimeout: limits.headersMs,
			// Node.js checks for slow requests at this interval.
			connectionsCheckingInterval: Math.ceil(limits.headersMs / 4),
		},
	});
	limitConnections(server.server, limits);
	limitAnswers(server.server, limits.answerMs);
	const isOnLoopback = isLoopback(options.host);
	server.addHook("onRequest", async (request, reply) => {
		reply.headers({
			"content-security-policy": contentSecurityPolicy,
			"x-content-type-options": "nosniff",
			"referrer-policy": "no-referrer",
			"cache-control": "no-store",
		});
		if (request.method !== "GET" && request.method !== "HEAD") {
			return reply.code(405).header("allow", "GET, HEAD").type("text/plain").send("Only GET and HEAD are allowed.\n");
		}
		if (isOnLoopback && !isLoopback(hostName(request.headers.host ?? ""))) {
			const sentence = "This server listens on loopback; request it as localhost or 127.0.0.1.\n";
			return reply.code(421).type("text/plain").send(sentence);
		}
	});
	server.addHook("onSend", async (request, _reply, payload) => {
		if (typeof payload !== "string") return payload;
		// Only labels are redacted: Prometheus needs the numbers.
		if (request.routeOptions.url === "/metrics") return payload.replace(/\{.*\}/g, options.hideIn);
		return options.hideIn(payload);
	});
	addRoutes(server, options);
	try {
		// For localhost Fastify opens a second server on ::1, to which the limits above do not apply.
		const host = options.host.toLowerCase() === "localhost" ? "127.0.0.1" : options.host;
		await server.listen({ host, port: options.port });
	} catch (error) {
		await server.close();
		throw new Error(listenSentence(error, options), { cause: error });
	}
	const address = server.server.address();
	const port = typeof address === "object" && address !== null ? address.port : options.port;
	return { url: urlOf(options.host, port), port, close: () => server.close() };
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
			.send(
				isReady
					? "ready\n"
					: "Not ready: not everything has been observed yet, or reading the folder takes too long.\n",
			);
	});
	server.setNotFoundHandler((_request, reply) => {
		const paths = "/, /api/v1/status, /metrics, /healthz and /readyz";
		return reply.code(404).type(text).send(`Not found. Available: ${paths}.\n`);
	});
}

/** The host of a `Host` header, without its port. */
function hostName(header: string): string {
	return header.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}

function isLoopback(host: string): boolean {
	const name = host.toLowerCase();
	return name === "localhost" || name === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}
