/** Adoption of manually created resources: only tags are sent, and no running task is replaced. */

import {
	CreateClusterCommand,
	CreateServiceCommand,
	RegisterTaskDefinitionCommand,
	UntagResourceCommand,
} from "@aws-sdk/client-ecs";
import {
	CreateHttpNamespaceCommand,
	CreateServiceCommand as CreateServiceCommandOfCloudMap,
	ListNamespacesCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { because } from "../../src/model/reason.ts";
import { adopting } from "../../src/plan/manual-action.ts";
import { textOf } from "../../src/report/catalogue/index.ts";
import { service as shown } from "../support/aws-reading.ts";
import { doc } from "../support/manifests.ts";
import { byHand } from "../support/manual-changes.ts";
import { createVirtualWorld, type Files, type VirtualWorld } from "../support/virtual-world.ts";

const api = "Service/shop/api";
const manifests = (policy = "{}"): Files => ({
	"c.yaml": doc("Cluster", "shop"),
	"s.yaml": doc("Service", "api", "{ cluster: shop, taskDefinition: 'api:1', desiredCount: 1 }", policy),
});

/** A cluster and a service with two tasks, which the manifests also declare. */
async function madeByHand() {
	const world = createVirtualWorld();
	await world.ecs.send(new CreateClusterCommand({ clusterName: "shop" }));
	await world.ecs.send(
		new RegisterTaskDefinitionCommand({
			family: "api",
			containerDefinitions: [{ name: "api", image: "api:1", memory: 64 }],
		}),
	);
	const { service } = await world.ecs.send(
		new CreateServiceCommand({ cluster: "shop", serviceName: "api", taskDefinition: "api:1", desiredCount: 2 }),
	);
	return { world, resourceArn: service?.serviceArn ?? "" };
}

const deploymentIds = async (world: VirtualWorld) =>
	(await shown(world, "shop", "api"))?.deployments?.map(({ id }) => id);

describe("adopting", () => {
	it("sends only tags and shows differences, which the controller then corrects", async () => {
		const { world } = await madeByHand();
		const before = await deploymentIds(world);
		const cluster = await byHand(world, manifests(), "Cluster/*", adopting);
		const { sent, told, result } = await byHand(world, manifests(), "*", adopting);
		expect([...cluster.sent, ...sent].map(({ operation }) => operation)).toEqual([
			"ecs:TagResource",
			"ecs:TagResource",
		]);
		expect(told).toEqual(["Cluster/shop: in sync", `${api}: action, Adopted`]);
		expect("plan" in result && result.plan.items.find(({ identity }) => identity === api)?.drift).toEqual([
			{ path: "desiredCount", desired: 1, observed: 2 },
		]);
		expect((await shown(world, "shop", "api"))?.desiredCount).toBe(2);
		expect(await deploymentIds(world)).toEqual(before);
		const evenkeel = world.start();
		evenkeel.accept(manifests());
		await world.until(async () => (await shown(world, "shop", "api"))?.desiredCount === 1);
		expect(await deploymentIds(world)).toEqual(before);
		await evenkeel.stop();
	});

	it.each(["by its manifest", "by hand"])("never adopts what ECS has created for Service Connect, %s", async (how) => {
		const world = createVirtualWorld();
		await world.cloudMap.send(new CreateHttpNamespaceCommand({ Name: "mesh" }));
		await world.advance(60_000);
		const { Namespaces } = await world.cloudMap.send(new ListNamespacesCommand({}));
		const Tags = [{ Key: "AmazonECSManaged", Value: "true" }];
		await world.cloudMap.send(
			new CreateServiceCommandOfCloudMap({ Name: "api", NamespaceId: Namespaces?.[0]?.Id, Type: "HTTP", Tags }),
		);
		const policy = how === "by hand" ? "{}" : "{ adopt: true }";
		const files = {
			"n.yaml": doc("Namespace", "mesh", "{ Type: HTTP }", "{ mode: observe }"),
			"r.yaml": doc("Registry", "api", "{ NamespaceId: mesh, Type: HTTP }", policy),
		};
		if (how === "by hand") {
			const { told, sent } = await byHand(world, files, "Registry/*", adopting);
			expect(sent).toEqual([]);
			expect(told[0]).toBe("Registry/mesh/api: blocked, CreatedByEcs");
		} else {
			const evenkeel = world.start();
			evenkeel.accept(files);
			await world.advance(120_000);
			expect(evenkeel.sent).toEqual([]);
			expect(evenkeel.resource("Registry/mesh/api")).toMatchObject({
				outcome: "blocked",
				reason: { code: "CreatedByEcs" },
			});
			await evenkeel.stop();
		}
	});

	it("only observes a service with an ARN in the old format, because AWS accepts no tags for it", async () => {
		const { world } = await madeByHand();
		const evenkeel = world.start({
			aroundRead: async (operation, _input, read) => {
				const answer = (await read()) as { services?: { serviceArn?: string }[] };
				if (operation !== "ecs:DescribeServices") return answer;
				const short = (arn = "") => arn.replace(":service/shop/", ":service/");
				const services = answer.services?.map((one) => ({ ...one, serviceArn: short(one.serviceArn) }));
				return { ...answer, services };
			},
		});
		evenkeel.accept(manifests("{ adopt: true }"));
		await byHand(world, manifests(), "Cluster/*", adopting);
		await world.advance(120_000);
		expect(evenkeel.sent).toEqual([]);
		expect(evenkeel.resource(api)).toMatchObject({
			outcome: "blocked",
			reason: { code: "ShortArn" },
		});
		await evenkeel.stop();
	});

	it("writes nothing in a dry run", async () => {
		const { world } = await madeByHand();
		const { sent, told } = await byHand(world, manifests(), "*", adopting, { dryRun: true });
		expect(sent).toEqual([]);
		expect(told).toEqual(["Cluster/shop: action, Adopted", `${api}: action, Adopted`]);
	});

	it("rejects resources of another installation, and resources that their manifest only observes", async () => {
		const { world } = await madeByHand();
		await byHand(world, manifests(), "Cluster/shop", adopting, { owner: "first" });
		const { sent, told, result } = await byHand(world, manifests("{ mode: observe }"), "*", adopting);
		expect(sent).toEqual([]);
		expect(told).toEqual(["Cluster/shop: blocked, AdoptionOfForeign", `${api}: blocked, AdoptionOfObserved`]);
		const cause = because("OtherOwner", { owner: "first", ours: "test" });
		expect(result).toMatchObject({ plan: { items: [{ verdict: { reason: { params: { cause } } } }, {}] } });
	});

	it("rejects a resource that does not exist", async () => {
		const { told, sent } = await byHand(createVirtualWorld(), manifests(), "Cluster/*", adopting);
		expect([told, sent]).toEqual([["Cluster/shop: blocked, NothingToTag"], []]);
	});
});

describe("ownership lost by a manual change", () => {
	it("blocks every call, and reports what to do", async () => {
		const { world, resourceArn } = await madeByHand();
		await byHand(world, manifests(), "*", adopting);
		const evenkeel = world.start();
		evenkeel.accept(manifests());
		await world.until(() => evenkeel.resource(api)?.outcome === "in sync");
		await world.ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: ["evenkeel:owner"] }));
		const before = evenkeel.sent.length;
		evenkeel.accept({
			...manifests(),
			"s.yaml": manifests()["s.yaml"]?.replace("desiredCount: 1", "desiredCount: 3") ?? "",
		});
		await world.advance(600_000);
		expect(evenkeel.sent.slice(before)).toEqual([]);
		expect(evenkeel.resource(api)).toMatchObject({
			outcome: "blocked",
			reason: because("NotOwned", { identity: api, had: true }),
		});
		await evenkeel.stop();
	});

	it("is proposed as a command in which any name is a single word", async () => {
		const world = createVirtualWorld();
		await world.cloudMap.send(new CreateHttpNamespaceCommand({ Name: "$(id)" }));
		const evenkeel = world.start();
		evenkeel.accept({ "n.yaml": doc("Namespace", "odd", "{ Name: '$(id)', Type: HTTP }") });
		await world.until(() => evenkeel.resource("Namespace/$(id)")?.outcome === "blocked");
		const { reason = because("NotFound") } = evenkeel.resource("Namespace/$(id)") ?? {};
		expect(textOf(reason)).toMatch(/: evenkeel adopt 'Namespace\/\$\(id\)'$/);
		await evenkeel.stop();
	});
});
