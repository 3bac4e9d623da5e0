import { describe, expect, it } from "vitest";
import { answer } from "../../../src/emulator/dns/answer.ts";
import type { DnsZone } from "../../../src/emulator/dns/view.ts";
import { seededRandom } from "../../../src/lib/random.ts";
import { soa, sourcesOf, dnsZone as zone } from "./sources.ts";

const multivalue = (count: number, healthy: (index: number) => boolean) =>
	Array.from({ length: count }, (_, index) => ({
		name: "web.internal.",
		type: "A",
		values: [`10.0.0.${index}`],
		setIdentifier: `i${index}`,
		multiValueAnswer: true,
		healthy: healthy(index),
	}));

function ask(zones: readonly DnsZone[], name: string, type = "A", seed = 1) {
	const reply = answer({ name, type }, sourcesOf(zones), seededRandom(seed));
	return { ...reply, values: reply.answers.map(({ value }) => value) };
}

describe("multivalue answers", () => {
	it("are at most eight healthy values in random order", () => {
		const internal = [
			zone(
				"internal.",
				multivalue(12, (index) => index !== 3),
			),
		];
		const replies = Array.from({ length: 30 }, (_, seed) => ask(internal, "web.internal", "A", seed).values);
		for (const values of replies) {
			expect(new Set(values).size).toBe(8);
			expect(values).not.toContain("10.0.0.3");
		}
		expect(new Set(replies.flat()).size).toBe(11);
	});

	it("are all healthy values if there are fewer than eight", () => {
		const values = ask(
			[
				zone(
					"internal.",
					multivalue(10, (index) => index < 2),
				),
			],
			"web.internal",
		).values;
		expect([...values].sort()).toEqual(["10.0.0.0", "10.0.0.1"]);
	});

	it("are up to eight unhealthy values if none is healthy", () => {
		expect(
			ask(
				[
					zone(
						"internal.",
						multivalue(10, () => false),
					),
				],
				"web.internal",
			).values,
		).toHaveLength(8);
		expect(
			ask(
				[
					zone(
						"internal.",
						multivalue(3, () => false),
					),
				],
				"web.internal",
			).values,
		).toHaveLength(3);
	});
});

describe("weighted answers", () => {
	it("are single values in proportion to their weights, unhealthy ones only if none is healthy", () => {
		const weighted = (id: string, weight: number, healthy = true) => ({
			name: "w.internal.",
			type: "A",
			values: [id],
			setIdentifier: id,
			weight,
			healthy,
		});
		const internal = [zone("internal.", [weighted("one", 1), weighted("nine", 9), weighted("sick", 99, false)])];
		const random = seededRandom(5);
		const counts: Record<string, number> = {};
		for (let asked = 0; asked < 1000; asked += 1) {
			const { answers } = answer({ name: "w.internal", type: "A" }, sourcesOf(internal), random);
			expect(answers).toHaveLength(1);
			const value = answers[0]?.value ?? "";
			counts[value] = (counts[value] ?? 0) + 1;
		}
		expect(Object.keys(counts).sort()).toEqual(["nine", "one"]);
		expect(counts.nine).toBeGreaterThan(5 * (counts.one ?? 0));
	});
});

describe("names", () => {
	const zones = [
		zone("internal.", [
			{ name: "web.internal.", type: "A", values: ["10.0.0.1"] },
			{ name: "deep.down.internal.", type: "A", values: ["10.0.0.2"] },
			{ name: "\\052.wild.internal.", type: "A", values: ["10.0.0.3"] },
			{ name: "known.wild.internal.", type: "TXT", values: ['"x"'] },
			{ name: "alias.internal.", type: "CNAME", values: ["WEB.internal."] },
			{ name: "away.internal.", type: "CNAME", values: ["example.org."] },
			{ name: "lost.internal.", type: "CNAME", values: ["nobody.internal."] },
			{ name: "loop.internal.", type: "CNAME", values: ["loop.internal."] },
			{ name: "srv.internal.", type: "SRV", values: ["1 1 80 t1.srv.internal."] },
			{ name: "t1.srv.internal.", type: "A", values: ["10.0.0.4"] },
		]),
		zone("sub.internal.", [{ name: "web.sub.internal.", type: "A", values: ["10.1.0.1"] }]),
	];

	it.each([
		["exact", "web.internal", "A", "NOERROR", ["10.0.0.1"]],
		["with a trailing dot", "web.internal.", "A", "NOERROR", ["10.0.0.1"]],
		["in the most specific zone", "web.sub.internal", "A", "NOERROR", ["10.1.0.1"]],
		["that do not exist", "nobody.internal", "A", "NXDOMAIN", []],
		["without a record of the type", "web.internal", "AAAA", "NOERROR", []],
		["that have only names below them", "down.internal", "A", "NOERROR", []],
		["under a wildcard", "any.thing.wild.internal", "A", "NOERROR", ["10.0.0.3"]],
		["that exist and therefore do not match a wildcard", "known.wild.internal", "A", "NOERROR", []],
		["blocked from a wildcard by a closer ancestor", "below.known.wild.internal", "A", "NXDOMAIN", []],
		["in no zone", "example.org", "A", "REFUSED", []],
		["that have a zone's name as a string suffix only", "notinternal", "A", "REFUSED", []],
		["that are aliases", "alias.internal", "A", "NOERROR", ["WEB.internal.", "10.0.0.1"]],
		["that are aliases, queried by alias type", "alias.internal", "CNAME", "NOERROR", ["WEB.internal."]],
		["that are aliases of external names", "away.internal", "A", "NOERROR", ["example.org."]],
		["that are aliases of missing names", "lost.internal", "A", "NXDOMAIN", ["nobody.internal."]],
	])("%s", (_, name, type, code, values) => {
		expect(ask(zones, name, type)).toMatchObject({ code, values });
	});

	it("with cyclic aliases terminate", () => {
		expect(ask(zones, "loop.internal").code).toBe("NOERROR");
	});

	it("keep the spelling of the query", () => {
		const { answers } = ask(zones, "WeB.Internal");
		expect(answers).toMatchObject([{ name: "WeB.Internal", value: "10.0.0.1", ttlSeconds: 60 }]);
	});

	it("without an answer carry the zone's SOA with its negative TTL", () => {
		for (const [name, type] of [
			["nobody.internal", "A"],
			["web.internal", "AAAA"],
		] as const) {
			expect(ask(zones, name, type).authorities).toEqual([
				{ name: "internal.", type: "SOA", ttlSeconds: 15, value: soa },
			]);
		}
		expect(ask(zones, "web.internal").authorities).toEqual([]);
	});

	it("for SRV include the addresses of the targets", () => {
		expect(ask(zones, "srv.internal", "SRV")).toMatchObject({
			values: ["1 1 80 t1.srv.internal."],
			additionals: [{ name: "t1.srv.internal.", type: "A", value: "10.0.0.4" }],
		});
	});
});
