/**
 * The embedded AWS on ports of this machine: AWS's protocols and the control paths over HTTP, and DNS over UDP and TCP. It
 * is for one person's machine: it listens on loopback unless told otherwise and checks no signature.
 */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { limitAnswers, limitConnections } from "../lib/connections.ts";
import { type DnsListeners, listenDns } from "./dns/listeners.ts";
import type { Emulator } from "./emulator.ts";
import { answerHttp } from "./http.ts";
import { portError } from "./port-taken.ts";

/** Where the servers listen, and how long they wait. */
export interface ServeOptions {
	/** 0 takes any free port. */
	readonly port: number;
	/** 0 takes any free port. */
	readonly dnsPort: number;
	/** 127.0.0.1 when absent. */
	readonly host?: string;
	/** How long a client may take to send a whole request, its headers at most a third of it, and to read an answer; 30 s when absent. */
	readonly requestMs?: number;
	/** Connections over HTTP, and as many over DNS's TCP; 2,000 when absent, which is far more than any client opens. */
	readonly connections?: number;
}

/** The running servers. */
export interface Served {
	/** What an SDK client takes as its endpoint. */
	readonly url: string;
	readonly port: number;
	readonly dnsPort: number;
	/** Stops listening and ends open connections at once. The emulator itself goes on. */
	readonly close: () => Promise<void>;
}

const longestRequestMs = 30_000;
const mostConnections = 2_000;

/** Rejects with a PortTaken error when a port cannot be had. */
export async function serve(emulator: Emulator, options: ServeOptions): Promise<Served> {
	const { host = "127.0.0.1", requestMs = longestRequestMs, connections = mostConnections } = options;
	// All clients on one machine have one address.
	const limits = { total: connections, perAddress: connections };
	const timeouts = {
		requestTimeout: requestMs,
		headersTimeout: Math.ceil(requestMs / 3),
		// Node looks only so often for requests that are too slow.
		connectionsCheckingInterval: Math.ceil(requestMs / 6),
	};
	const server = createServer(timeouts, (request, response) => void answerHttp(emulator, request, response));
	limitConnections(server, limits);
	limitAnswers(server, requestMs);
	const port = await listen(server, host, options.port);
	let dns: DnsListeners;
	try {
		dns = await listenDns(emulator.resolveDns, { ...limits, host, port: options.dnsPort, messageMs: requestMs });
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
