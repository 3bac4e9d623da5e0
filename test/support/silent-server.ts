/** Servers on loopback that accept a connection and then delay the client in different ways. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How a server delays its client. */
export type Silence = "no answer" | "half a body" | "a body without an end";

export interface SilentServer {
	readonly url: string;
	/** The number of received requests. */
	readonly requests: () => number;
	/** Resolves once every client has closed its connection. */
	readonly left: () => Promise<void>;
	/** From now on requests are answered with this JSON. */
	readonly answer: (body: object) => void;
	readonly close: () => Promise<void>;
}

/** Short enough that no client considers the connection idle. */
const dripMs = 5;

/** Answers a request; returns false if the client must wait. */
export type Answers = (request: IncomingMessage, response: ServerResponse) => boolean;

export async function silentServer(silence: Silence, answers: Answers = () => false): Promise<SilentServer> {
	let requests = 0;
	let answer: object | undefined;
	const open = new Set<Promise<unknown>>();
	const server = createServer((request, response) => {
		requests += 1;
		if (answers(request, response)) return;
		if (answer) response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
		else keepWaiting(response, silence);
	});
	server.on("connection", (socket) => {
		const closed = new Promise((resolve) => socket.on("close", resolve));
		open.add(closed);
		void closed.then(() => open.delete(closed));
	});
	await once(server.listen(0, "127.0.0.1"), "listening");
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		requests: () => requests,
		left: async () => void (await Promise.all(open)),
		answer: (body) => {
			answer = body;
		},
		close: async () => {
			server.closeAllConnections();
			await once(server.close(), "close");
		},
	};
}

function keepWaiting(response: ServerResponse, silence: Silence): void {
	if (silence === "no answer") return;
	response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
	response.write("{");
	if (silence === "half a body") return;
	const drip = setInterval(() => response.write(" "), dripMs);
	response.on("close", () => clearInterval(drip));
}
