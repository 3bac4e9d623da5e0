/**
 * Serves only the container's health check.
 * A listener of its own keeps clients of the status server from getting the container stopped.
 */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { limitAnswers, limitConnections } from "../lib/connections.ts";
import { type Listener, listenSentence, urlOf } from "./listening.ts";

/** Where to listen, and the health to report. */
export interface HealthOptions {
	readonly host: string;
	/** 0: any free port. */
	readonly port: number;
	/** Whether the process is healthy; `reason` is a sentence for when it is not. */
	readonly healthy: () => { readonly ok: boolean; readonly reason: string };
}

/** A health check sends one request and closes its connection. */
const maxConnections = 10;
const timeoutMs = 2_000;

/** Starts listening. Rejects with an Error whose message names the port when it is not available. */
export async function startHealthServer({ host, port, healthy }: HealthOptions): Promise<Listener> {
	const timeouts = {
		headersTimeout: timeoutMs,
		requestTimeout: timeoutMs,
		keepAliveTimeout: timeoutMs,
		connectionsCheckingInterval: timeoutMs / 4,
	};
	const server = createServer(timeouts, (request, response) => {
		const isAsked = request.url === "/healthz" && (request.method === "GET" || request.method === "HEAD");
		if (!isAsked) return answer(response, 404, "Not found. Available: /healthz\n");
		const { ok, reason } = healthy();
		answer(response, ok ? 200 : 503, ok ? "ok\n" : `${reason}\n`);
	});
	limitConnections(server, { total: maxConnections, perAddress: maxConnections });
	limitAnswers(server, timeoutMs);
	const listening = once(server, "listening");
	server.listen(port, host);
	try {
		await listening;
	} catch (error) {
		throw new Error(listenSentence(error, { host, port }), { cause: error });
	}
	const taken = (server.address() as AddressInfo).port;
	return {
		url: urlOf(host, taken),
		port: taken,
		close: async () => {
			const closed = once(server, "close");
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}

function answer(response: ServerResponse, status: number, text: string): void {
	response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" }).end(text);
}
