/** Tests the selection of record sets by routing policy, client location and health. */
import { describe, expect, it } from "vitest";
import { answer } from "../../../src/emulator/dns/answer.ts";
import type { Asker, DnsZone } from "../../../src/emulator/dns/view.ts";
import { seededRandom } from "../../../src/lib/random.ts";
import { dnsZone, type RecordInput, sourcesOf } from "./sources.ts";

const set = (id: string, more: Partial<RecordInput>): RecordInput => ({
	name: "r.example.com.",
	type: "A",
	setIdentifier: id,
	values: [id],
	healthCheckId: `check-${id}`,
	...more,
});

function ask(records: readonly RecordInput[], asker: Asker, unhealthy: readonly string[] = [], name = "r.example.com") {
	const zones: DnsZone[] = [dnsZone("example.com.", records)];
	const failing = unhealthy.map((id) => `check-${id}`);
	const { answers } = answer({ name, type: "A", asker }, sourcesOf(zones, failing), seededRandom(1));
	return answers.map(({ value }) => value);
}

const geo = [
	set("ny", { geoLocation: { CountryCode: "US", SubdivisionCode: "NY" } }),
	set("us", { geoLocation: { CountryCode: "US" } }),
	set("na", { geoLocation: { ContinentCode: "NA" } }),
	set("rest", { geoLocation: { CountryCode: "*" } }),
];
const fromNewYork = { continent: "NA", country: "US", subdivision: "NY" };
const latency = [
	set("eu-west-1", { region: "eu-west-1" }),
	set("ap-south-1", { region: "ap-south-1" }),
	set("us-east-1", { region: "us-east-1" }),
];
const failover = [set("first", { failover: "PRIMARY" }), set("second", { failover: "SECONDARY" })];
const weights = [set("none", { weight: 0 }), set("all", { weight: 10 })];
const blocks = [
	set("office", { cidr: { collectionId: "c", locationName: "office" } }),
	set("else", { cidr: { collectionId: "c", locationName: "*" } }),
];

describe("routing", () => {
	it.each<[string, readonly RecordInput[], Asker, readonly string[], readonly string[]]>([
		["latency selects the client's Region", latency, { region: "us-east-1" }, [], ["us-east-1"]],
		[
			"latency selects a near Region, with the emulated Region as the client's default",
			latency,
			{},
			[],
			["ap-south-1"],
		],
		["latency skips unhealthy sets", latency, { region: "us-east-1" }, ["us-east-1"], ["ap-south-1"]],
		["failover selects the primary", failover, {}, [], ["first"]],
		["failover selects the secondary if the primary is unhealthy", failover, {}, ["first"], ["second"]],
		["failover selects the primary if both are unhealthy", failover, {}, ["first", "second"], ["first"]],
		["geolocation selects the subdivision", geo, fromNewYork, [], ["ny"]],
		["geolocation selects the larger area if the smaller one is unhealthy", geo, fromNewYork, ["ny", "us"], ["na"]],
		[
			"geolocation selects the smallest area if all are unhealthy",
			geo,
			fromNewYork,
			["ny", "us", "na", "rest"],
			["ny"],
		],
		["geolocation selects the country", geo, { continent: "NA", country: "US", subdivision: "CA" }, [], ["us"]],
		["geolocation selects the continent", geo, { continent: "NA", country: "CA" }, [], ["na"]],
		["geolocation selects the default for other locations", geo, { country: "DE" }, [], ["rest"]],
		["geolocation without a default selects nothing for other locations", geo.slice(0, 3), {}, [], []],
		["CIDR selects by the client's address", blocks, { address: "10.1.2.3" }, [], ["office"]],
		["CIDR selects the default for other addresses", blocks, { address: "10.2.2.3" }, [], ["else"]],
		["CIDR without a default selects nothing for other addresses", blocks.slice(0, 1), {}, [], []],
		["weight 0 is not selected", weights, {}, [], ["all"]],
		["weight 0 is selected if all weighted sets are unhealthy", weights, {}, ["all"], ["none"]],
		[
			"a simple record set answers regardless of its health check",
			[set("one", { setIdentifier: undefined })],
			{},
			["one"],
			["one"],
		],
	])("by %s", (_, records, asker, unhealthy, expected) => {
		expect(ask(records, asker, unhealthy)).toEqual(expected);
	});

	it("by weights of 0 only is random", () => {
		const records = [set("one", { weight: 0 }), set("two", { weight: 0 })];
		const random = seededRandom(3);
		const sources = sourcesOf([dnsZone("example.com.", records)]);
		const seen = Array.from(
			{ length: 50 },
			() => answer({ name: "r.example.com", type: "A" }, sources, random).answers[0]?.value,
		);
		expect([...new Set(seen)].sort()).toEqual(["one", "two"]);
	});
});

describe("aliases", () => {
	const alias = (name: string, target: string, more: Partial<RecordInput> = {}): RecordInput => ({
		name,
		type: "A",
		alias: { zoneId: "Z-example.com.", name: target, evaluateTargetHealth: true },
		...more,
	});

	it("answer under their own name with the target's values and TTL", () => {
		const zone = dnsZone("example.com.", [
			alias("a.example.com.", "r.example.com."),
			{ name: "r.example.com.", type: "A", ttlSeconds: 7, values: ["10.0.0.1"] },
		]);
		const { answers } = answer({ name: "A.example.com", type: "A" }, sourcesOf([zone]), seededRandom(1));
		expect(answers).toEqual([{ name: "A.example.com", type: "A", ttlSeconds: 7, value: "10.0.0.1" }]);
	});

	it("that evaluate target health fail over with the target", () => {
		const records = [
			...failover.map((record) => ({ ...record, name: "t.example.com.", values: [`t-${record.setIdentifier}`] })),
			alias("r.example.com.", "t.example.com.", { setIdentifier: "x", failover: "PRIMARY" }),
			set("backup", { failover: "SECONDARY" }),
		];
		expect(ask(records, {})).toEqual(["t-first"]);
		expect(ask(records, {}, ["first"])).toEqual(["t-second"]);
		expect(ask(records, {}, ["first", "second"])).toEqual(["backup"]);
	});

	it("in a cycle terminate", () => {
		const records = [alias("r.example.com.", "s.example.com."), alias("s.example.com.", "r.example.com.")];
		expect(ask(records, {})).toEqual([]);
	});
});
