import { describe, expect, it } from "vitest";
import type { Identity } from "../../src/model/identity.ts";
import type { Desired, Environment } from "../../src/model/manifest.ts";
import { because } from "../../src/model/reason.ts";
import { type Orphan, permissions } from "../../src/plan/deletion.ts";

function desired(environment: Partial<Environment>, complete = true): Desired {
	return {
		environment: {
			name: "test",
			owner: "test",
			prune: "listed",
			deletions: [],
			rollouts: {},
			windows: [],
			preflight: [],
			...environment,
		},
		resources: [],
		complete,
		provenance: { is: "committed" },
		revision: "r",
	};
}
const orphan = (identity: Identity, tags = {}): Orphan => ({ identity, tags });
const a = orphan("Cluster/a");
const b = orphan("Cluster/b");

describe("permissions", () => {
	it.each<[string, Orphan[], Parameters<typeof permissions>[1], Record<string, string>]>([
		[
			"off keeps even what is listed",
			[a],
			{ desired: desired({ prune: "off", deletions: ["Cluster/a"] }), owned: 9 },
			{ "Cluster/a": "blocked" },
		],
		[
			"listed takes what is listed",
			[a, b],
			{ desired: desired({ deletions: ["Cluster/a"] }), owned: 9 },
			{ "Cluster/a": "allowed", "Cluster/b": "blocked" },
		],
		[
			"automatic takes one in any case",
			[a],
			{ desired: desired({ prune: "automatic" }), owned: 2 },
			{ "Cluster/a": "allowed" },
		],
		[
			"automatic takes a tenth",
			[a, b],
			{ desired: desired({ prune: "automatic" }), owned: 20 },
			{ "Cluster/a": "allowed", "Cluster/b": "allowed" },
		],
		[
			"automatic takes none when there are more",
			[a, b],
			{ desired: desired({ prune: "automatic" }), owned: 19 },
			{ "Cluster/a": "blocked", "Cluster/b": "blocked" },
		],
		[
			"listed ones do not count for the tenth",
			[a, b],
			{ desired: desired({ prune: "automatic", deletions: ["Cluster/a"] }), owned: 3 },
			{ "Cluster/a": "allowed", "Cluster/b": "allowed" },
		],
		[
			"what holds data never goes by itself, and does not count for the tenth",
			[{ ...a, holdsData: true }, b],
			{ desired: desired({ prune: "automatic" }), owned: 9 },
			{ "Cluster/a": "blocked", "Cluster/b": "allowed" },
		],
		[
			"what holds data goes where it is listed",
			[{ ...a, holdsData: true }],
			{ desired: desired({ prune: "automatic", deletions: ["Cluster/a"] }), owned: 9 },
			{ "Cluster/a": "allowed" },
		],
		[
			"nothing goes while a manifest is rejected",
			[a],
			{ desired: desired({ deletions: ["Cluster/a"] }, false), owned: 9 },
			{ "Cluster/a": "waiting" },
		],
		[
			"nobody is told to list what a rejected manifest may declare",
			[a, b],
			{ desired: desired({}, false), owned: 9 },
			{ "Cluster/a": "waiting", "Cluster/b": "waiting" },
		],
		[
			"a rejected manifest is no lost one",
			[a, b],
			{ desired: desired({ prune: "automatic" }, false), owned: 9 },
			{ "Cluster/a": "waiting", "Cluster/b": "waiting" },
		],
		[
			"nothing goes while something is unseen",
			[a],
			{
				desired: desired({ deletions: ["Cluster/a"] }),
				owned: 9,
				unobserved: because("ResourceNotObserved", { target: "Service/x/y" }),
			},
			{ "Cluster/a": "waiting" },
		],
		[
			"the tag of a retained resource decides",
			[orphan("Cluster/a", { "evenkeel:on-delete": "retain" })],
			{ desired: desired({ deletions: ["Cluster/a"] }), owned: 9 },
			{ "Cluster/a": "blocked" },
		],
	])("%s", (_, orphans, given, expected) => {
		const result = [...permissions(orphans, given)].map(([identity, permission]) => [
			identity,
			permission.allowed ? "allowed" : permission.outcome,
		]);
		expect(Object.fromEntries(result)).toEqual(expected);
	});

	it("tells how to allow a deletion", () => {
		const [permission] = permissions([a], { desired: desired({}), owned: 9 }).values();
		expect(permission).toMatchObject({ reason: { code: "NotListedForDeletion", params: { identity: "Cluster/a" } } });
	});
});
