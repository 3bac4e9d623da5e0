/**
 * Teardowns with complications: instances that ECS left behind, instances in use, and a hosted zone that outlives its
 * namespace for a while. Each continues after the controller was killed at any point.
 */
import { randomUUID } from "node:crypto";
import { RunTaskCommand, StopTaskCommand } from "@aws-sdk/client-ecs";
import { RegisterInstanceCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { translate } from "../../src/aws/translate.ts";
import { instances, registry, taskId, zoneNames } from "../support/aws-reading.ts";
import {
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
import { tornDown } from "../support/example-manifests.ts";
import { lifeEndingAt } from "../support/interruptions.ts";
import type { VirtualWorld } from "../support/virtual-world.ts";

const identity = `Registry/${zone}/cloudmap-handson`;
const lost = "0123456789abcdef0123456789abcdef";
const ofService = { ECS_CLUSTER_NAME: clusterName, ECS_SERVICE_NAME: serviceName };

describe("an instance that ECS left behind", () => {
	const withOne = [...teardown.slice(0, 4), "servicediscovery:DeregisterInstance", ...teardown.slice(4)];

	it("is deregistered before its registry is deleted", async () => {
		const { world, evenkeel, manifests } = await born();
		await register(world, lost, ofService);
		evenkeel.accept(tornDown(manifests, story, deletions));
		await world.until(async () => (await zoneNames(world)).length === 0);
		await world.advance(60_000);
		expect(await footprint(world)).toEqual(nothingLeft);
		expect(evenkeel.sent.slice(birth.length).map(({ call }) => call.operation)).toEqual(withOne);
		expect(evenkeel.sent.filter(({ failure }) => failure)).toEqual([]);
		await evenkeel.stop();
	});

	/** The calls directly before, the call itself, and those directly after; the others are the same as without it. */
	const points = withOne
		.map((operation, index) => [index + 1, operation] as const)
		.slice(3, 6)
		.flatMap(([call, operation]) => [["before", call, operation] as const, ["after", call, operation] as const]);

	it.each(points)("does not stop the next controller after one died %s call %i, %s", async (...point) => {
		const { world, evenkeel: first, manifests } = await born();
		await first.stop();
		await register(world, lost, ofService);
		const after = tornDown(manifests, story, deletions);
		await lifeEndingAt(world, after, point);
		const evenkeel = world.start();
		evenkeel.accept(after);
		await world.until(async () => (await zoneNames(world)).length === 0);
		await world.advance(120_000);
		expect(await footprint(world)).toEqual(nothingLeft);
		expect(evenkeel.controller.status().resources).toEqual([]);
		await evenkeel.stop();
	});

	it("is kept while the deletion of its registry is not allowed", async () => {
		const { world, evenkeel, manifests } = await born();
		await register(world, lost, ofService);
		evenkeel.accept(tornDown(manifests, story, deletions.slice(2)));
		await world.until(async () => (await footprint(world)).clusters.length === 0);
		await world.advance(600_000);
		expect(await instanceIds(world)).toEqual([lost]);
		expect(world.requests).not.toContain("servicediscovery:DeregisterInstance");
		await evenkeel.stop();
	});
});

describe("an instance in use", () => {
	it.each([
		["that was registered manually", "by-hand", {}],
		["that only looks like one of ECS", randomUUID(), { ECS_CLUSTER_NAME: clusterName }],
		["whose ID is not a task's", "web-1", ofService],
	])("blocks the deletion of the registry and is named, %s", async (_, id, attributes) => {
		const { world, evenkeel, manifests } = await born();
		await register(world, id, attributes);
		evenkeel.accept(tornDown(manifests, story, deletions));
		await world.until(async () => (await footprint(world)).clusters.length === 0);
		await world.advance(600_000);
		expect(await instanceIds(world)).toEqual([id]);
		expect(evenkeel.resource(identity)).toMatchObject({
			outcome: "waiting",
			reason: { code: "InstancesRemain", params: { count: 1, ofOthers: [id] } },
		});
		expect(world.requests.filter(isWrite)).not.toContain("servicediscovery:DeregisterInstance");
		await evenkeel.stop();
	});
});

describe("an instance of a task", () => {
	it("blocks the deletion of the registry while the task runs, and not after it has stopped", async () => {
		const { world, evenkeel, manifests } = await born();
		const { tasks: started } = await world.ecs.send(
			new RunTaskCommand({
				cluster: clusterName,
				taskDefinition: "httpd-task:1",
				launchType: "FARGATE",
				networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-0a1b2c3d4e5f60718"] } },
			}),
		);
		const [task = {}] = started ?? [];
		await register(world, taskId(task), ofService);
		evenkeel.accept(tornDown(manifests, story, deletions));
		await world.until(() => evenkeel.resource(identity)?.reason?.code === "InstancesRemain");
		await world.advance(600_000);
		expect(evenkeel.resource(identity)).toMatchObject({
			outcome: "waiting",
			reason: { code: "InstancesRemain", params: { ofTasks: [taskId(task)], ofOthers: [] } },
		});
		expect(await instanceIds(world)).toEqual([taskId(task)]);

		await world.ecs.send(new StopTaskCommand({ cluster: clusterName, task: task.taskArn }));
		await world.until(async () => (await zoneNames(world)).length === 0);
		await world.advance(60_000);
		expect(await footprint(world)).toEqual(nothingLeft);
		await evenkeel.stop();
	});
});

describe("the hosted zone of a deleted namespace", () => {
	it.each([
		["still exists", () => ({}), undefined],
		[
			"cannot be read",
			() => {
				throw Object.assign(new Error("try later"), { name: "Throttling" });
			},
			"ReadFailed",
		],
	])("delays the report of the deletion while it %s", async (_, answer, cause) => {
		const { world, evenkeel: first, manifests } = await born();
		await first.stop();
		let lasting = true;
		const evenkeel = world.start({
			aroundRead: async (operation, _input, read) => {
				const deleted = world.requests.includes("servicediscovery:DeleteNamespace");
				if (operation === "route53:GetHostedZone" && deleted && lasting) {
					try {
						return answer();
					} catch (failure) {
						throw translate(failure, operation);
					}
				}
				return read();
			},
		});
		evenkeel.accept(tornDown(manifests, story, deletions));
		await world.until(() => {
			const reason = evenkeel.resource(`Namespace/${zone}`)?.reason;
			return reason?.code === "HostedZoneRemains" && reason.params.cause?.code === cause;
		});
		await world.advance(300_000);
		expect(evenkeel.resource(`Namespace/${zone}`)).toMatchObject({ orphan: true, outcome: "waiting" });
		lasting = false;
		await world.until(() => evenkeel.controller.status().resources.length === 0);
		expect(await footprint(world)).toEqual(nothingLeft);
		await evenkeel.stop();
	});
});

describe("a hosted zone of another name", () => {
	it("does not delay the report of the namespace's deletion, because it does not answer its names", async () => {
		const { world, evenkeel: first, manifests } = await born();
		await first.stop();
		const evenkeel = world.start({
			aroundRead: async (operation, _input, read) => {
				const deleted = world.requests.includes("servicediscovery:DeleteNamespace");
				if (operation !== "route53:GetHostedZone" || !deleted) return read();
				return { HostedZone: { Id: "/hostedzone/Z1", Name: "other.example.", CallerReference: "other" } };
			},
		});
		evenkeel.accept(tornDown(manifests, story, deletions));
		await world.until(() => evenkeel.controller.status().resources.length === 0);
		expect(await footprint(world)).toEqual(nothingLeft);
		await evenkeel.stop();
	});
});

async function registryId(world: VirtualWorld): Promise<string> {
	return (await registry(world, zone, "cloudmap-handson"))?.Id ?? "";
}

async function instanceIds(world: VirtualWorld): Promise<readonly string[]> {
	return [...(await instances(world, await registryId(world))).keys()];
}

async function register(world: VirtualWorld, InstanceId: string, attributes: Record<string, string>): Promise<void> {
	await world.cloudMap.send(
		new RegisterInstanceCommand({
			ServiceId: await registryId(world),
			InstanceId,
			Attributes: { AWS_INSTANCE_IPV4: "10.0.0.9", ...attributes },
		}),
	);
	await world.advance(30_000);
}
