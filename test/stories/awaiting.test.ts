/** A pipeline pushes a commit and waits for its outcome while the controller works. */
import { describe, expect, it } from "vitest";
import { createWaitCheck, type WaitResult } from "../../src/controller/wait-check.ts";
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
		/** Every state that a continuously polling client receives, up to the last. */
		pushed: async (revision: string, manifests: Files): Promise<{ states: readonly string[]; last: WaitResult }> => {
			const awaiting = createWaitCheck(revision);
			const states: WaitResult[] = [];
			const ask = () => void states.push(awaiting(evenkeel.controller.status()));
			ask();
			evenkeel.accept({ ...asSnapshot(manifests), revision });
			await world.until(() => {
				ask();
				return states.at(-1)?.state !== "moving";
			});
			return { states: [...new Set(states.map(({ state }) => state))], last: states.at(-1) as WaitResult };
		},
	};
}

describe("a pipeline that waits for its commit", () => {
	it("reports success when the new tasks run, not while the old ones still run", async () => {
		const { world, evenkeel, pushed } = pushing();
		await pushed("one", files("api:1"));
		const { states } = await pushed("two", files("api:2"));
		expect(states).toEqual(["moving", "reached"]);
		expect(evenkeel.resource("TaskDefinition/api")?.lastChange?.revision).toBe("two");
		expect(evenkeel.resource("Service/shop/api")?.lastChange?.revision).toBe("two");
		// A commit without changes has nothing to wait for.
		evenkeel.accept({ ...asSnapshot(files("api:2")), revision: "three" });
		expect(createWaitCheck("three")(evenkeel.controller.status()).state).toBe("reached");
		await world.advance(1);
		await evenkeel.stop();
	});

	it("reports the rollback by ECS, and the success of the fixed commit", async () => {
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

	it("reports invalid manifests, while the last valid ones stay in force", async () => {
		const { evenkeel, pushed } = pushing();
		const environment = { "e.yaml": doc("Environment", "test", "{ owner: me }") };
		await pushed("one", { ...environment, ...files("api:1") });
		const { last } = await pushed("two", { "e.yaml": "kind: Environment\nspec: [\n" });
		expect(last).toMatchObject({ state: "failed", sentences: [expect.stringContaining("e.yaml:")] });
		expect(evenkeel.controller.status()).toMatchObject({ revision: "one", rejectedRevision: "two" });
		await evenkeel.stop();
	});
});
