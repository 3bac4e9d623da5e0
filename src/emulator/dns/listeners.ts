/**
 * Serves DNS over UDP and TCP on one port, because clients switch to TCP when a UDP response is truncated. Both sockets
 * open or neither does.
 */
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { type ConnectionLimits, limitConnections } from "../../lib/connections.ts";
import { portError } from "../port-taken.ts";
import { type Resolve, respond } from "./message.ts";

/** A UDP and a TCP socket on one port. */
export interface DnsListeners {
	readonly port: number;
	/** Closes open connections immediately. */
	readonly close: () => Promise<void>;
}

/** A free UDP port can be in use for TCP, so port 0 retries. */
const attempts = 10;
const idleMs = 10_000;
/** The maximum of unread response bytes; a connection above it is closed. */
const mostUntakenBytes = 1024 * 1024;

/** The address of the DNS server and the limits of its clients. */
export interface DnsOptions extends ConnectionLimits {
	readonly host: string;
	/** 0 selects any free port. */
	readonly port: number;
	/** The time limit to send one query over TCP, in milliseconds. */
	readonly messageMs: number;
}

/** Rejects with a PortTaken error that names the port and the protocol. */
export async function listenDns(resolve: Resolve, options: DnsOptions): Promise<DnsListeners> {
	const { host, port } = options;
	for (let attempt = 1; ; attempt += 1) {
		const udp = await listenUdp(resolve, host, port);
		const bound = udp.address().port;
		try {
			const tcp = await listenTcp(resolve, { ...options, port: bound });
			return { port: bound, close: () => closeBoth(udp, tcp) };
		} catch (error) {
			udp.close();
			if (port !== 0 || attempt === attempts) throw error;
		}
	}
}

interface TcpListener {
	readonly server: Server;
	readonly sockets: Set<Socket>;
}

async function listenUdp(resolve: Resolve, host: string, port: number): Promise<UdpSocket> {
	const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
	const bound = once(socket, "listening");
	socket.bind(port, host);
	try {
		await bound;
	} catch (error) {
		throw portError(error, port, "UDP");
	}
	// Sending fails if the client is gone; other clients are not affected.
	socket.on("error", () => {});
	socket.on("message", (message, from) => {
		const response = respond(message, resolve, "udp");
		if (response) socket.send(response, from.port, from.address, () => {});
	});
	return socket;
}

async function listenTcp(resolve: Resolve, options: DnsOptions): Promise<TcpListener> {
	const { host, port, messageMs } = options;
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.setTimeout(idleMs, () => socket.destroy());
		socket.on("close", () => sockets.delete(socket));
		socket.on("error", () => socket.destroy());
		converse(socket, resolve, messageMs);
	});
	limitConnections(server, options);
	const listening = once(server, "listening");
	server.listen(port, host);
	try {
		await listening;
	} catch (error) {
		throw portError(error, port, "TCP");
	}
	return { server, sockets };
}

/** Over TCP each message has a two-byte length prefix, and several messages can follow each other. */
function converse(socket: Socket, resolve: Resolve, messageMs: number): void {
	let received = Buffer.alloc(0);
	let tooSlow: NodeJS.Timeout | undefined;
	socket.on("close", () => clearTimeout(tooSlow));
	socket.on("data", (chunk) => {
		received = Buffer.concat([received, chunk]);
		while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
			const end = 2 + received.readUInt16BE(0);
			const response = respond(received.subarray(2, end), resolve, "tcp");
			received = received.subarray(end);
			if (!response || socket.writableLength > mostUntakenBytes) return void socket.destroy();
			const length = Buffer.alloc(2);
			length.writeUInt16BE(response.length);
			socket.write(Buffer.concat([length, response]));
			clearTimeout(tooSlow);
			tooSlow = undefined;
		}
		// A client that sends byte by byte is never idle, so each query has its own time limit.
		if (received.length > 0) tooSlow ??= setTimeout(() => socket.destroy(), messageMs);
	});
}

async function closeBoth(udp: UdpSocket, { server, sockets }: TcpListener): Promise<void> {
	for (const socket of sockets) socket.destroy();
	const closed = [once(udp, "close"), once(server, "close")];
	udp.close();
	server.close();
	await Promise.all(closed);
}
