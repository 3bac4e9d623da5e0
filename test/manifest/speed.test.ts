import { expect, it } from "vitest";
import { identities, loadFiles, manifest } from "./snapshots.ts";

// No duration is asserted; were anything here quadratic, the test's own time limit would end it.
it("reads thousands of files, and only what changed the next time", () => {
	const files: Record<string, string> = { "cluster.yaml": manifest("Cluster", "shop") };
	for (let index = 0; index < 1_000; index += 1) {
		files[`t${index}.yaml`] = manifest(
			"TaskDefinition",
			`t${index}`,
			"containerDefinitions: [{ name: web, image: web:1, memory: 9 }]",
		);
		files[`s${index}.yaml`] = manifest(
			"Service",
			`s${index}`,
			"cluster: shop",
			`taskDefinition: t${index}`,
			"desiredCount: 1",
		);
	}
	const first = loadFiles(files);
	expect(identities(first)).toHaveLength(2_001);
	const second = loadFiles(
		{ ...files, "s0.yaml": manifest("Service", "s0", "cluster: shop", "taskDefinition: t1") },
		{ previous: first },
	);
	expect(second.files.get("t0.yaml")).toBe(first.files.get("t0.yaml"));
	expect(second.files.get("s0.yaml")).not.toBe(first.files.get("s0.yaml"));
	expect(second.problems).toEqual([]);
});
