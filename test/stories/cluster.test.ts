/** One kind through all layers: from a manifest to AWS, kept in sync, and deleted. */
import { DescribeClustersCommand, UpdateClusterCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { doc, environment } from "../support/manifests.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

const listed = environment("deletions: [Cluster/shop]");
const shop = doc(
	"Cluster",
	"shop",
	"{ settings: [{ name: containerInsights, value: disabled }], tags: [{ key: team, value: shop }] }",
);

describe("a cluster", () => {
	it("is created, kept as its manifest declares, and deleted when the environment lists it", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		const read = async () =>
			(await world.ecs.send(new DescribeClustersCommand({ clusters: ["shop"], include: ["TAGS", "SETTINGS"] })))
				.clusters?.[0];

		evenkeel.accept({ "environment.yaml": listed, "shop.yaml": shop });
		await evenkeel.settle();
		expect(await read()).toMatchObject({
			status: "ACTIVE",
			settings: [{ name: "containerInsights", value: "disabled" }],
			tags: expect.arrayContaining([
				{ key: "team", value: "shop" },
				{ key: "evenkeel:owner", value: "test" },
				{ key: "evenkeel:identity", value: "Cluster/shop" },
			]),
		});

		const before = evenkeel.sent.length;
		await world.advance(600_000);
		expect(evenkeel.sent.length).toBe(before);

		await world.ecs.send(
			new UpdateClusterCommand({ cluster: "shop", settings: [{ name: "containerInsights", value: "enabled" }] }),
		);
		await world.until(() => evenkeel.sent.length > before);
		await evenkeel.settle();
		expect((await read())?.settings).toEqual([{ name: "containerInsights", value: "disabled" }]);

		evenkeel.accept({ "environment.yaml": listed });
		await world.until(() => evenkeel.controller.status().resources.length === 0);
		expect((await read())?.status).toBe("INACTIVE");
		await evenkeel.stop();
	});
});
