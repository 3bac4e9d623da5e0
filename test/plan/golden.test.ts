/**
 * Golden tests of the planner: each file of `golden/` is one case, from manifests and an observed world to the plan that follows.
 *
 * `golden/resource/` has one file for each stage of `planResource`, numbered in order of precedence; `golden/plan/` has what
 * `makePlan` decides about all resources together. A file has sections, each below a line `=== NAME`:
 *
 * - above the first one: what the case shows.
 * - `manifests`: YAML documents, read by the real loader, each as a file of its own, so that one may be invalid. `apiVersion` is
 *   added. The owner is `test`.
 * - `observed`: YAML, what AWS has of each resource, by identity. What is not said is as usual: it exists as its manifest says, it
 *   carries the tags of its manifest and of the owner `test`, it is healthy, and it was observed in the present reconcile. Members:
 *   `absent`, `unknown`, `spec`, `tags`, `owner`, `busy`, `facts`, `earlier`; see golden/observed.ts. A resource that is not listed
 *   was never observed.
 * - `input`: optional YAML, the other members of `PlanInput`; see golden/input.ts.
 * - `plan`: what has to come out, compared exactly. Members of an item that are as usual are left out: it exists, was compared,
 *   is healthy, has no drift.
 *
 * `npx vitest run test/plan/golden.test.ts -u` writes the plans anew; read the difference before you commit it. A new case is a file
 * that ends with `=== plan`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Item } from "../../src/model/plan.ts";
import type { PlanInput } from "../../src/plan/context.ts";
import { makePlan } from "../../src/plan/plan.ts";
import { planInput } from "./golden/input.ts";
import { planEach } from "./golden/plan-each.ts";
import { rendered } from "./golden/rendered.ts";
import { parseCase } from "./golden/sections.ts";

const golden = join(import.meta.dirname, "golden");

describe.each<[string, (input: PlanInput) => readonly Item[]]>([
	["resource", planEach],
	["plan", (input) => makePlan(input).items],
])("%s", (folder, plan) => {
	const files = readdirSync(join(golden, folder)).sort();

	it.each(files)("%s", async (file) => {
		const path = join(golden, folder, file);
		const { given, sections } = parseCase(readFileSync(path, "utf8"));
		await expect(`${given}=== plan\n${rendered(plan(planInput(sections)))}`).toMatchFileSnapshot(path);
	});
});
