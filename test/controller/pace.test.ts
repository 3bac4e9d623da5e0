/**
 * That the controller neither runs hot nor starves, whatever AWS and the folder do: how many requests go out in a stretch of
 * virtual time, and that calls come through where looks take long.
 */
import { TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { sleep } from "../../src/lib/clock.ts";
import { doc, environment } from "../support/manifests.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

const pruning = environment("prune: automatic");
const namespace = doc("Namespace", "internal", "{ Type: DNS_PRIVATE, Vpc: vpc-1 }");
const cluster = doc("Cluster", "shop");

describe("what loses its manifest while it is being made", () => {
	it("is asked after every few seconds, is shown to be under way, and goes once it is there", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = observedState.start();
		evenkeel.accept({ "e.yaml": pruning, "c.yaml": cluster, "n.yaml": namespace });
		await observedState.until(() => evenkeel.sent.length === 2);
		const before = observedState.requests.length;
		evenkeel.accept({ "e.yaml": pruning, "c.yaml": cluster });
		await observedState.advance(20_000);
		expect(evenkeel.resource("Namespace/internal")).toMatchObject({ orphan: true, outcome: "waiting" });
		expect(evenkeel.resource("Namespace/internal")?.reason).toMatchObject({
			code: "OperationInProgress",
			params: { operation: "servicediscovery:CreatePrivateDnsNamespace" },
		});
		expect(observedState.requests.length - before).toBeLessThan(30);
		await observedState.until(() => evenkeel.resource("Namespace/internal") === undefined, { atMostMs: 300_000 });
		expect(evenkeel.sent.at(-1)?.call.operation).toBe("servicediscovery:DeleteNamespace");
		await evenkeel.stop();
	});
});

describe("an AWS whose every look takes minutes", () => {
	it("gets its calls all the same", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = observedState.start({
			aroundRead: async (_operation, _input, read) => {
				await sleep(observedState.clock, 400_000);
				return read();
			},
		});
		evenkeel.accept({ "e.yaml": pruning, "c.yaml": cluster });
		await evenkeel.settle({ atMostMs: 14_400_000 });
		await evenkeel.stop();
	});
});

describe("two calls that somebody undoes by turns", () => {
	it("are repeated ever more slowly", async () => {
		const observedState = createVirtualWorld();
		let undo = () => {};
		const evenkeel = observedState.start({ afterCall: () => undo() });
		const tags = "{ tags: [{ key: a, value: x }, { key: b, value: null }] }";
		evenkeel.accept({ "e.yaml": pruning, "c.yaml": doc("Cluster", "shop", tags) });
		const { resources } = await evenkeel.settle();
		expect(resources).toHaveLength(1);
		const resourceArn = `arn:aws:ecs:${observedState.emulator.region}:${observedState.emulator.account}:cluster/shop`;
		let turn = 0;
		undo = () => {
			turn += 1;
			void (turn % 2 === 0
				? observedState.ecs.send(new TagResourceCommand({ resourceArn, tags: [{ key: "b", value: "y" }] }))
				: observedState.ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] })));
		};
		const before = evenkeel.sent.length;
		await observedState.ecs.send(new TagResourceCommand({ resourceArn, tags: [{ key: "b", value: "y" }] }));
		await observedState.advance(3_600_000);
		const repeated = evenkeel.sent.length - before;
		expect(repeated).toBeGreaterThan(5);
		expect(repeated).toBeLessThan(40);
		expect(evenkeel.resource("Cluster/shop")?.reason?.code).toBe("NoEffect");
		await evenkeel.stop();
	});
});

describe("a folder that cannot be read, again and again", () => {
	it("does not keep the calls that follow from its last good revision from being sent", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = observedState.start({
			beforeCall: () => evenkeel.controller.setManifests({ desired: undefined, problems: [] }),
		});
		const clusters = Array.from({ length: 10 }, (_, index) => doc("Cluster", `shop-${index}`));
		evenkeel.accept({ "e.yaml": pruning, "c.yaml": clusters.join("---\n") });
		await observedState.until(() => evenkeel.sent.length === 10);
		expect(evenkeel.controller.status().reconciles).toBeLessThan(4);
		await evenkeel.stop();
	});
});

describe("services that use endpoints of one namespace", () => {
	it("cost one list of it a pass, however many they are", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = observedState.start();
		const definition =
			"{ networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: 256, memory: 512, containerDefinitions: [{ name: web, image: 'web:1' }] }";
		const client = (name: string) =>
			doc(
				"Service",
				name,
				"{ cluster: shop, taskDefinition: web, launchType: FARGATE, desiredCount: 1, networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-1] } }, serviceConnectConfiguration: { enabled: true, namespace: mesh } }",
			).replace("spec:", "policy: { uses: [api] }\nspec:");
		evenkeel.accept({
			"e.yaml": pruning,
			"c.yaml": [cluster, doc("Namespace", "mesh", "{ Type: HTTP }"), doc("TaskDefinition", "web", definition)].join(
				"---\n",
			),
			"s.yaml": Array.from({ length: 12 }, (_, index) => client(`s-${index}`)).join("---\n"),
		});
		await evenkeel.settle();
		const before = { reconciles: evenkeel.controller.status().reconciles, requests: observedState.requests.length };
		await observedState.advance(300_000);
		const lists = observedState.requests
			.slice(before.requests)
			.filter((name) => name === "servicediscovery:ListServices");
		expect(lists.length).toBeGreaterThan(2);
		expect(lists.length).toBeLessThanOrEqual(evenkeel.controller.status().reconciles - before.reconciles);
		await evenkeel.stop();
	});
});
