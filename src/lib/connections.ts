/**
 * Limits the connections of a server, in total and per address, so that one client with many connections cannot block
 * others.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { isIPv6, type Server, type Socket } from "node:net";

/** The maximum numbers of open connections. */
export interface ConnectionLimits {
	/** Of all clients together. */
	readonly total: number;
	/** Of one IPv4 address, or of one /64 network of IPv6 addresses, which one client may control entirely. */
	readonly perAddress: number;
}

interface Exchange {
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
}

interface Connection {
	readonly address: string;
	/** Requests and answers in progress; HTTP allows several on one connection. */
	readonly exchanges: Set<Exchange>;
}

type Open = readonly (readonly [Socket, Connection])[];

/**
 * Enforces `limits`: beyond a limit, the connection that has waited longest for its client is closed in favor of the
 * new one. If an answer is in progress on every connection, the new one is closed.
 */
export function limitConnections(server: Server, { total, perAddress }: ConnectionLimits): void {
	// In the order of their last exchange.
	const open = new Map<Socket, Connection>();

	const ofAddress = (address: string) => [...open].filter(([, connection]) => connection.address === address);
	const makeRoom = (candidates: Open): boolean => {
		const [socket] = candidates.find(isIdle) ?? candidates.find(waitsForClient) ?? [];
		if (!socket) return false;
		open.delete(socket);
		socket.destroy();
		return true;
	};
	server.on("connection", (socket: Socket) => {
		const address = networkOf(socket.remoteAddress ?? "");
		const same = ofAddress(address);
		if (same.length >= perAddress && !makeRoom(same)) return void socket.destroy();
		// The address with the most connections is reduced first.
		if (open.size >= total && !makeRoom(ofAddress(busiest(open))) && !makeRoom([...open])) return void socket.destroy();
		open.set(socket, { address, exchanges: new Set() });
		socket.once("close", () => open.delete(socket));
	});
	server.on("request", (request: IncomingMessage, response: ServerResponse) => {
		const { socket } = request;
		const connection = open.get(socket);
		if (!connection) return;
		const exchange = { request, response };
		connection.exchanges.add(exchange);
		response.once("close", () => {
			connection.exchanges.delete(exchange);
			if (open.delete(socket)) open.set(socket, connection);
		});
	});
}

/** The client has not sent a complete request. */
function isIdle([, { exchanges }]: Open[number]): boolean {
	return [...exchanges].every(({ request }) => !request.complete);
}

/** Idle, or the client has not received its answer. */
function waitsForClient([, { exchanges }]: Open[number]): boolean {
	return [...exchanges].every(({ request, response }) => !request.complete || response.writableEnded);
}

/**
 * Closes the connection of a client that has not received an answer. It happens between `limitMs` and twice that time
 * after the answer was ready.
 */
export function limitAnswers(server: Server, limitMs: number): void {
	server.on("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
		let wasMade = false;
		const timer = setInterval(() => {
			if (wasMade) socket.destroy();
			wasMade = response.writableEnded;
		}, limitMs);
		response.once("close", () => clearInterval(timer));
	});
}

/** The address with the most connections. */
function busiest(open: ReadonlyMap<Socket, Connection>): string {
	const counts = new Map<string, number>();
	for (const { address } of open.values()) counts.set(address, (counts.get(address) ?? 0) + 1);
	return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? "";
}

/** An IPv4 address unchanged, also if mapped to IPv6; the first 64 bits of an IPv6 address. */
export function networkOf(address: string): string {
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
	if (mapped !== undefined) return mapped;
	if (!isIPv6(address)) return address;
	const [head = "", tail = ""] = address.split("::");
	const left = head.split(":").filter((group) => group !== "");
	const right = tail.split(":").filter((group) => group !== "");
	const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
	return [...left, ...zeros, ...right].slice(0, 4).join(":");
}
