/**
 * Story 3 deleted: ECS removes the registries that it created for Service Connect, and evenkeel deletes only what ECS
 * leaves behind in a namespace in deletion.
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

describe("a teardown", () => {
	it("leaves ECS's registries to ECS, and ends with no resources", async () => {
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

	it("deletes what ECS leaves behind, once it is empty and its namespace is being deleted", async () => {
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
			outcome: "waiting",
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

	it("never deletes what others created in the namespace", async () => {
		const { world, evenkeel, manifests } = await born();
		await leftBehind(world, "somebodys", []);
		evenkeel.accept(tornDown(manifests, story, identities));
		await world.until(() => evenkeel.controller.status().resources.length === 1);
		await world.advance(600_000);
		expect(await registryNames(world, "local")).toEqual(["somebodys"]);
		expect(await zoneNames(world)).toEqual(["local."]);
		expect(evenkeel.resource("Namespace/local")).toMatchObject({
			outcome: "waiting",
			reason: { code: "RegistriesRemain", params: { registries: ["somebodys"] } },
		});
		expect(world.requests.filter((operation) => operation.startsWith("servicediscovery:Delete"))).toEqual([]);
		await evenkeel.stop();
	});

	it("keeps what ECS created for the remaining services", async () => {
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

/** Creates a registry of another client in the namespace and returns its ID. */
async function leftBehind(
	{ cloudMap, ...world }: VirtualWorld,
	Name: string,
	Tags: { Key: string; Value: string }[],
): Promise<string> {
	const parent = await namespace({ cloudMap, ...world }, "local");
	const made = await cloudMap.send(new CreateServiceCommand({ Name, NamespaceId: parent?.Id, Type: "HTTP", Tags }));
	return made.Service?.Id ?? "";
}
