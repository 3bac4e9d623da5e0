/** What one look has found counts only once it has lasted: tasks, instances and records follow each other with a delay. */
import { describe, expect, it } from "vitest";
import { createMismatchTracker } from "../../src/discovery/mismatch-tracker.ts";
import { identity } from "../../src/model/identity.ts";
import { because } from "../../src/model/reason.ts";

const registry = identity("Registry", "internal", "api");
const reason = because("InstanceOfEndedTask", { instance: "a" });
const found = [{ registry, instanceId: "a", kind: "orphan_instance" as const, reason }];

describe("a mismatch", () => {
	it.each<[string, readonly (readonly [atMs: number, isFound: boolean])[], number]>([
		["is nothing at its first sight", [[0, true]], 0],
		[
			"is nothing before it has lasted",
			[
				[0, true],
				[59_999, true],
			],
			0,
		],
		[
			"counts once it has lasted",
			[
				[0, true],
				[60_000, true],
			],
			1,
		],
		[
			"has to last anew after a look that did not find it",
			[
				[0, true],
				[30_000, false],
				[60_000, true],
			],
			0,
		],
	])("%s", (_what, looks, lasting) => {
		const statusStore = createMismatchTracker(60_000);
		for (const [atMs, isFound] of looks) statusStore.note(registry, isFound ? found : [], { atMs, wallMs: 0 });
		expect(statusStore.lasting().get(registry)?.length).toBe(lasting);
	});
});
