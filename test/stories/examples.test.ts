/**
 * All stories in one environment, as `npm start` runs them: they converge together, each resource with a single
 * creating call, and then nothing more is written.
 */
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { neededFolders } from "../../src/manifest/folder.ts";
import { readSnapshot } from "../../src/source/snapshot.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

describe("the examples together", () => {
	it("converge within minutes, with one call for each resource, and then make no calls", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		const { desired, problems } = evenkeel.accept(
			await readSnapshot({ path: resolve("manifests/examples"), needed: neededFolders }),
		);
		expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
		const { resources } = await evenkeel.settle({ atMostMs: 600_000 });
		const declared = desired?.resources.map(({ identity }) => identity) ?? [];
		expect(declared.length).toBeGreaterThan(20);
		expect(resources.map(({ identity }) => identity)).toEqual(declared);
		expect(evenkeel.sent.map(({ identity }) => identity).sort()).toEqual(declared);
		expect(evenkeel.sent.filter(({ failure }) => failure)).toEqual([]);

		await world.advance(600_000);
		expect(evenkeel.sent).toHaveLength(declared.length);
		await evenkeel.stop();
	});
});
