/**
 * Story 3 taken down: the registries that ECS made for Service Connect are ECS's to remove, and evenkeel takes away only what
 * ECS leaves behind in a namespace that goes.
 */
import {
	CreateServiceCommand,
	DeregisterInstanceCommand,
	RegisterInstanceCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import {
	cloudMapTags,
	cluster,
	dnsReply,
	namespace,
	registry,
	registryNames,
	service,
	tasks,
	zoneNames,
} from "../support/aws-reading.ts";
import { changed, tornDown, withFile } from "../support/example-manifests.ts";
import { born, client, clientFile, clusterName, identities, story } from "../support/service-connect.ts";
import type { RunningController, VirtualWorld } from "../support/virtual-world.ts";

describe("taking it down", () => {
	it("leaves to ECS what ECS made, and ends with nothing", async () => {
		const { world, evenkeel, manifests } = await born();
		expect(await registryNames(world, "local")).toEqual(["nginx-client", "nginx-server"]);
		for (const name of ["nginx-client", "nginx-server"]) {
			const made = await registry(world, "local", name);
			expect(Object.keys(await cloudMapTags(world, made?.Arn))).toEqual(["AmazonECSManaged"]);
		}
		evenkeel.accept(tornDown(manifests, story, identities));
		await world.until(async () => (await zoneNames(world)).length === 0);
		expect(world.requests).not.toContain("servicediscovery:DeleteService");
		expect(evenkeel.sent.at(-1)?.call.operation).toBe("servicediscovery:DeleteNamespace");
		expect(evenkeel.sent.filter(({ failure }) => failure)).toEqual([]);
		await expectGone(world, evenkeel);
	});

	it("takes away what ECS leaves behind, once it is empty and the namespace goes", async () => {
		const { world, evenkeel, manifests } = await born();
		const left = await leftBehind(world, "nginx-old", [{ Key: "AmazonECSManaged", Value: "true" }]);
		const serving = { ServiceId: left, InstanceId: "task-1" };
		await world.cloudMap.send(
			new RegisterInstanceCommand({ ...serving, Attributes: { AWS_INSTANCE_IPV4: "10.0.0.9" } }),
		);
		await world.advance(60_000);
		evenkeel.accept(tornDown(manifests, story, identities));
		await world.until(() => evenkeel.controller.status().resources.length === 1);
		await world.advance(600_000);
		expect(await registryNames(world, "local")).toEqual(["nginx-old"]);
		expect(evenkeel.resource("Namespace/local")).toMatchObject({
			outcome: "wait",
			reason: { code: "ServiceConnectInUse", params: { registry: "nginx-old" } },
		});
		expect(world.requests).not.toContain("servicediscovery:DeleteService");

		await world.cloudMap.send(new DeregisterInstanceCommand(serving));
		await world.until(async () => (await zoneNames(world)).length === 0);
		expect(evenkeel.sent.slice(-2).map(({ call }) => call)).toEqual([
			{ operation: "servicediscovery:DeleteService", input: { Id: left } },
			{ operation: "servicediscovery:DeleteNamespace", input: expect.anything() },
		]);
		await expectGone(world, evenkeel);
	});

	it("never takes away what somebody else made in the namespace", async () => {
		const { world, evenkeel, manifests } = await born();
		await leftBehind(world, "somebodys", []);
		evenkeel.accept(tornDown(manifests, story, identities));
		await world.until(() => evenkeel.controller.status().resources.length === 1);
		await world.advance(600_000);
		expect(await registryNames(world, "local")).toEqual(["somebodys"]);
		expect(await zoneNames(world)).toEqual(["local."]);
		expect(evenkeel.resource("Namespace/local")).toMatchObject({
			outcome: "wait",
			reason: { code: "RegistriesRemain", params: { registries: ["somebodys"] } },
		});
		expect(world.requests.filter((operation) => operation.startsWith("servicediscovery:Delete"))).toEqual([]);
		await evenkeel.stop();
	});

	it("keeps what ECS made for the services that stay", async () => {
		const { world, evenkeel, manifests } = await born();
		const without = withFile(manifests, clientFile, undefined);
		evenkeel.accept(changed(without, "environment.yaml", "deletions: []", `deletions: [${client}]`));
		await world.until(async () => (await service(world, clusterName, "client-service")) === undefined);
		await evenkeel.settle();
		await world.advance(600_000);
		expect(await registryNames(world, "local")).toEqual(["nginx-server"]);
		expect(await tasks(world, clusterName, "server-service")).toHaveLength(1);
		expect(evenkeel.controller.status().resources.map(({ sync }) => sync)).toEqual(Array(4).fill("Synced"));
		await evenkeel.stop();
	});
});

async function expectGone(world: VirtualWorld, evenkeel: RunningController): Promise<void> {
	await world.advance(60_000);
	expect(evenkeel.controller.status().resources).toEqual([]);
	expect(await namespace(world, "local")).toBeUndefined();
	expect(await cluster(world, clusterName)).toBeUndefined();
	expect(dnsReply(world, "nginx-server.local").code).toBe("REFUSED");
	await evenkeel.stop();
}

/** A registry that was made in the namespace by somebody else; gives its id. */
async function leftBehind(
	{ cloudMap, ...world }: VirtualWorld,
	Name: string,
	Tags: { Key: string; Value: string }[],
): Promise<string> {
	const parent = await namespace({ cloudMap, ...world }, "local");
	const made = await cloudMap.send(new CreateServiceCommand({ Name, NamespaceId: parent?.Id, Type: "HTTP", Tags }));
	return made.Service?.Id ?? "";
}
