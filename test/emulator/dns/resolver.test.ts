/** Tests the real listeners with an independent DNS client, Node's resolver, which a program on a task's host would use. */
import { Resolver } from "node:dns/promises";
import { ChangeResourceRecordSetsCommand, type RRType } from "@aws-sdk/client-route-53";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Served, serve } from "../../../src/emulator/server.ts";
import { record, withZone } from "../services/route53/zone.ts";

const host = "127.0.0.1";
let served: Served;
let resolver: Resolver;

const sets: readonly (readonly [string, RRType, readonly string[]])[] = [
	["web.example.com", "A", ["192.0.2.1", "192.0.2.2"]],
	["web.example.com", "AAAA", ["2001:db8::1"]],
	["alias.example.com", "CNAME", ["web.example.com"]],
	["*.wild.example.com", "A", ["192.0.2.3"]],
	["example.com", "MX", ["10 mx.example.com"]],
	["example.com", "CAA", ['0 issue "ca.example.net"']],
	["_http._tcp.example.com", "SRV", ["1 2 80 web.example.com"]],
	["naptr.example.com", "NAPTR", ['100 50 "u" "sip+E2U" "!^.*$!sip:info@example.com!" .']],
	["long.example.com", "TXT", Array.from({ length: 30 }, (_, index) => `"${index}${"x".repeat(200)}"`)],
	["1.2.0.192.in-addr.example.com", "PTR", ["web.example.com"]],
];

beforeAll(async () => {
	const { emulator, route53, zoneId } = await withZone("example.com", true);
	const Changes = sets.map(([name, type, values]) => record("CREATE", name, type, values));
	await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes } }));
	served = await serve(emulator, { port: 0, dnsPort: 0, host: host });
	resolver = new Resolver({ timeout: 2000, tries: 2 });
	resolver.setServers([`${host}:${served.dnsPort}`]);
});
afterAll(() => served.close());

describe("Node's resolver", () => {
	it("gets every supported record type", async () => {
		expect((await resolver.resolve4("web.example.com")).sort()).toEqual(["192.0.2.1", "192.0.2.2"]);
		expect(await resolver.resolve4("x.wild.example.com", { ttl: true })).toEqual([{ address: "192.0.2.3", ttl: 60 }]);
		expect(await resolver.resolve6("web.example.com")).toEqual(["2001:db8::1"]);
		expect(await resolver.resolveMx("example.com")).toEqual([{ priority: 10, exchange: "mx.example.com" }]);
		expect(await resolver.resolveCaa("example.com")).toEqual([{ critical: 0, issue: "ca.example.net" }]);
		expect(await resolver.resolvePtr("1.2.0.192.in-addr.example.com")).toEqual(["web.example.com"]);
		expect(await resolver.resolveNaptr("naptr.example.com")).toMatchObject([
			{ order: 100, preference: 50, service: "sip+E2U" },
		]);
		expect(await resolver.resolveNs("example.com")).toHaveLength(4);
		expect(await resolver.resolveSoa("example.com")).toMatchObject({ minttl: 86_400, refresh: 7200 });
		expect(await resolver.resolveSrv("_http._tcp.example.com")).toEqual([
			{ priority: 1, weight: 2, port: 80, name: "web.example.com" },
		]);
	});

	it("follows aliases", async () => {
		expect((await resolver.resolve4("alias.example.com")).sort()).toEqual(["192.0.2.1", "192.0.2.2"]);
		expect(await resolver.resolveCname("alias.example.com")).toEqual(["web.example.com"]);
	});

	it("retries over TCP after a truncated UDP response", async () => {
		expect(await resolver.resolveTxt("long.example.com")).toHaveLength(30);
	});

	it.each([
		["a name that does not exist", "nobody.example.com", "ENOTFOUND"],
		["a name without the type", "naptr.example.com", "ENODATA"],
		["a name in no zone", "example.org", "EREFUSED"],
	])("gets the error for %s", async (_, name, code) => {
		await expect(resolver.resolve4(name)).rejects.toMatchObject({ code });
	});

	it("gets the same answers as the control route, which can query from another VPC", async () => {
		const lookup = async (query: string) => (await fetch(`${served.url}/_evenkeel/lookup?${query}`)).json();
		expect(await lookup("name=web.example.com&type=aaaa")).toMatchObject({
			code: "NOERROR",
			answers: [{ value: "2001:db8::1" }],
		});
		expect(await lookup("name=nobody.example.com&vpc=vpc-1")).toMatchObject({ code: "NXDOMAIN", answers: [] });
	});
});
