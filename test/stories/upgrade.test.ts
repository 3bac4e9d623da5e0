/**
 * Neither a new version of evenkeel nor a changed representation in AWS restarts a fleet: a revision is recognized by
 * the content hash of its registration, and otherwise by comparison.
 */
import { DescribeTaskDefinitionCommand, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { contentTag } from "../../src/model/tags.ts";
import { service, tasks } from "../support/aws-reading.ts";
import { exampleStory } from "../support/example-manifests.ts";
import { createVirtualWorld, type StartOptions } from "../support/virtual-world.ts";

type Answer = Record<string, unknown>;

/** Every answer, with each of its objects transformed by `change`. */
function answering(change: (part: Answer, operation: string) => Answer): NonNullable<StartOptions["aroundRead"]> {
	const through = (value: unknown, operation: string): unknown => {
		if (Array.isArray(value)) return value.map((item) => through(item, operation));
		if (typeof value !== "object" || value === null || value instanceof Date) return value;
		const inner = Object.entries(value).map(([name, member]) => [name, through(member, operation)]);
		return change(Object.fromEntries(inner), operation);
	};
	return async (operation, _input, read) => through(await read(), operation) as object;
}

const contentTagAs = (value: string) => answering((part) => (part.key === contentTag ? { ...part, value } : part));
const withMember = (where: string, operation: string) =>
	answering((part, asked) => (asked === operation && where in part ? { ...part, somethingNew: "ENABLED" } : part));

/** The effects of another version of evenkeel, or of AWS, on the same answers. */
const changes: Readonly<Record<string, NonNullable<StartOptions["aroundRead"]>>> = {
	"has no content tag": answering((part) => (part.key === contentTag ? { key: "none", value: "" } : part)),
	"normalizes contents differently": contentTagAs("0".repeat(64)),
	"wrote the content tag in an older format": contentTagAs("md5:1B2M2Y8AsgTpgAmY7PhCfg=="),
	"finds a new default in task definitions": withMember("containerDefinitions", "ecs:DescribeTaskDefinition"),
	"finds a new default in containers": withMember("image", "ecs:DescribeTaskDefinition"),
	"finds a new default in services": withMember("serviceName", "ecs:DescribeServices"),
	"finds a new default in clusters": withMember("clusterName", "ecs:DescribeClusters"),
	"finds a new default in registries": withMember("CreateDate", "servicediscovery:ListServices"),
};

const names = ["ecs-cluster", "ecs-app-service"].map((name) => `golang-${name}`) as [string, string];

async function converged() {
	const world = createVirtualWorld();
	const evenkeel = world.start();
	const files = await exampleStory("golang-app");
	evenkeel.accept(files);
	await evenkeel.settle();
	await evenkeel.stop();
	return { world, files };
}

describe("a new evenkeel", () => {
	it.each(Object.entries(changes))("that %s makes no call", async (_what, aroundRead) => {
		const { world, files } = await converged();
		const running = await tasks(world, ...names);
		const next = world.start({ aroundRead });
		next.accept(files);
		await next.settle();
		await world.advance(2 * 3_600_000);
		expect(next.sent).toEqual([]);
		expect((await tasks(world, ...names)).map(({ taskArn }) => taskArn)).toEqual(running.map(({ taskArn }) => taskArn));
		expect(next.controller.status().resources.flatMap(({ unmanaged }) => unmanaged)).toEqual([]);
		await next.stop();
	});

	it("that finds the revision of a service behind many others of evenkeel registers no new one", async () => {
		const { world, files } = await converged();
		const family = "golang-ecs-app";
		const { taskDefinition: ours, tags = [] } = await world.ecs.send(
			new DescribeTaskDefinitionCommand({ taskDefinition: family, include: ["TAGS"] }),
		);
		const ownership = tags.filter(({ key }) => key !== contentTag);
		for (let count = 0; count < 12; count++) {
			const containerDefinitions = [{ name: "theirs", image: `theirs:${count}`, memory: 64 }];
			await world.ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions, tags: ownership }));
		}
		const next = world.start();
		next.accept(files);
		await next.settle();
		await world.advance(2 * 3_600_000);
		expect(next.sent).toEqual([]);
		expect((await service(world, ...names))?.taskDefinition).toBe(ours?.taskDefinitionArn);
		await next.stop();
	});

	it("that finds a new default within a declared field reports it, and replaces no task for it", async () => {
		const { world, files } = await converged();
		const before = (await service(world, ...names))?.deployments?.map(({ id }) => id);
		const next = world.start({ aroundRead: withMember("subnets", "ecs:DescribeServices") });
		next.accept(files);
		const identity = `Service/${names.join("/")}`;
		await world.until(() => next.resource(identity)?.hasNoEffect === true);
		await world.advance(2 * 3_600_000);
		expect(next.resource(identity)?.drift.map(({ path }) => path)).toEqual([
			"networkConfiguration.awsvpcConfiguration.somethingNew",
		]);
		expect((await service(world, ...names))?.deployments?.map(({ id }) => id)).toEqual(before);
		await next.stop();
	});
});
