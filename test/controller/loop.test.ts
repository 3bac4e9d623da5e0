/** When the loop looks, what it costs, and what it does when AWS does not do as it is asked. */
import { DeregisterTaskDefinitionCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { AwsFailure } from "../../src/aws/failure.ts";
import { doc, environment, fargateDefinition, fargateService } from "../support/manifests.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

const shop = { "e.yaml": environment(), "c.yaml": doc("Cluster", "shop"), "t.yaml": fargateDefinition("web", "web:1") };
const services = Object.fromEntries(
	Array.from({ length: 12 }, (_, index) => [`s${index}.yaml`, fargateService(`api-${index}`)]),
);

describe("the loop", () => {
	it("costs a constant, small number of reads once all is well, and no write", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = observedState.start();
		evenkeel.accept({ ...shop, ...services });
		await evenkeel.settle();
		await observedState.advance(1_200_000);
		observedState.requests.length = 0;
		await observedState.advance(600_000);
		const of = (operation: string) => observedState.requests.filter((request) => request === operation).length;
		// Ten looks: twelve services take two batches of ten, the cluster one; a revision is asked about every tenth time.
		expect(of("ecs:DescribeServices")).toBeGreaterThanOrEqual(18);
		expect(of("ecs:DescribeServices")).toBeLessThanOrEqual(24);
		expect(of("ecs:DescribeClusters")).toBeLessThanOrEqual(12);
		expect(of("ecs:ListTaskDefinitions")).toBeLessThanOrEqual(2);
		expect(new Set(observedState.requests)).toEqual(
			new Set([
				"ecs:DescribeServices",
				"ecs:DescribeClusters",
				"ecs:ListTaskDefinitions",
				"ecs:DescribeTaskDefinition",
			]),
		);
		await evenkeel.stop();
	});

	it("sends a commit of one service as a handful of requests", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = observedState.start({ intervalMs: 3_600_000 });
		evenkeel.accept({ ...shop, ...services });
		await evenkeel.settle();
		await observedState.advance(60_000);
		observedState.requests.length = 0;
		evenkeel.accept({ ...shop, ...services, "s3.yaml": fargateService("api-3", { desiredCount: 2 }) });
		await observedState.until(() => evenkeel.sent.some(({ call }) => call.operation === "ecs:UpdateService"));
		expect(observedState.requests.slice(0, 2)).toEqual(["ecs:DescribeServices", "ecs:UpdateService"]);
		await evenkeel.stop();
	});

	it("rolls a service on when only its task definition changes", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = observedState.start({ intervalMs: 3_600_000 });
		evenkeel.accept({ ...shop, "s.yaml": fargateService("api") });
		await evenkeel.settle();
		const before = evenkeel.sent.length;
		evenkeel.accept({ ...shop, "t.yaml": fargateDefinition("web", "web:2"), "s.yaml": fargateService("api") });
		await evenkeel.settle();
		expect(evenkeel.sent.slice(before).map(({ call }) => call)).toMatchObject([
			{ operation: "ecs:RegisterTaskDefinition", input: { containerDefinitions: [{ image: "web:2" }] } },
			{ operation: "ecs:UpdateService", input: { taskDefinition: "web:2" } },
		]);
		await evenkeel.stop();
	});

	it("goes on with the others while one resource fails, and tries that one ever more slowly", async () => {
		const observedState = createVirtualWorld();
		let tries = 0;
		const evenkeel = observedState.start({
			beforeCall: ({ operation, input }) => {
				if (operation !== "ecs:CreateCluster" || input.clusterName !== "denied") return;
				tries += 1;
				throw new AwsFailure("denied", "AccessDeniedException", operation, "not authorized");
			},
		});
		evenkeel.accept({ ...shop, "d.yaml": doc("Cluster", "denied"), "s.yaml": fargateService("api") });
		await observedState.until(() => evenkeel.resource("Service/shop/api")?.health.status === "Healthy");
		expect(evenkeel.resource("Cluster/denied")).toMatchObject({
			sync: "OutOfSync",
			failure: {
				kind: "denied",
				operation: "ecs:CreateCluster",
				awsCode: "AccessDeniedException",
				message: "not authorized",
			},
		});
		await observedState.advance(3_600_000);
		expect(tries).toBeGreaterThan(5);
		expect(tries).toBeLessThan(30);
		await evenkeel.stop();
	});

	it("does not fight with somebody who undoes its calls at once", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = observedState.start({
			afterCall: ({ operation }) => {
				if (operation !== "ecs:UpdateService") return;
				void observedState.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", desiredCount: 9 }));
			},
		});
		evenkeel.accept({ ...shop, "s.yaml": fargateService("api") });
		await evenkeel.settle();
		const before = evenkeel.sent.length;
		evenkeel.accept({ ...shop, "s.yaml": fargateService("api", { desiredCount: 2 }) });
		await observedState.until(() => evenkeel.resource("Service/shop/api")?.reason?.code === "NoEffect");
		await observedState.advance(3_600_000);
		expect(evenkeel.sent.length - before).toBeLessThan(30);
		await evenkeel.stop();
	});

	it("asks nothing but who answers when the wrong account does", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = observedState.start();
		evenkeel.accept({ ...shop, "e.yaml": environment('account: "999999999999"') });
		await observedState.until(() => evenkeel.controller.status().stopped !== undefined);
		await observedState.advance(600_000);
		expect(new Set(observedState.requests)).toEqual(new Set(["ecs:DescribeClusters"]));
		expect(evenkeel.controller.status().stopped).toMatchObject({
			code: "WrongAccount",
			params: { differences: [{ what: "account", expected: "999999999999", isNamed: true }] },
		});
		evenkeel.accept(shop);
		await evenkeel.settle();
		await evenkeel.stop();
	});
});

describe("a revision", () => {
	it("that somebody deregisters is registered anew, though a service runs on it", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = observedState.start();
		evenkeel.accept({ ...shop, "s.yaml": fargateService("api") });
		await evenkeel.settle();
		const before = evenkeel.sent.length;
		await observedState.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: "web:1" }));
		await observedState.until(() => evenkeel.sent.length > before, { atMostMs: 1_200_000 });
		await evenkeel.settle();
		await observedState.advance(120_000);
		expect(evenkeel.sent.slice(before).map(({ call }) => call.operation)).toEqual([
			"ecs:RegisterTaskDefinition",
			"ecs:UpdateService",
		]);
		await evenkeel.stop();
	});
});
