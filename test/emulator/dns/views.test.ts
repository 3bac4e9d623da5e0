/** Tests which clients see which zone: VPCs, split horizon, overlapping namespaces and delegation. */
import { describe, expect, it } from "vitest";
import { answer } from "../../../src/emulator/dns/answer.ts";
import { seededRandom } from "../../../src/lib/random.ts";
import { dnsZone, type RecordInput, sourcesOf } from "./sources.ts";

const web = (zone: string, value: string): RecordInput => ({ name: `web.${zone}`, type: "A", values: [value] });
const zones = [
	dnsZone("internal.", [web("internal.", "one")], ["vpc-1"]),
	dnsZone("internal.", [web("internal.", "two")], ["vpc-2", "vpc-3"]),
	dnsZone("example.com.", [
		web("example.com.", "public"),
		{ name: "only.example.com.", type: "A", values: ["public"] },
		{ name: "away.example.com.", type: "NS", values: ["ns.away.example.com.", "ns.elsewhere.org."] },
		{ name: "ns.away.example.com.", type: "A", values: ["10.0.0.53"] },
		{ name: "to-away.example.com.", type: "CNAME", values: ["x.away.example.com."] },
	]),
	dnsZone("deep.example.com.", [web("deep.example.com.", "deep")]),
	dnsZone("example.com.", [web("example.com.", "private")], ["vpc-1"]),
	dnsZone("team.example.com.", [web("team.example.com.", "team")], ["vpc-1"]),
];

function ask(name: string, vpc?: string, type = "A") {
	const reply = answer({ name, type, asker: { vpc } }, sourcesOf(zones), seededRandom(1));
	const values = reply.answers.map(({ value }) => value);
	return { ...reply, said: values.length > 0 ? values : reply.code };
}

describe("a zone is visible", () => {
	it.each([
		["to its own VPC", "web.internal", "vpc-1", ["one"]],
		["to another VPC with a zone of the same name", "web.internal", "vpc-2", ["two"]],
		["to every associated VPC", "web.internal", "vpc-3", ["two"]],
		["to no other VPC", "web.internal", "vpc-4", "REFUSED"],
		["to the internet only if it is public", "web.internal", "public", "REFUSED"],
		["to clients without a location, the older of two first", "web.internal", undefined, ["one"]],
		["to the internet if it is public", "web.example.com", "public", ["public"]],
		["instead of a public one of the same name, if it is private", "web.example.com", "vpc-1", ["private"]],
		["instead of a public one even for names that only the public one has", "only.example.com", "vpc-1", "NXDOMAIN"],
		["instead of a more specific public one", "web.deep.example.com", "vpc-1", "NXDOMAIN"],
		["in its public form to other VPCs", "only.example.com", "vpc-2", ["public"]],
		["before its parent", "web.team.example.com", "vpc-1", ["team"]],
		["before its parent, even if it lacks the name", "nobody.team.example.com", "vpc-1", "NXDOMAIN"],
		["before its public parent", "web.deep.example.com", "public", ["deep"]],
	])("%s", (_, name, vpc, expected) => {
		expect(ask(name, vpc).said).toEqual(expected);
	});
});

describe("a delegated name", () => {
	it("gets a referral to its name servers, with their known addresses", () => {
		expect(ask("x.away.example.com", "public")).toMatchObject({
			code: "NOERROR",
			authoritative: false,
			answers: [],
			authorities: expect.arrayContaining([
				{ name: "away.example.com.", type: "NS", ttlSeconds: 60, value: "ns.elsewhere.org." },
			]),
			additionals: [{ name: "ns.away.example.com.", type: "A", value: "10.0.0.53" }],
		});
	});

	it("returns its NS records to a query for them", () => {
		expect(ask("away.example.com", "public", "NS").said).toHaveLength(2);
	});

	it("ends alias resolution", () => {
		expect(ask("to-away.example.com", "public")).toMatchObject({ said: ["x.away.example.com."], authoritative: true });
	});
});
