// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are evenkeel's variables, not JavaScript's
/** Exports existing resources as manifests that match them exactly: a plan of the export has no changes. */
import { describe, expect, it } from "vitest";
import { kinds } from "../../src/kinds/list.ts";
import { load } from "../../src/manifest/load.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { changed, exampleStory } from "../support/example-manifests.ts";
import { exported } from "../support/exporting.ts";
import { asSnapshot, createVirtualWorld } from "../support/virtual-world.ts";

const stories = ["bridge-srv", "cloud-map-hands-on", "fargate-a-records", "golang-app", "service-connect"];
/** The service of a story, on each container instance. */
async function daemon(): Promise<Snapshot> {
	const path = "bridge-srv/service.yaml";
	const snapshot = await exampleStory("bridge-srv");
	const [count = ""] = /desiredCount: \d+/.exec(snapshot.files.get(path) ?? "") ?? [];
	return changed(snapshot, path, count, "schedulingStrategy: DAEMON");
}

describe("an exported account", () => {
	it.each([...stories, "a daemon"])("has no drift from its own manifests: %s", async (story) => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		evenkeel.accept(await (story === "a daemon" ? daemon() : exampleStory(story)));
		const before = await evenkeel.settle();
		await evenkeel.stop();
		const { files, planned, skipped } = await exported(world, true);
		const { desired, problems } = load(asSnapshot(files), { kinds, owner: before.owner ?? "" });
		expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
		if (!desired) throw new Error("not loaded");
		const { plan } = await planned(desired);
		const differing = plan.items.filter(({ verdict, unmanaged }) => verdict.outcome !== "in sync" || unmanaged.length);
		expect(differing).toEqual([]);
		const declared = before.resources.map(({ identity }) => identity);
		expect(plan.items.map(({ identity }) => identity)).toEqual(expect.arrayContaining(declared));
		// Only resources that ECS creates itself are omitted.
		expect(skipped.filter(({ reason }) => reason.code !== "CreatedByEcs")).toEqual([]);
	});

	it("omits possible secrets, so that the folder is invalid until a user adds them", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		const doc = `apiVersion: evenkeel/v1alpha1
kind: TaskDefinition
metadata: { name: api }
spec: { networkMode: awsvpc, cpu: 256, memory: 512, containerDefinitions: [{ name: app, image: a, environment: [{ name: DB_URL, value: 'hush $\${x}' }] }] }
`;
		evenkeel.accept({ "t.yaml": doc });
		await evenkeel.settle();
		await evenkeel.stop();
		const { files, manifests } = await exported(world, false);
		expect(files["task-definition/api.yaml"]).toContain("${api_app_DB_URL}");
		expect(files["task-definition/api.yaml"]).not.toContain("hush");
		expect(manifests.map(({ variables }) => variables)).toEqual([["api_app_DB_URL"]]);
		const read = (variables: ReadonlyMap<string, string>) => load(asSnapshot(files), { kinds, owner: "me", variables });
		expect(read(new Map()).problems.map(({ code }) => code)).toContain("missing-variable");
		expect(read(new Map([["api_app_DB_URL", "said"]])).problems).toEqual([]);
		const { files: whole } = await exported(world, true);
		expect(load(asSnapshot(whole), { kinds, owner: "me" }).desired?.resources[0]?.spec).toMatchObject({
			containerDefinitions: [{ environment: [{ name: "DB_URL", value: "hush ${x}" }] }],
		});
	});
});
