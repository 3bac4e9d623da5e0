import { describe, expect, it } from "vitest";
import type { Fields } from "../../src/model/kind.ts";
import { difference, tagDifference } from "../../src/plan/diff.ts";

interface Spec {
	name: string;
	count?: number;
	config?: { readonly maximum?: number; readonly minimum?: number };
	subnets?: readonly string[];
	containers?: readonly { readonly name: string; readonly image?: string; readonly environment?: readonly object[] }[];
}

const fields: Fields<Spec> = {
	name: { onDrift: "refuse" },
	count: { onDrift: "update", atDefault: (count) => count === 0 },
	config: { onDrift: "update" },
	subnets: { onDrift: "update" },
	containers: { onDrift: "update" },
};
const partly = { whole: false };

describe("difference", () => {
	it.each<[string, Spec, Partial<Spec>, { path: string; desired: unknown; observed: unknown }[]]>([
		["equal specs", { name: "a", count: 1 }, { name: "a", count: 1 }, []],
		["an omitted field", { name: "a" }, { name: "a", count: 4 }, []],
		["a field", { name: "a", count: 1 }, { name: "a", count: 4 }, [{ path: "count", desired: 1, observed: 4 }]],
		["a field AWS lacks", { name: "a", count: 1 }, { name: "a" }, [{ path: "count", desired: 1, observed: undefined }]],
		[
			"a member of a declared field, the rest of it included, since the field is owned whole",
			{ name: "a", config: { maximum: 200 } },
			{ name: "a", config: { maximum: 100, minimum: 50 } },
			[
				{ path: "config.maximum", desired: 200, observed: 100 },
				{ path: "config.minimum", desired: undefined, observed: 50 },
			],
		],
		[
			"an item of a list, by its name and not its position",
			{
				name: "a",
				containers: [
					{ name: "web", image: "web:2" },
					{ name: "log", image: "log:1" },
				],
			},
			{
				name: "a",
				containers: [
					{ name: "log", image: "log:1" },
					{ name: "web", image: "web:1" },
				],
			},
			[{ path: "containers.web.image", desired: "web:2", observed: "web:1" }],
		],
		[
			"a list of plain values, as a whole",
			{ name: "a", subnets: ["s1", "s2"] },
			{ name: "a", subnets: ["s1"] },
			[{ path: "subnets", desired: ["s1", "s2"], observed: ["s1"] }],
		],
		[
			"a secret, without showing it",
			{ name: "a", containers: [{ name: "web", environment: [{ name: "PASSWORD", value: "new" }] }] },
			{ name: "a", containers: [{ name: "web", environment: [{ name: "PASSWORD", value: "old" }] }] },
			[{ path: "containers.web.environment.PASSWORD.value", desired: "***", observed: "***" }],
		],
		[
			"a container that is new, without showing its secrets",
			{ name: "a", containers: [{ name: "web", environment: [{ name: "PASSWORD", value: "new" }] }] },
			{ name: "a", containers: [] },
			[
				{
					path: "containers.web",
					desired: { name: "web", environment: [{ name: "PASSWORD", value: "***" }] },
					observed: undefined,
				},
			],
		],
	])("shows %s", (_, desired, observed, drift) => {
		expect(difference(fields, desired, observed, partly).drift).toEqual(drift);
	});

	it("tells what a call can change from what AWS does not change", () => {
		const { updatable, refused } = difference(fields, { name: "a", count: 1 }, { name: "b", count: 2 }, partly);
		expect({ updatable, refused }).toEqual({ updatable: ["count"], refused: ["name"] });
	});

	it("shows an omitted field as undeclared only where it is not at AWS's default", () => {
		expect(difference(fields, { name: "a" }, { name: "a", count: 4, subnets: ["s1"] }, partly).unmanaged).toEqual([
			"count",
			"subnets",
		]);
		expect(difference(fields, { name: "a" }, { name: "a", count: 0 }, partly).unmanaged).toEqual([]);
	});

	it("counts an omitted field as drift where the spec is owned whole", () => {
		const { drift } = difference(fields, { name: "a" }, { name: "a", count: 4 }, { whole: true });
		expect(drift).toEqual([{ path: "count", desired: undefined, observed: 4 }]);
	});
});

describe("tagDifference", () => {
	it("owns each declared key, removes a key that is null, and leaves the others alone", () => {
		const { set, remove } = tagDifference(
			{ team: "shop", old: null, gone: null },
			{ team: "web", old: "1", other: "2" },
		);
		expect({ set, remove }).toEqual({ set: { team: "shop" }, remove: ["old"] });
	});
});
