/** Lists that AWS cuts into pages, one of which may be empty though more follow. */
import { CreateClusterCommand } from "@aws-sdk/client-ecs";
import { expect, it } from "vitest";
import { createAws } from "../../src/aws/client.ts";
import { type Read, readAll } from "../../src/aws/reads.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

it.each([false, true])("reads every page of a list (the first page is empty: %s)", async (isEmpty) => {
	const { clock, emulator, ecs } = createVirtualWorld();
	for (let index = 0; index < 5; index++) {
		await ecs.send(new CreateClusterCommand({ clusterName: `shop-${index}` }));
	}
	if (isEmpty) emulator.faults.add({ operation: "ecs:ListClusters", fault: "partialRead", lacks: "page" });
	const { region, requestHandler } = emulator;
	const { read } = createAws({ region, requestHandler, clock, random: seededRandom(1), budget: async () => {} });
	const arns = await readAll(read, "ecs:ListClusters", { maxResults: 2 }, ({ clusterArns }) => clusterArns);
	expect(arns.map((arn) => arn.slice(arn.lastIndexOf("/") + 1))).toEqual([0, 1, 2, 3, 4].map((n) => `shop-${n}`));
});

it("an operation without pages cannot be passed to readAll", async () => {
	const read: Read = async () => ({}) as never;
	// @ts-expect-error: ECS describes the clusters that are asked for, without pages.
	expect(await readAll(read, "ecs:DescribeClusters", {}, () => [])).toEqual([]);
	// @ts-expect-error: several members together name the next page, so its caller follows them.
	expect(await readAll(read, "route53:ListResourceRecordSets", { HostedZoneId: "Z1" }, () => [])).toEqual([]);
});
