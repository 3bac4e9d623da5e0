import { describe, expect, it } from "vitest";
import { requestId } from "../../src/kinds/request-id.ts";

const change = { owner: "shop", identity: "Namespace/internal", attempt: 0 } as const;

describe("requestId", () => {
	it("is the same for the same wish, whatever the order of its members", () => {
		expect(requestId(change, { Name: "internal", Vpc: "vpc-1" })).toBe(
			requestId(change, { Vpc: "vpc-1", Name: "internal" }),
		);
	});

	it.each([
		["another owner", { ...change, owner: "other" }, { Name: "internal" }],
		["another resource", { ...change, identity: "Namespace/other" as const }, { Name: "internal" }],
		["another attempt", { ...change, attempt: 1 }, { Name: "internal" }],
		["another input", change, { Name: "internal", Vpc: "vpc-1" }],
	])("differs for %s", (_, other, input) => {
		expect(requestId(other, input)).not.toBe(requestId(change, { Name: "internal" }));
	});

	it("is as short as Cloud Map wants it", () => {
		expect(requestId(change, {})).toMatch(/^[0-9a-f]{1,64}$/);
	});
});
