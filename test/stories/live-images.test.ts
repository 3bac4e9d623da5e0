/**
 * Images that CI owns: it registers its own revisions and deploys them with UpdateService. evenkeel does not take part,
 * keeps everything else as the manifest declares, and never reverts an image.
 */

import {
	DescribeServicesCommand,
	DescribeTaskDefinitionCommand,
	type DescribeTaskDefinitionCommandOutput,
	ListTaskDefinitionsCommand,
	RegisterTaskDefinitionCommand,
	type RegisterTaskDefinitionCommandInput,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { AwsFailure } from "../../src/aws/failure.ts";
import type { Reason } from "../../src/model/reason.ts";
import { fargateService } from "../support/manifests.ts";
import { createVirtualWorld, type Files, type RunningController, type VirtualWorld } from "../support/virtual-world.ts";

const service = (name: string) =>
	`---\n${fargateService(name, { more: "deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } }" })}`;

interface Said {
	readonly image?: string;
	readonly level?: string;
	readonly live?: string;
	readonly services?: readonly string[];
}

function manifests({ image = "web:1", level = "info", live = '["*"]', services = ["web"] }: Said = {}): Files {
	return {
		"shop.yaml": `
apiVersion: evenkeel/v1alpha1
kind: Cluster
metadata: { name: shop }
spec: {}
---
apiVersion: evenkeel/v1alpha1
kind: TaskDefinition
metadata: { name: web }
policy: { liveImages: ${live} }
spec:
  requiresCompatibilities: [FARGATE]
  networkMode: awsvpc
  cpu: "256"
  memory: "512"
  containerDefinitions:
    - { name: web, image: "${image}", environment: [{ name: LEVEL, value: ${level} }] }
    - { name: log, image: "log:1", essential: false }
${services.map(service).join("")}`,
	};
}

async function converged(said: Said = {}) {
	const world = createVirtualWorld();
	const evenkeel = world.start();
	evenkeel.accept(manifests(said));
	await evenkeel.settle();
	return { world, evenkeel };
}

type Edit = (input: RegisterTaskDefinitionCommandInput) => RegisterTaskDefinitionCommandInput;

/** As deployment scripts do: the latest revision, or another one, with the image replaced, and without tags. */
async function register({ ecs }: VirtualWorld, image: string, edit: Edit = (input) => input, from = "web") {
	const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: from }));
	const { family, cpu, memory, networkMode, requiresCompatibilities, containerDefinitions = [] } = taskDefinition ?? {};
	const input = {
		family,
		cpu,
		memory,
		networkMode,
		requiresCompatibilities,
		containerDefinitions: containerDefinitions.map((container) =>
			container.name === "web" ? { ...container, image } : container,
		),
	};
	const registered = await ecs.send(new RegisterTaskDefinitionCommand(edit(input)));
	return `web:${registered.taskDefinition?.revision}`;
}

const roll = ({ ecs }: VirtualWorld, taskDefinition: string, name = "web") =>
	ecs.send(new UpdateServiceCommand({ cluster: "shop", service: name, taskDefinition }));

async function deploy(world: VirtualWorld, image: string, edit?: Edit, name = "web") {
	const revision = await register(world, image, edit);
	await roll(world, revision, name);
	return revision;
}

async function runs({ ecs }: VirtualWorld, name = "web") {
	const { services } = await ecs.send(new DescribeServicesCommand({ cluster: "shop", services: [name] }));
	return services?.[0]?.taskDefinition?.split("/").at(-1);
}

/** The image and the log level that a service should run. */
async function content(world: VirtualWorld, name = "web") {
	const { taskDefinition } = await world.ecs.send(
		new DescribeTaskDefinitionCommand({ taskDefinition: await runs(world, name) }),
	);
	const web = taskDefinition?.containerDefinitions?.find((container) => container.name === "web");
	return `${web?.image} ${web?.environment?.[0]?.value}`;
}

const revisions = async ({ ecs }: VirtualWorld) =>
	(await ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: "web" }))).taskDefinitionArns?.length;

const operations = ({ sent }: RunningController) => sent.map(({ call }) => call.operation);

/**
 * Waits until every change is observed and in sync, and checks that nothing is sent for longer than every observation
 * interval.
 */
async function quiet(world: VirtualWorld, evenkeel: RunningController) {
	await world.advance(120_000);
	await evenkeel.settle();
	const before = evenkeel.sent.length;
	await world.advance(1_200_000);
	await evenkeel.settle();
	expect(evenkeel.sent.slice(before).map(({ call }) => call)).toEqual([]);
}

describe("images that belong to CI", () => {
	it("are rolled forward and back by CI, and evenkeel sends nothing", async () => {
		const { world, evenkeel } = await converged();
		const born = evenkeel.sent.length;
		for (const image of ["web:2", "web:3"]) {
			await deploy(world, image);
			await quiet(world, evenkeel);
			expect(await content(world)).toBe(`${image} info`);
		}
		await roll(world, "web:1");
		await quiet(world, evenkeel);
		expect(await runs(world)).toBe("web:1");
		expect(evenkeel.sent.length).toBe(born);
		await evenkeel.stop();
	});

	it("are copied to the revision of another change, without any other change of CI", async () => {
		const { world, evenkeel } = await converged();
		await deploy(world, "web:2");
		await world.advance(120_000);
		evenkeel.accept(manifests({ level: "debug" }));
		await quiet(world, evenkeel);
		expect(await content(world)).toBe("web:2 debug");
		expect(await revisions(world)).toBe(3);
		await evenkeel.stop();
	});

	it("are those of a deployment that CI started just before the change", async () => {
		const { world, evenkeel } = await converged();
		await deploy(world, "web:2");
		evenkeel.accept(manifests({ level: "debug" }));
		await quiet(world, evenkeel);
		expect(await content(world)).toBe("web:2 debug");
		expect(await revisions(world)).toBe(3);
		await evenkeel.stop();
	});

	it("are the running ones, not those that CI has rolled back", async () => {
		const { world, evenkeel } = await converged();
		await deploy(world, "web:2");
		await deploy(world, "web:3");
		await roll(world, "web:2");
		await world.advance(300_000);
		evenkeel.accept(manifests({ level: "debug" }));
		await quiet(world, evenkeel);
		expect(await content(world)).toBe("web:2 debug");
		await evenkeel.stop();
	});

	it("survive a restart of evenkeel, also with a change that it then finds", async () => {
		const { world, evenkeel } = await converged();
		await evenkeel.stop();
		// More than evenkeel reads, all without tags.
		for (let image = 2; image <= 40; image++) await register(world, `web:${image}`);
		await roll(world, "web:12");
		const second = world.start();
		second.accept(manifests());
		await second.settle();
		expect(operations(second).filter((operation) => operation !== "ecs:TagResource")).toEqual([]);
		await quiet(world, second);
		await second.stop();
		const third = world.start();
		third.accept(manifests({ level: "debug" }));
		await quiet(world, third);
		expect(await content(world)).toBe("web:12 debug");
		expect(operations(third)).toEqual(["ecs:RegisterTaskDefinition", "ecs:UpdateService"]);
		await third.stop();
	});

	it("do not excuse other changes: another change by CI is reverted, and its image stays", async () => {
		const { world, evenkeel } = await converged();
		const withLevel: Edit = (input) => ({
			...input,
			containerDefinitions: input.containerDefinitions?.map((container) =>
				container.name === "web" ? { ...container, environment: [{ name: "LEVEL", value: "trace" }] } : container,
			),
		});
		await deploy(world, "web:2", withLevel);
		await quiet(world, evenkeel);
		expect(await content(world)).toBe("web:2 info");
		expect(await revisions(world)).toBe(3);
		await evenkeel.stop();
	});

	it("are not decided while a service cannot be read", async () => {
		const { world, evenkeel } = await converged();
		await deploy(world, "web:2");
		await evenkeel.stop();
		let blind = true;
		const next = world.start({
			aroundRead: (operation, _input, read) =>
				blind && operation === "ecs:DescribeServices"
					? Promise.reject(new AwsFailure("unavailable", "ServerException", operation, "injected"))
					: read(),
		});
		next.accept(manifests({ level: "debug" }));
		await world.advance(600_000);
		expect(next.sent).toEqual([]);
		expect(next.resource("TaskDefinition/web")?.reason?.code).toBe("ObservationFailed");
		blind = false;
		await world.advance(600_000);
		await quiet(world, next);
		expect(await content(world)).toBe("web:2 debug");
		await next.stop();
	});

	it("are distinguished from a changed representation in AWS", async () => {
		const { world, evenkeel } = await converged();
		await deploy(world, "web:2");
		await evenkeel.stop();
		const next = world.start({
			aroundRead: async (operation, _input, read) => {
				const output = await read();
				if (operation !== "ecs:DescribeTaskDefinition") return output;
				const { taskDefinition } = output as DescribeTaskDefinitionCommandOutput;
				return { ...output, taskDefinition: { ...taskDefinition, pidMode: "task" } };
			},
		});
		next.accept(manifests());
		await quiet(world, next);
		expect(next.sent).toEqual([]);
		await next.stop();
	});

	it("can be those of some containers only", async () => {
		const { world, evenkeel } = await converged({ live: "[log]" });
		await deploy(world, "web:2");
		await quiet(world, evenkeel);
		expect(await content(world)).toBe("web:1 info");
		await evenkeel.stop();
	});

	it("are the manifest's own again after it declares so", async () => {
		const { world, evenkeel } = await converged();
		await deploy(world, "web:2");
		await quiet(world, evenkeel);
		evenkeel.accept(manifests({ image: "web:9" }));
		await quiet(world, evenkeel);
		expect(await content(world)).toBe("web:2 info");
		evenkeel.accept(manifests({ image: "web:9", live: "[]" }));
		await quiet(world, evenkeel);
		expect(await content(world)).toBe("web:9 info");
		await evenkeel.stop();
	});

	it("are the latest ones if two services run different ones, which is reported", async () => {
		const services = ["web", "job"];
		const { world, evenkeel } = await converged({ services });
		await deploy(world, "web:2");
		await deploy(world, "web:3", undefined, "job");
		await quiet(world, evenkeel);
		expect([await content(world), await content(world, "job")]).toEqual(["web:2 info", "web:3 info"]);
		await evenkeel.stop();
		const reasons: Reason[] = [];
		const next = world.start({
			onReconcile: ({ plan }) => {
				for (const { verdict } of plan.items) if (verdict.outcome === "action") reasons.push(verdict.reason);
			},
		});
		next.accept(manifests({ services, level: "debug" }));
		await quiet(world, next);
		expect([await content(world), await content(world, "job")]).toEqual(["web:3 debug", "web:3 debug"]);
		expect(reasons[0]).toEqual({
			code: "NoRevisionWithContent",
			params: { external: { what: "images", from: "web:3", running: ["web:2", "web:3"] } },
		});
		await next.stop();
	});

	it("are used by a service created later", async () => {
		const { world, evenkeel } = await converged();
		await deploy(world, "web:2");
		await world.advance(120_000);
		evenkeel.accept(manifests({ services: ["web", "job"] }));
		await quiet(world, evenkeel);
		expect(await content(world, "job")).toBe("web:2 info");
		expect(await revisions(world)).toBe(2);
		await evenkeel.stop();
	});

	it("do not hide what ECS has rolled back", async () => {
		const { world, evenkeel } = await converged();
		await deploy(world, "web:2");
		await quiet(world, evenkeel);
		const takeBack = world.emulator.service("ecs").failTaskStarts({ reason: "CannotPullContainerError: not found" });
		evenkeel.accept(manifests({ level: "debug" }));
		await world.until(() => evenkeel.resource("Service/shop/web")?.outcome === "blocked");
		await evenkeel.stop();
		const next = world.start();
		next.accept(manifests({ level: "debug" }));
		await world.advance(3_600_000);
		expect(next.resource("Service/shop/web")?.reason).toMatchObject({
			code: "RolledBack",
			params: { taskDefinition: expect.stringMatching(/\bweb:3$/) },
		});
		expect(operations(next)).toEqual([]);
		expect(await content(world)).toBe("web:2 info");
		takeBack();
		// A new image of CI is new content.
		await register(world, "web:4", undefined, "web:2");
		await roll(world, "web:4");
		await quiet(world, next);
		expect(await content(world)).toBe("web:4 debug");
		await next.stop();
	});

	it("that ECS has rolled back do not concern evenkeel", async () => {
		const { world, evenkeel } = await converged();
		const before = evenkeel.sent.length;
		const takeBack = world.emulator.service("ecs").failTaskStarts({ reason: "CannotPullContainerError: not found" });
		await deploy(world, "web:2");
		await world.until(async () => (await runs(world)) === "web:1");
		takeBack();
		await quiet(world, evenkeel);
		expect(evenkeel.sent.length).toBe(before);
		await evenkeel.stop();
	});

	it("keep their owner visible, however many revisions CI registers", async () => {
		const { world, evenkeel } = await converged();
		for (let image = 2; image <= 18; image++) {
			await deploy(world, `web:${image}`);
			await world.advance(700_000);
		}
		await quiet(world, evenkeel);
		const written = operations(evenkeel).filter((operation) => operation === "ecs:TagResource").length;
		expect(written).toBeGreaterThan(1);
		expect(written).toBeLessThan(5);
		await evenkeel.stop();
		const next = world.start();
		next.accept(manifests());
		await quiet(world, next);
		expect(next.sent).toEqual([]);
		await next.stop();
	});
});
