/** The list of bugs that `npm run mutations` plants follows the code: what each replaces stands where it says, and once. */
import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

interface PlantedBug {
	readonly bug: string;
	readonly file: string;
	readonly from: string;
	readonly tests: readonly string[];
}

const root = new URL("../../", import.meta.url);
const { plantedBugs } = (await import(new URL("scripts/planted-bugs.mjs", root).href)) as {
	readonly plantedBugs: readonly PlantedBug[];
};

it.each(plantedBugs.map((bug) => [bug.bug, bug] as const))("%s can be planted", (_, { file, from, tests }) => {
	const places = readFileSync(new URL(file, root), "utf8").split(from).length - 1;
	expect({ file, from, places }).toEqual({ file, from, places: 1 });
	expect(tests.filter((test) => !existsSync(new URL(test, root)))).toEqual([]);
});
