import { describe, expect, it } from "vitest";
import { createObservedStateStore } from "../../src/controller/observed-state-store.ts";
import type { Identity } from "../../src/model/identity.ts";
import type { SomeKind } from "../../src/model/kind.ts";
import { createKinds } from "../../src/model/kinds.ts";
import { defaultPolicy as policy } from "../../src/model/policy.ts";
import { judge, ownershipOf, ownershipTags, taggedFor } from "../../src/plan/ownership.ts";

const ours = ownershipTags("shop-prod", "Service/shop/api", policy);

describe("judge", () => {
	it.each([
		["ours", ours, "ours"],
		["ours, among tags of others", { ...ours, team: "shop" }, "ours"],
		["a resource without our tags", { team: "shop" }, "unowned"],
		["a resource without tags", {}, "unowned"],
		["unread tags", undefined, "unread"],
		["another owner's", { ...ours, "evenkeel:owner": "shop-dev" }, "foreign"],
		["a copy that took our tags along", ownershipTags("shop-prod", "Service/shop/other", policy), "foreign"],
		["an owner tag alone, which anybody may have written", { "evenkeel:owner": "shop-prod" }, "foreign"],
		["tags of a later format", { ...ours, "evenkeel:format": "2" }, "foreign"],
	])("sees %s", (_, tags, is) => {
		expect(judge(tags, "shop-prod", "Service/shop/api").is).toBe(is);
	});

	it("says whose a foreign resource is", () => {
		const judged = judge({ ...ours, "evenkeel:owner": "shop-dev" }, "shop-prod", "Service/shop/api");
		expect(judged).toMatchObject({ reason: { code: "OtherOwner", params: { owner: "shop-dev", ours: "shop-prod" } } });
	});
});

describe("ownershipTags", () => {
	it("writes a hash where the identity does not fit into a tag", () => {
		const long = `TaskDefinition/${"x".repeat(255)}` as const;
		expect(ownershipTags("o", long, policy)["evenkeel:identity"]).toMatch(/^sha256:[0-9a-f]{64}$/);
		expect(judge(ownershipTags("o", long, policy), "o", long).is).toBe("ours");
	});

	it("mirrors what becomes of the resource without its manifest", () => {
		expect(ownershipTags("o", "Cluster/a", { ...policy, onDelete: "retain" })["evenkeel:on-delete"]).toBe("retain");
	});
});

describe("resources that AWS cannot tag", () => {
	// A rule of a listener of a cluster: each is owned through what contains it.
	const kind = (name: string, parent?: (id: Identity) => Identity): SomeKind =>
		((use: (kind: object) => unknown) => use({ name, tags: parent ? { ownedThrough: parent } : {} })) as never;
	const kinds = createKinds([
		kind("Cluster"),
		kind("Listener", () => "Cluster/shop"),
		kind("Rule", () => "Listener/shop/1"),
		kind("Own", (id) => id),
	]);
	const observedState = (clusterTags: Readonly<Record<string, string>> | undefined) => {
		const store = createObservedStateStore();
		for (const identity of ["Cluster/shop", "Listener/shop/1", "Rule/shop/1/1", "Own/it"] as const) {
			const tags = identity === "Cluster/shop" ? clusterTags : {};
			const observed = { awsRef: { arn: identity, id: identity }, spec: {}, tags, tagsReconcileId: 1, facts: {} };
			store.record(identity, { status: "present", observed }, { reconcileId: 1, atMs: 0, wallMs: 0 });
		}
		return store;
	};
	const clusterTags = ownershipTags("shop-prod", "Cluster/shop", policy);

	it.each([
		["ours, as their parent is", "Listener/shop/1", clusterTags, "ours"],
		["ours through two parents", "Rule/shop/1/1", clusterTags, "ours"],
		["another owner's, as their parent is", "Rule/shop/1/1", { ...clusterTags, "evenkeel:owner": "dev" }, "foreign"],
		["nobody's, as their parent is", "Listener/shop/1", {}, "unowned"],
		["unread, where their parent's tags are", "Listener/shop/1", undefined, "unread"],
		["nobody's, where they name themselves", "Own/it", clusterTags, "unowned"],
	] as const)("are %s", (_, identity, tags, is) => {
		expect(ownershipOf(identity, { kinds, observedState: observedState(tags) }, "shop-prod").is).toBe(is);
	});

	it("are judged by tags of the outermost parent, which are read anew before a call", () => {
		expect(taggedFor("Rule/shop/1/1", { kinds, observedState: observedState(clusterTags) })).toBe("Cluster/shop");
	});
});
