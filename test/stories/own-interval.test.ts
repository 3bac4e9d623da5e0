/** A resource is observed at its manifest's own interval, while the others keep the common interval. */
import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { expect, it } from "vitest";
import { service } from "../support/aws-reading.ts";
import { changed, exampleStory } from "../support/example-manifests.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

const [cluster, name] = ["golang-ecs-cluster", "golang-ecs-app-service"];

it("drift of a service with its own interval is observed at that interval, not at the common one", async () => {
	const world = createVirtualWorld();
	const evenkeel = world.start({ intervalMs: 60_000 });
	const manifests = await exampleStory("golang-app");
	evenkeel.accept(changed(manifests, "golang-app/service.yaml", 'redeploy: "1"', 'redeploy: "1"\n  interval: 20m'));
	await evenkeel.settle();
	// The next observation follows one whole interval after the last successful one.
	await world.advance(60_000);
	await world.ecs.send(new UpdateServiceCommand({ cluster, service: name, desiredCount: 3 }));
	await world.advance(600_000);
	expect((await service(world, cluster, name))?.desiredCount).toBe(3);
	await world.advance(1_200_000);
	expect((await service(world, cluster, name))?.desiredCount).toBe(1);
	await evenkeel.stop();
});
