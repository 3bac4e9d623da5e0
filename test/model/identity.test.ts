/** Identities as text, and what their keys are. */
import { describe, expect, it } from "vitest";
import { identity, keyOf, kindOf, nameOf } from "../../src/model/identity.ts";

describe("an identity", () => {
	it.each([
		["Service", ["shop", "api"], "Service/shop/api"],
		["Registry", ["shop/internal", "api"], "Registry/shop/internal/api"],
		["Registry", ["/", "api"], "Registry///api"],
	] as const)("of a %s with the key %j is taken apart as it was made", (kind, key, text) => {
		const id = identity(kind, ...key);
		expect(id).toBe(text);
		expect(kindOf(id)).toBe(kind);
		expect(keyOf(id)).toEqual(key);
	});

	it.each(["/ecs/web", "shop/internal", "a"])("of one part keeps the name %s whole", (name) => {
		expect(nameOf(identity("LogGroup", name))).toBe(name);
	});
});
