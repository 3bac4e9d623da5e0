/**
 * When what the folder asks to delete is deleted: at once for a commit, after a while for a folder that may be half written, and
 * never while files differ from their commit.
 */

import { DescribeServicesCommand, ListClustersCommand, ListTaskDefinitionsCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { convergence } from "../../src/controller/convergence.ts";
import type { Provenance } from "../../src/model/manifest.ts";
import { because } from "../../src/model/reason.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { doc, environment } from "../support/manifests.ts";
import {
	asSnapshot,
	createVirtualWorld,
	type Files,
	type RunningController,
	type VirtualWorld,
} from "../support/virtual-world.ts";

const base = {
	"e.yaml": environment("prune: automatic"),
	"a.yaml": doc("Cluster", "a"),
	"b.yaml": doc("Cluster", "b"),
};
const without = { "e.yaml": base["e.yaml"], "a.yaml": base["a.yaml"] };

const unversioned: Provenance = { is: "unversioned" };
const differing = because("FilesDifferFromCommit", {
	commit: "0".repeat(40),
	files: [{ path: "b.yaml", how: "missing" }],
	count: 1,
});
const uncommitted: Provenance = { is: "uncommitted", reason: differing };
const as = (files: Files, provenance: Provenance): Snapshot => ({
	...asSnapshot(files),
	...{ provenance, committed: new Set() },
});

async function born(files: Files, provenance: Provenance) {
	const observedState = createVirtualWorld();
	const evenkeel = observedState.start({ intervalMs: 10_000 });
	evenkeel.accept(as(files, provenance));
	await evenkeel.settle();
	// What was said first is old by then.
	await observedState.advance(120_000);
	return { observedState, evenkeel };
}

/** Reads the folder again so often, seven seconds apart. */
async function readAgain(observedState: VirtualWorld, { controller }: RunningController, times = 2): Promise<void> {
	for (let time = 0; time < times; time++) {
		await observedState.advance(7_000);
		controller.readAgain();
	}
}

const deleted = ({ sent }: RunningController) =>
	sent.map(({ call }) => call.operation).filter((operation) => /:(Delete|Deregister)/.test(operation));

describe("a manifest that is gone from a folder outside of Git", () => {
	it("lets its resource go after a minute, if the folder was read again and again", async () => {
		const { observedState, evenkeel } = await born(base, unversioned);
		evenkeel.accept(as(without, unversioned));
		await observedState.advance(30_000);
		await readAgain(observedState, evenkeel);
		expect([deleted(evenkeel), evenkeel.resource("Cluster/b")]).toMatchObject([
			[],
			{ outcome: "waiting", reason: because("DeletionNotAskedLongEnough", { ageMs: 60_000 }) },
		]);
		await observedState.advance(10_000);
		expect(deleted(evenkeel)).toEqual([]);
		await observedState.advance(20_000);
		expect(deleted(evenkeel)).toEqual(["ecs:DeleteCluster"]);
		await evenkeel.stop();
	});

	it("keeps its resource while the folder was not read often enough", async () => {
		const { observedState, evenkeel } = await born(base, unversioned);
		evenkeel.accept(as(without, unversioned));
		await readAgain(observedState, evenkeel, 1);
		await observedState.advance(600_000);
		expect(deleted(evenkeel)).toEqual([]);
		await readAgain(observedState, evenkeel, 1);
		await observedState.advance(30_000);
		expect(deleted(evenkeel)).toEqual(["ecs:DeleteCluster"]);
		await evenkeel.stop();
	});

	it("keeps its resource when it is back within the minute, however often that happens", async () => {
		const { observedState, evenkeel } = await born(base, unversioned);
		for (let time = 0; time < 5; time++) {
			evenkeel.accept(as(without, unversioned));
			await readAgain(observedState, evenkeel);
			await observedState.advance(30_000);
			evenkeel.accept(as(base, unversioned));
			await observedState.advance(1_000);
			await readAgain(observedState, evenkeel);
		}
		await observedState.advance(120_000);
		expect(deleted(evenkeel)).toEqual([]);
		await evenkeel.stop();
	});

	it("keeps its resource while the folder goes on changing", async () => {
		const { observedState, evenkeel } = await born(base, unversioned);
		for (let time = 0; time < 10; time++) {
			evenkeel.accept(as({ ...without, "n.yaml": `# ${time}\n` }, unversioned));
			await readAgain(observedState, evenkeel, 1);
			await observedState.advance(20_000);
		}
		expect(deleted(evenkeel)).toEqual([]);
		await readAgain(observedState, evenkeel);
		await observedState.advance(20_000);
		expect(deleted(evenkeel)).toEqual(["ecs:DeleteCluster"]);
		await evenkeel.stop();
	});

	it.each([
		["prune", "prune: listed", "prune: automatic"],
		["deletions", "deletions: []", "deletions: [Cluster/b]"],
	])("lets its resource go a minute after %s has begun to allow that", async (_name, before, after) => {
		const { observedState, evenkeel } = await born({ ...base, "e.yaml": environment(before) }, unversioned);
		evenkeel.accept(as({ ...without, "e.yaml": environment(before) }, unversioned));
		await observedState.advance(600_000);
		expect(evenkeel.resource("Cluster/b")?.outcome).toBe("blocked");
		evenkeel.accept(as({ ...without, "e.yaml": environment(after) }, unversioned));
		await readAgain(observedState, evenkeel);
		await observedState.advance(40_000);
		expect(deleted(evenkeel)).toEqual([]);
		await observedState.advance(25_000);
		expect(deleted(evenkeel)).toEqual(["ecs:DeleteCluster"]);
		await evenkeel.stop();
	});

	it("lets its resource go a minute after a restart, though nobody knows for how long it was gone", async () => {
		const { observedState, evenkeel } = await born(base, unversioned);
		await evenkeel.stop();
		const second = observedState.start({ intervalMs: 10_000 });
		second.accept(as(without, unversioned));
		await readAgain(observedState, second);
		await observedState.advance(40_000);
		expect(deleted(second)).toEqual([]);
		await observedState.advance(25_000);
		expect(deleted(second)).toEqual(["ecs:DeleteCluster"]);
		await second.stop();
	});
});

describe("a checkout whose files differ from the commit", () => {
	it("is followed in what it changes, and in nothing that it lacks, until that is committed", async () => {
		const { observedState, evenkeel } = await born(base, { is: "committed" });
		const edited = {
			...without,
			"a.yaml": doc("Cluster", "a", "{ settings: [{ name: containerInsights, value: enhanced }] }"),
		};
		evenkeel.accept(as(edited, uncommitted));
		await readAgain(observedState, evenkeel);
		await observedState.advance(3_600_000);
		expect(evenkeel.sent.at(-1)?.call.operation).toBe("ecs:UpdateCluster");
		expect([deleted(evenkeel), evenkeel.resource("Cluster/b")]).toMatchObject([
			[],
			{ orphan: true, outcome: "waiting", waitsFor: "manifest", reason: differing },
		]);
		// A run that was to end ends: nothing moves any more.
		expect(convergence(evenkeel.controller.status(), { healthy: true }).state).toBe("reached");
		evenkeel.accept(as(edited, { is: "committed" }));
		await observedState.until(() => deleted(evenkeel).length > 0, { atMostMs: 30_000 });
		await evenkeel.stop();
	});

	it("keeps what is listed to go, too", async () => {
		const listed = (deletions: string) => ({ ...without, "e.yaml": environment(`deletions: [${deletions}]`) });
		const { observedState, evenkeel } = await born({ ...listed(""), ...base }, { is: "committed" });
		evenkeel.accept(as(listed("Cluster/b"), uncommitted));
		await observedState.advance(600_000);
		const { clusterArns } = await observedState.ecs.send(new ListClustersCommand({}));
		expect([deleted(evenkeel), clusterArns?.length]).toEqual([[], 2]);
		await evenkeel.stop();
	});
});

const definition = (image: string, policy = "{}") =>
	doc(
		"TaskDefinition",
		"web",
		`{ networkMode: awsvpc, requiresCompatibilities: [FARGATE, EC2], cpu: 256, memory: 512, containerDefinitions: [{ name: web, image: '${image}' }] }`,
		policy,
	);

describe("what a manifest asks to delete itself", () => {
	it.each([
		["waits while files differ from the commit", uncommitted, [], []],
		["waits for a minute in a folder outside of Git", unversioned, [], ["ecs:DeleteService"]],
		["is done at once for a commit", { is: "committed" } as const, ["ecs:DeleteService"], ["ecs:DeleteService"]],
	])("as a service that is to be replaced, it %s", async (_name, provenance, soon, later) => {
		const service = (launchType: string) =>
			doc(
				"Service",
				"web",
				`{ cluster: a, taskDefinition: web, launchType: ${launchType}, desiredCount: 1, networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-1] } } }`,
				"{ replace: [launchType] }",
			);
		const files = { ...base, "t.yaml": definition("web:1"), "s.yaml": service("FARGATE") };
		const { observedState, evenkeel } = await born(files, { is: "committed" });
		evenkeel.accept(as({ ...files, "s.yaml": service("EC2") }, provenance));
		await readAgain(observedState, evenkeel);
		await observedState.advance(40_000);
		expect(deleted(evenkeel)).toEqual(soon);
		await observedState.advance(600_000);
		expect(deleted(evenkeel)).toEqual(later);
		if (later.length === 0) {
			const shown = await observedState.ecs.send(new DescribeServicesCommand({ cluster: "a", services: ["web"] }));
			expect(shown.services?.[0]).toMatchObject({ desiredCount: 1, launchType: "FARGATE" });
		}
		await evenkeel.stop();
	});

	it("as old revisions, it waits while files differ from the commit", async () => {
		const { observedState, evenkeel } = await born({ ...base, "t.yaml": definition("web:1") }, { is: "committed" });
		for (const image of ["web:2", "web:3"]) {
			evenkeel.accept({ ...base, "t.yaml": definition(image) });
			await observedState.advance(60_000);
		}
		const kept = { ...base, "t.yaml": definition("web:3", "{ keepRevisions: 1 }") };
		evenkeel.accept(as(kept, uncommitted));
		await observedState.advance(8_000_000);
		expect(deleted(evenkeel)).toEqual([]);
		const { taskDefinitionArns } = await observedState.ecs.send(new ListTaskDefinitionsCommand({}));
		expect(taskDefinitionArns).toHaveLength(3);
		evenkeel.accept(as(kept, { is: "committed" }));
		await observedState.advance(8_000_000);
		expect(deleted(evenkeel)).toEqual(["ecs:DeregisterTaskDefinition", "ecs:DeregisterTaskDefinition"]);
		await evenkeel.stop();
	});
});
