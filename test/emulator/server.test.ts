/** Tests the embedded AWS on real ports: HTTP with the SDK clients, DNS over UDP and TCP, and the control API. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { ListHostedZonesCommand, Route53Client } from "@aws-sdk/client-route-53";
import {
	DiscoverInstancesCommand,
	GetNamespaceCommand,
	ListNamespacesCommand,
	ServiceDiscoveryClient,
} from "@aws-sdk/client-servicediscovery";
import dnsPacket, { type DecodedPacket } from "dns-packet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Served, serve } from "../../src/emulator/server.ts";
import { createWorld, refusal, type World } from "./world.ts";

const host = "127.0.0.1";
let world: World;
let served: Served;

beforeAll(async () => {
	world = createWorld();
	await world.registry({ Name: "web", NamespaceId: await world.privateNamespace("internal") });
	served = await serve(world.emulator, { port: 0, dnsPort: 0, host: host });
});
afterAll(() => served.close());

const credentials = { accessKeyId: "x", secretAccessKey: "y" };
const clientConfig = () => ({ region: "ap-northeast-1", endpoint: served.url, credentials, maxAttempts: 1 });

describe("over HTTP", () => {
	it("SDK clients get answers and errors", async () => {
		const cloudMap = new ServiceDiscoveryClient({ ...clientConfig(), disableHostPrefix: true });
		expect((await cloudMap.send(new ListNamespacesCommand({}))).Namespaces).toMatchObject([{ Name: "internal" }]);
		const discovered = new DiscoverInstancesCommand({ NamespaceName: "internal", ServiceName: "web" });
		expect((await cloudMap.send(discovered)).Instances).toEqual([]);
		const unknown = cloudMap.send(new GetNamespaceCommand({ Id: "ns-1" }));
		await expect(unknown).rejects.toMatchObject(refusal("NamespaceNotFound"));
		const route53 = new Route53Client(clientConfig());
		expect((await route53.send(new ListHostedZonesCommand({}))).HostedZones).toMatchObject([{ Name: "internal." }]);
		cloudMap.destroy();
		route53.destroy();
	});

	it.each([
		["GET", "/", {}, 200, "embedded AWS"],
		["HEAD", "/", {}, 200, ""],
		["GET", "/favicon.ico", {}, 404, "UnknownOperationException"],
		["POST", "/", { headers: { "x-amz-target": "Other_1.Do" }, body: "{}" }, 400, "Other_1.Do"],
		["POST", "/", { body: "{}" }, 404, "X-Amz-Target"],
		["POST", "/", { body: "x".repeat(5_000_000) }, 413, "bytes"],
		["GET", "/2013-04-01/hostedzone/%E0%A4%A", {}, 400, "MalformedInput"],
		["GET", "/_evenkeel/tasks/none/hosts", {}, 404, ""],
		["POST", "/_evenkeel/state", {}, 404, ""],
	])("%s %s %j gets %i", async (method, path, init, status, text) => {
		const response = await fetch(`${served.url}${path}`, { method, ...init });
		expect(response.status).toBe(status);
		expect(await response.text()).toContain(text);
	});

	it("the overview shows all resources", async () => {
		const response = await fetch(`${served.url}/_evenkeel/state`);
		expect(await response.json()).toMatchObject({
			account: "123456789012",
			namespaces: [{ name: "internal", type: "DNS_PRIVATE" }],
			registries: [{ name: "web", namespace: "internal", instances: 0 }],
			zones: [{ name: "internal.", private: true, recordSets: 2 }],
		});
	});
});

describe("over DNS", () => {
	const query = (name: string) =>
		dnsPacket.encode({ type: "query", id: 5, questions: [{ name, type: "SOA", class: "IN" }] });

	it("UDP answers queries and survives garbage", async () => {
		const socket = createSocket("udp4");
		socket.send(Buffer.from("garbage"), served.dnsPort, host);
		socket.send(query("internal"), served.dnsPort, host);
		const [message] = (await once(socket, "message")) as [Buffer];
		socket.close();
		expect(dnsPacket.decode(message).answers).toMatchObject([{ type: "SOA", name: "internal", ttl: 15 }]);
	});

	it("TCP answers several fragmented queries", async () => {
		const socket = connect(served.dnsPort, host);
		const framed = ["internal", "nobody.internal"].map((name) =>
			dnsPacket.streamEncode({ type: "query", id: 5, questions: [{ name, type: "SOA" }] }),
		);
		const bytes = Buffer.concat(framed);
		socket.write(bytes.subarray(0, 1));
		socket.write(bytes.subarray(1, 20));
		socket.write(bytes.subarray(20));
		const packets: DecodedPacket[] = [];
		let received = Buffer.alloc(0);
		for await (const chunk of socket as AsyncIterable<Buffer>) {
			received = Buffer.concat([received, chunk]);
			while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
				const end = 2 + received.readUInt16BE(0);
				packets.push(dnsPacket.decode(received.subarray(2, end)));
				received = received.subarray(end);
			}
			if (packets.length === 2) break;
		}
		expect(packets[0]?.answers).toHaveLength(1);
		expect(packets[1]?.authorities).toHaveLength(1);
	});
});

describe("ports", () => {
	it("in use are named with the protocol", async () => {
		const taken = (ports: { port: number; dnsPort: number }) => serve(world.emulator, { ...ports, host: host });
		await expect(taken({ port: served.port, dnsPort: 0 })).rejects.toMatchObject({
			port: served.port,
			protocol: "HTTP",
			code: "EADDRINUSE",
			message: expect.stringContaining(`port ${served.port} (HTTP)`),
		});
		await expect(taken({ port: 0, dnsPort: served.dnsPort })).rejects.toMatchObject({
			port: served.dnsPort,
			protocol: "UDP",
		});
	});

	it("in use for TCP alone leave no socket open", async () => {
		const other = createServer();
		other.listen(0, host);
		await once(other, "listening");
		const address = other.address();
		const dnsPort = typeof address === "object" && address ? address.port : 0;
		const attempt = () => serve(world.emulator, { port: 0, dnsPort, host: host });
		await expect(attempt()).rejects.toMatchObject({ port: dnsPort, protocol: "TCP" });
		other.close();
		await once(other, "close");
		await (await attempt()).close();
	});

	it("are free again after closing with open connections", async () => {
		const first = await serve(world.emulator, { port: 0, dnsPort: 0, host: host });
		const http = connect(first.port, host);
		const dns = connect(first.dnsPort, host);
		await Promise.all([once(http, "connect"), once(dns, "connect")]);
		for (const socket of [http, dns]) socket.on("error", () => {});
		const ended = [once(http, "close"), once(dns, "close")];
		http.resume();
		dns.resume();
		await first.close();
		await Promise.all(ended);
		const second = await serve(world.emulator, { port: first.port, dnsPort: first.dnsPort, host: host });
		await second.close();
	});
});
