/** A pipeline has pushed a commit and waits for what becomes of it, while the controller works. */
import { describe, expect, it } from "vitest";
import { type Awaited, createAwaiting } from "../../src/controller/awaited.ts";
import { doc, fargateDefinition } from "../support/manifests.ts";
import { asSnapshot, createVirtualWorld, type Files } from "../support/virtual-world.ts";

const files = (image: string): Files => ({
	"c.yaml": doc("Cluster", "shop"),
	"t.yaml": fargateDefinition("api", image),
	"s.yaml": doc(
		"Service",
		"api",
		"{ cluster: shop, taskDefinition: api, launchType: FARGATE, desiredCount: 1, deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } }, networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-1] } } }",
	),
});

function pushing() {
	const world = createVirtualWorld();
	const evenkeel = world.start();
	return {
		world,
		evenkeel,
		/** Every state that somebody who asks all the time is told, up to the last. */
		pushed: async (revision: string, manifests: Files): Promise<{ states: readonly string[]; last: Awaited }> => {
			const awaiting = createAwaiting(revision);
			const states: Awaited[] = [];
			const ask = () => void states.push(awaiting(evenkeel.controller.status()));
			ask();
			evenkeel.accept({ ...asSnapshot(manifests), revision });
			await world.until(() => {
				ask();
				return states.at(-1)?.state !== "moving";
			});
			return { states: [...new Set(states.map(({ state }) => state))], last: states.at(-1) as Awaited };
		},
	};
}

describe("a pipeline that waits for its commit", () => {
	it("hears of success when the new tasks run, not when the old ones still do", async () => {
		const { world, evenkeel, pushed } = pushing();
		await pushed("one", files("api:1"));
		const { states } = await pushed("two", files("api:2"));
		expect(states).toEqual(["moving", "reached"]);
		expect(evenkeel.resource("TaskDefinition/api")?.lastChange?.revision).toBe("two");
		expect(evenkeel.resource("Service/shop/api")?.lastChange?.revision).toBe("two");
		// A commit that changes nothing has nothing to wait for.
		evenkeel.accept({ ...asSnapshot(files("api:2")), revision: "three" });
		expect(createAwaiting("three")(evenkeel.controller.status()).state).toBe("reached");
		await world.advance(1);
		await evenkeel.stop();
	});

	it("hears that ECS has rolled it back, and of the mended one's success", async () => {
		const { world, evenkeel, pushed } = pushing();
		await pushed("one", files("api:1"));
		const takeBack = world.emulator
			.service("ecs")
			.failTaskStarts({ service: "api", reason: "CannotPullContainerError: no" });
		const { states, last } = await pushed("two", files("api:2"));
		expect(states).toEqual(["moving", "failed"]);
		expect(last).toMatchObject({ sentences: [expect.stringContaining("ECS rolled back the deployment of")] });
		takeBack();
		expect((await pushed("three", files("api:3"))).states).toEqual(["moving", "reached"]);
		await evenkeel.stop();
	});

	it("hears that its manifests are rejected, while the last good ones stay in force", async () => {
		const { evenkeel, pushed } = pushing();
		const environment = { "e.yaml": doc("Environment", "test", "{ owner: me }") };
		await pushed("one", { ...environment, ...files("api:1") });
		const { last } = await pushed("two", { "e.yaml": "kind: Environment\nspec: [\n" });
		expect(last).toMatchObject({ state: "failed", sentences: [expect.stringContaining("e.yaml:")] });
		expect(evenkeel.controller.status()).toMatchObject({ revision: "one", rejectedRevision: "two" });
		await evenkeel.stop();
	});
});
