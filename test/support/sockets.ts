/** Clients of a loopback server that hold their connections open in different ways. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** How a client holds a connection. */
export const holds = {
	"says nothing": "",
	"begins a request": "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
	"begins a body": "POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx",
	"keeps its connection after an answer": "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n",
} as const;

export interface Crowd {
	/** The connections that the server has not closed. */
	readonly open: () => number;
	readonly leave: () => void;
}

/** A request for an answer that exceeds the buffers of two sockets, from a client that does not read it. */
const large = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";

/** Resolves with `count` clients that have requested metrics and read no answer. */
export async function askWithoutReading(port: number, count: number): Promise<{ readonly leave: () => void }> {
	const sockets = Array.from({ length: count }, () => connect({ port, host: "127.0.0.1" }));
	for (const socket of sockets) {
		socket.on("error", () => {}).pause();
		await once(socket, "connect");
		socket.write(large);
	}
	return {
		leave: () => {
			for (const socket of sockets) socket.destroy();
		},
	};
}

/** `count` connections from `localAddress`, one of Linux's many loopback addresses. */
export async function crowd(
	port: number,
	count: number,
	pause: keyof typeof holds,
	localAddress = "127.0.0.1",
): Promise<Crowd> {
	const sockets: Socket[] = [];
	const closed = new Set<Socket>();
	for (let index = 0; index < count; index++) {
		const socket = connect({ port, host: "127.0.0.1", localAddress });
		socket.on("error", () => {}).on("close", () => closed.add(socket));
		socket.resume();
		sockets.push(socket);
		await once(socket, "connect");
		socket.write(holds[pause]);
	}
	return {
		open: () => sockets.length - closed.size,
		leave: () => {
			for (const socket of sockets) socket.destroy();
		},
	};
}

/** Resolves once the socket is closed, with or without an error. */
export function closed(socket: Socket): Promise<void> {
	return new Promise((resolve) => socket.on("error", () => {}).on("close", () => resolve()));
}
