/** While a large folder is loaded, the process goes on answering: the work is done in slices, with the same result. */
import { describe, expect, it } from "vitest";
import { kinds } from "../../src/kinds/list.ts";
import { createNeededFolders, neededFolders } from "../../src/manifest/folder.ts";
import { load, loadInSlices } from "../../src/manifest/load.ts";
import { hostileFolders } from "../support/hostile-folders.ts";
import { snapshotOf } from "./snapshots.ts";

/** How often others could run until `work` was done. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
	let turns = 0;
	let isDone = false;
	const count = () => {
		if (isDone) return;
		turns += 1;
		setImmediate(count);
	};
	setImmediate(count);
	await work.finally(() => {
		isDone = true;
	});
	return turns;
}

describe("loading a folder lets others run", () => {
	it.each([
		["patches that each match one document by name", 400, 3],
		["documents with many errors each", 400, 3],
		["lists of many items", 100, 2],
		["services that offer one endpoint", 1_000, 10],
	])("with %s", async (name, size, least) => {
		const files = hostileFolders.find((one) => one.name === name)?.files(size) ?? {};
		const snapshot = snapshotOf(files);
		const options = { kinds, owner: "test" };
		const loading = loadInSlices(snapshot, options);
		expect(await turnsDuring(loading)).toBeGreaterThan(least);
		const { desired, problems } = await loading;
		const atOnce = load(snapshot, options);
		expect({ desired, problems }).toEqual({ desired: atOnce.desired, problems: atOnce.problems });
	});

	it("while it is asked what an environment needs, which is asked again only of what has changed", async () => {
		const files = new Map<string, string>(
			Array.from(
				{ length: 40 },
				(_, index) => [`m${index}.yaml`, `# Environment\nspec: [${"a,".repeat(4_900)}]\n`] as const,
			),
		);
		files.set("z.yaml", "kind: Environment\nspec: { include: [x] }\n");
		const needed = createNeededFolders();
		const first = needed(files, "");
		expect(await turnsDuring(first)).toBeGreaterThan(2);
		expect((await first).folders).toEqual(neededFolders(files, "").folders);
		expect(await turnsDuring(needed(files, ""))).toBe(0);
		files.set("z.yaml", "kind: Environment\nspec: { include: [y] }\n");
		expect((await needed(files, "")).folders).toEqual(["", "y"]);
	});
});
