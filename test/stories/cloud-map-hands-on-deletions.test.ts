/**
 * Story 5 with deleted manifests: only resources that the environment lists are deleted, and nothing while a manifest
 * is invalid or the whole folder is missing.
 */
import { RunTaskCommand, StopTaskCommand } from "@aws-sdk/client-ecs";
import { DeregisterInstanceCommand, RegisterInstanceCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { registry, service, zoneNames } from "../support/aws-reading.ts";
import {
	allThere,
	birth,
	born,
	clusterName,
	deletions,
	footprint,
	isWrite,
	nothingLeft,
	serviceName,
	story,
	teardown,
	zone,
} from "../support/cloud-map-hands-on.ts";
import { changed, tornDown, withFile } from "../support/example-manifests.ts";

describe("a deleted manifest", () => {
	it("deletes nothing that the environment does not list, and is reported", async () => {
		const { world, evenkeel, manifests } = await born();
		evenkeel.accept(tornDown(manifests, story, []));
		await world.advance(3_600_000);
		expect(await footprint(world)).toEqual(allThere);
		expect(evenkeel.sent).toHaveLength(birth.length);
		for (const identity of deletions) {
			expect(evenkeel.resource(identity), identity).toMatchObject({
				orphan: true,
				outcome: "blocked",
				reason: { code: "NotListedForDeletion", params: { identity } },
			});
		}
		await evenkeel.stop();
	});

	it("deletes only listed resources", async () => {
		const { world, evenkeel, manifests } = await born();
		const [listed = "", ...kept] = [...deletions].reverse();
		evenkeel.accept(tornDown(manifests, story, [listed]));
		await world.until(async () => (await service(world, clusterName, serviceName)) === undefined);
		await world.advance(600_000);
		expect(await footprint(world)).toEqual({ ...allThere, services: [], runningTasks: 0, recordSets: 0 });
		expect(evenkeel.resource(listed)).toBeUndefined();
		for (const identity of kept) expect(evenkeel.resource(identity)).toMatchObject({ outcome: "blocked" });
		await evenkeel.stop();
	});

	it("deletes nothing if too many are deleted at once, even with automatic pruning", async () => {
		const { world, evenkeel, manifests } = await born();
		evenkeel.accept(changed(tornDown(manifests, story, []), "environment.yaml", "prune: listed", "prune: automatic"));
		await world.advance(600_000);
		expect(await footprint(world)).toEqual(allThere);
		expect(evenkeel.sent).toHaveLength(birth.length);
		for (const identity of deletions) {
			expect(evenkeel.resource(identity), identity).toMatchObject({
				orphan: true,
				outcome: "blocked",
				reason: { code: "PruneBudgetExceeded", params: { orphans: 5 } },
			});
		}
		await evenkeel.stop();
	});

	it("is a condition for a deletion, regardless of the list", async () => {
		const { world, evenkeel, manifests } = await born();
		const list = deletions.map((identity) => `\n    - ${identity}`).join("");
		evenkeel.accept(changed(manifests, "environment.yaml", "deletions: []", `deletions:${list}`));
		await world.advance(600_000);
		expect(await footprint(world)).toEqual(allThere);
		expect(evenkeel.controller.status().resources.map(({ sync }) => sync)).toEqual(deletions.map(() => "Synced"));
		await evenkeel.stop();
	});

	it.each(["a running controller", "a new controller"])(
		"deletes nothing with the whole folder, for %s",
		async (which) => {
			const { world, evenkeel: first, manifests } = await born();
			const empty: Snapshot = { ...manifests, files: new Map() };
			if (which === "a new controller") await first.stop();
			const evenkeel = which === "a new controller" ? world.start() : first;
			evenkeel.accept(empty);
			await world.advance(600_000);
			expect(await footprint(world)).toEqual(allThere);
			expect(world.requests.filter(isWrite)).toHaveLength(birth.length);
			expect(evenkeel.controller.status().problems).toContainEqual(expect.objectContaining({ severity: "error" }));
			await evenkeel.stop();
		},
	);

	it("deletes nothing while another manifest is invalid, and other changes continue", async () => {
		const { world, evenkeel, manifests } = await born();
		const listed = tornDown(manifests, story, deletions);
		const good = "apiVersion: evenkeel/v1alpha1\nkind: Cluster\nmetadata: { name: NAME }\nspec: {}\n";
		const late = withFile(listed, "late.yaml", good.replace("NAME", "late"));
		evenkeel.accept(withFile(late, "broken.yaml", `${good.replace("NAME", "broken")}  clustername: typo\n`));
		await world.advance(600_000);
		expect(await footprint(world)).toEqual({ ...allThere, clusters: [clusterName, "late"] });
		expect(evenkeel.sent.slice(birth.length).map(({ identity }) => identity)).toEqual(["Cluster/late"]);
		expect(evenkeel.controller.status().problems).toEqual([
			expect.objectContaining({ severity: "error", place: expect.objectContaining({ file: "broken.yaml" }) }),
		]);
		for (const identity of deletions) {
			expect(evenkeel.resource(identity), identity).toMatchObject({
				outcome: "waiting",
				reason: { code: "DeletionNeedsValidManifests" },
			});
		}

		evenkeel.accept(late);
		await world.until(async () => (await zoneNames(world)).length === 0);
		expect(await footprint(world)).toEqual({ ...nothingLeft, clusters: ["late"] });
		await evenkeel.stop();
	});

	it.each(["a running controller", "a new controller"])("is not assumed if it is unreadable, for %s", async (which) => {
		const { world, evenkeel: first, manifests } = await born();
		const list = deletions.map((identity) => `\n    - ${identity}`).join("");
		const listed = changed(manifests, "environment.yaml", "deletions: []", `deletions:${list}`);
		if (which === "a new controller") await first.stop();
		const evenkeel = which === "a new controller" ? world.start() : first;
		evenkeel.accept(changed(listed, `${story}/service.yaml`, "desiredCount: 1", "desiredCount: one"));
		await world.advance(600_000);
		expect(await footprint(world)).toEqual(allThere);
		expect(world.requests.filter(isWrite)).toHaveLength(birth.length);
		await evenkeel.stop();
	});

	it("is deleted only after nothing uses it, including other users' resources", async () => {
		const { world, evenkeel, manifests } = await born();
		const registryId = (await registry(world, zone, "cloudmap-handson"))?.Id;
		const instance = { ServiceId: registryId, InstanceId: "by-hand" };
		await world.cloudMap.send(
			new RegisterInstanceCommand({ ...instance, Attributes: { AWS_INSTANCE_IPV4: "10.0.0.9" } }),
		);
		const { tasks: started } = await world.ecs.send(
			new RunTaskCommand({
				cluster: clusterName,
				taskDefinition: "httpd-task:1",
				launchType: "FARGATE",
				networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-0a1b2c3d4e5f60718"] } },
			}),
		);
		evenkeel.accept(tornDown(manifests, story, deletions));
		await world.advance(600_000);
		expect(await footprint(world)).toEqual({ ...allThere, services: [] });
		expect(evenkeel.sent.filter(({ failure }) => failure)).toEqual([]);
		expect(evenkeel.resource("TaskDefinition/httpd-task")?.reason?.code).toBe("TasksLeft");
		expect(evenkeel.resource(`Cluster/${clusterName}`)?.reason).toMatchObject({
			code: "ClusterNotEmpty",
			params: { tasks: 1 },
		});
		expect(evenkeel.resource(`Registry/${zone}/cloudmap-handson`)?.reason).toMatchObject({
			code: "InstancesRemain",
			params: { count: 1 },
		});
		expect(evenkeel.resource(`Namespace/${zone}`)?.outcome).toBe("waiting");

		await world.ecs.send(new StopTaskCommand({ cluster: clusterName, task: started?.[0]?.taskArn }));
		await world.cloudMap.send(new DeregisterInstanceCommand(instance));
		await world.until(() => evenkeel.controller.status().resources.length === 0);
		expect(await footprint(world)).toEqual(nothingLeft);
		// While the task was stopping no count of the cluster included it, so AWS may have rejected an early deletion of
		// the cluster.
		const taken = evenkeel.sent.slice(birth.length).filter(({ failure }) => failure?.kind !== "conflict");
		expect(taken.map(({ call }) => call.operation).sort()).toEqual([...teardown].sort());
		await evenkeel.stop();
	});
});
