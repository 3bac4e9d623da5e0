/**
 * Manifests are untrusted: no folder may cost more than in proportion to its text. Each hostile folder is loaded in two sizes,
 * and what is done must not grow much faster than the text does; done twice as often for twice the text, it would for four times
 * the size be done four times as often, and where all is compared with all, sixteen times.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { kinds } from "../../src/kinds/list.ts";
import { load } from "../../src/manifest/load.ts";
import { schemaOf } from "../../src/manifest/schema.ts";
import { hostileFolders } from "../support/hostile-folders.ts";
import { countSteps } from "../support/steps.ts";
import { snapshotOf } from "./snapshots.ts";

const factor = 4;

beforeAll(() => {
	// The first time schemas are compiled.
	for (const name of ["Environment", ...kinds.names]) schemaOf(name).faults({});
});

describe("reading a folder grows with its text", () => {
	it.each(hostileFolders.map((folder) => [folder.name, folder] as const))("%s", (_name, { files, size }) => {
		const stepsOf = (all: Readonly<Record<string, string>>) => {
			const snapshot = snapshotOf(all, "env/e.yaml" in all ? "env" : "");
			return countSteps(() => load(snapshot, { kinds, owner: "test" }));
		};
		const growth = stepsOf(files(factor * size)) / stepsOf(files(size));
		expect(growth).toBeLessThan(1.25 * factor);
	});
});
