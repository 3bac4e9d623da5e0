/** Which services are created before which: the same as following every call from every service, for much less work. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { publishersFirst } from "../../../src/kinds/service/endpoints.ts";
import type { ServiceSpec } from "../../../src/kinds/service/spec.ts";
import { type Identity, identity } from "../../../src/model/identity.ts";
import type { Resource } from "../../../src/model/manifest.ts";
import { defaultPolicy } from "../../../src/model/policy.ts";

interface Sketch {
	readonly publishes: readonly string[];
	readonly uses: readonly string[];
	readonly namespace?: string | undefined;
	readonly enabled?: boolean;
}

/** Services called 0, 1, 2 …; `onRead` is told of each time that a Service Connect configuration is looked at. */
function declare(sketches: readonly Sketch[], onRead = () => {}): ReadonlyMap<Identity, Resource<ServiceSpec>> {
	const resources = sketches.map(({ publishes, uses, namespace, enabled = true }, index): Resource<ServiceSpec> => {
		const connect = {
			enabled,
			...(namespace === undefined ? {} : { namespace }),
			services: publishes.map((discoveryName) => ({ portName: "web", discoveryName })),
		};
		return {
			identity: identity("Service", "shop", String(index)),
			kind: "Service",
			name: String(index),
			spec: {
				serviceName: String(index),
				cluster: "Cluster/shop",
				get serviceConnectConfiguration() {
					onRead();
					return connect;
				},
			},
			tags: {},
			policy: { ...defaultPolicy, uses },
			place: { file: "it.yaml", line: 1, column: 1 },
		};
	});
	return new Map(resources.map((resource) => [resource.identity, resource]));
}

function firstOf(declared: ReadonlyMap<Identity, Resource<ServiceSpec>>): readonly (readonly string[])[] {
	return [...declared.values()].map((resource) => publishersFirst(resource, declared).map((need) => need.identity));
}

/** The rule itself, step by step. */
function expected(sketches: readonly Sketch[]): readonly (readonly string[])[] {
	const called = (from: Sketch) =>
		sketches.flatMap((to, index) => {
			const off = from.enabled === false || to.enabled === false;
			if (off || to === from || to.namespace !== from.namespace) return [];
			const callsAll = from.publishes.length + from.uses.length === 0;
			const does = callsAll ? to.publishes.length > 0 : to.publishes.some((name) => from.uses.includes(name));
			return does ? [index] : [];
		});
	const reaches = (from: number, to: number, seen = new Set<number>()): boolean => {
		if (from === to) return true;
		if (seen.has(from)) return false;
		seen.add(from);
		return called(sketches[from] as Sketch).some((next) => reaches(next, to, seen));
	};
	return sketches.map((sketch, index) =>
		called(sketch)
			.filter((publisher) => !reaches(publisher, index))
			.map((publisher) => `Service/shop/${publisher}`),
	);
}

describe("the order of creation over Service Connect", () => {
	it.each<[string, readonly Sketch[], readonly (readonly number[])[]]>([
		[
			"puts who publishes first",
			[
				{ publishes: ["a"], uses: [] },
				{ publishes: [], uses: ["a"] },
			],
			[[], [0]],
		],
		[
			"has who says nothing wait for all",
			[
				{ publishes: [], uses: [] },
				{ publishes: ["a"], uses: [] },
			],
			[[1], []],
		],
		[
			"puts nobody first in a circle",
			[
				{ publishes: ["a"], uses: ["b"] },
				{ publishes: ["b"], uses: ["a"] },
			],
			[[], []],
		],
		["waits for nobody to call itself", [{ publishes: ["a"], uses: ["a"] }], [[]]],
		[
			"keeps namespaces apart",
			[
				{ publishes: ["a"], uses: [], namespace: "Namespace/x" },
				{ publishes: [], uses: ["a"], namespace: "Namespace/y" },
			],
			[[], []],
		],
	])("%s", (_what, sketches, wanted) => {
		expect(firstOf(declare(sketches))).toEqual(wanted.map((list) => list.map((index) => `Service/shop/${index}`)));
	});

	it("is what following every call would find", () => {
		const names = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { maxLength: 3 });
		const sketch = fc.record({
			publishes: names,
			uses: names,
			namespace: fc.constantFrom(undefined, "Namespace/x"),
			enabled: fc.constantFrom(true, true, true, false),
		});
		fc.assert(
			fc.property(fc.array(sketch, { maxLength: 7 }), (sketches) => {
				expect(firstOf(declare(sketches))).toEqual(expected(sketches));
			}),
		);
	});

	it("looks at each of 2,000 manifests a few times, and not once for each other one", () => {
		const count = 2_000;
		const sketches = Array.from({ length: count }, (_, index) => ({
			publishes: [`p${index}`],
			uses: [1, 7, 31].map((step) => `p${(index + step) % count}`),
		}));
		let reads = 0;
		const declared = declare(sketches, () => {
			reads += 1;
		});
		expect(firstOf(declared)).toEqual(sketches.map(() => []));
		expect(reads).toBeLessThanOrEqual(10 * count);
	});

	it("follows a chain of 2,000 calls", () => {
		const count = 2_000;
		const sketches = Array.from({ length: count }, (_, index) => ({
			publishes: [`p${index}`],
			uses: index + 1 < count ? [`p${index + 1}`] : [],
		}));
		expect(firstOf(declare(sketches)).map((list) => list.length)).toEqual(
			sketches.map((_, index) => (index + 1 < count ? 1 : 0)),
		);
	});
});
