import { describe, expect, it } from "vitest";
import { defaultPolicy as policy } from "../../src/model/policy.ts";
import { judge, ownershipTags } from "../../src/plan/ownership.ts";

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
