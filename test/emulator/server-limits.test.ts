/** Tests clients of the embedded AWS that hold connections open, over HTTP and over DNS's TCP. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import dnsPacket from "dns-packet";
import { describe, expect, it, onTestFinished } from "vitest";
import { type ServeOptions, serve } from "../../src/emulator/server.ts";
import { eventually } from "../support/command-line.ts";
import { closed, crowd, holds } from "../support/sockets.ts";
import { createWorld } from "./world.ts";

async function served(options: Partial<ServeOptions>) {
	const all = await serve(createWorld().emulator, { port: 0, dnsPort: 0, ...options });
	onTestFinished(all.close);
	return all;
}

/** The longest name, because the answer repeats it. */
const name = Array.from({ length: 4 }, () => "n".repeat(60)).join(".");
const question = dnsPacket.streamEncode({ type: "query", id: 5, questions: [{ name, type: "A" }] });

async function asking(port: number): Promise<Socket> {
	const socket = connect(port, "127.0.0.1");
	socket.on("error", () => {});
	onTestFinished(() => void socket.destroy());
	await once(socket, "connect");
	return socket;
}

describe("over HTTP", () => {
	it.each(Object.keys(holds) as (keyof typeof holds)[])("other clients are answered: %s", async (how) => {
		const { port, url } = await served({ connections: 20 });
		const held = await crowd(port, 60, how);
		onTestFinished(held.leave);
		await eventually(() => held.open() <= 20);
		expect((await fetch(`${url}/_evenkeel/state`)).status).toBe(200);
		await eventually(() => held.open() < 20);
	});
});

describe("over DNS's TCP", () => {
	it("other clients are answered although the connection limit is exceeded", async () => {
		const { dnsPort } = await served({ connections: 20 });
		const held = await crowd(dnsPort, 60, "says nothing");
		onTestFinished(held.leave);
		const socket = await asking(dnsPort);
		socket.write(question);
		const [answer] = (await once(socket, "data")) as [Buffer];
		expect(dnsPacket.streamDecode(answer)).toMatchObject({ id: 5, rcode: "REFUSED" });
	});

	it("closes a connection with an endless query", async () => {
		const { dnsPort } = await served({ requestMs: 200 });
		const socket = await asking(dnsPort);
		const drip = setInterval(() => socket.write("\0"), 50);
		socket.write(Buffer.from([255, 255]));
		socket.resume();
		await closed(socket);
		clearInterval(drip);
	});

	it("closes the connection of a client that reads no responses", async () => {
		const { dnsPort } = await served({});
		const socket = await asking(dnsPort);
		let isClosed = false;
		void closed(socket).then(() => {
			isClosed = true;
		});
		const many = Buffer.concat(Array.from({ length: 1_000 }, () => question));
		await eventually(() => {
			if (!isClosed && socket.writableLength < 1_000_000) for (let time = 0; time < 20; time++) socket.write(many);
			return isClosed;
		});
	});
});
