/**
 * Serves the embedded AWS on local ports: AWS's protocols and the control API over HTTP, and DNS over UDP and TCP. It
 * listens on loopback by default and verifies no signatures.
 */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { limitAnswers, limitConnections } from "../lib/connections.ts";
import { type DnsListeners, listenDns } from "./dns/listeners.ts";
import type { Emulator } from "./emulator.ts";
import { answerHttp } from "./http.ts";
import { portError } from "./port-taken.ts";

/** The addresses of the servers and their limits. */
export interface ServeOptions {
	/** 0 selects any free port. */
	readonly port: number;
	/** 0 selects any free port. */
	readonly dnsPort: number;
	/** 127.0.0.1 if absent. */
	readonly host?: string;
	/** The time limit to send a whole request (a third of it for the headers) and to read a response; 30 s if absent. */
	readonly requestMs?: number;
	/** The maximum number of HTTP connections, and separately of DNS connections over TCP; 2,000 if absent. */
	readonly connections?: number;
}

/** The running servers. */
export interface Served {
	/** The endpoint for SDK clients. */
	readonly url: string;
	readonly port: number;
	readonly dnsPort: number;
	/** Stops listening and closes open connections immediately. The emulator keeps running. */
	readonly close: () => Promise<void>;
}

const longestRequestMs = 30_000;
const mostConnections = 2_000;

/** Rejects with a PortTaken error if a port cannot be opened. */
export async function serve(emulator: Emulator, options: ServeOptions): Promise<Served> {
	const { host = "127.0.0.1", requestMs = longestRequestMs, connections = mostConnections } = options;
	// All clients on one machine share one address.
	const limits = { total: connections, perAddress: connections };
	const timeouts = {
		requestTimeout: requestMs,
		headersTimeout: Math.ceil(requestMs / 3),
		// Node checks for slow requests at this interval only.
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
