/** Tests DiscoverInstances and its revision: filters, health, order, and namespace lookup. */
import {
	DeregisterInstanceCommand,
	DiscoverInstancesCommand,
	type DiscoverInstancesCommandInput,
	DiscoverInstancesRevisionCommand,
	RegisterInstanceCommand,
	UpdateInstanceCustomHealthStatusCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { createWorld, refusal } from "../../world.ts";

async function fleet(HealthCheckCustomConfig?: object) {
	const world = createWorld();
	const NamespaceId = await world.privateNamespace("internal");
	const { Id: ServiceId } = await world.registry({ Name: "web", NamespaceId, HealthCheckCustomConfig });
	const register = (InstanceId: string, Attributes: Record<string, string>) =>
		world.finished(world.cloudMap.send(new RegisterInstanceCommand({ ServiceId, InstanceId, Attributes })));
	const names = { NamespaceName: "internal", ServiceName: "web" };
	const discover = (input: Partial<DiscoverInstancesCommandInput> = {}) =>
		world.cloudMap.send(new DiscoverInstancesCommand({ ...names, ...input }));
	const ids = async (input: Partial<DiscoverInstancesCommandInput> = {}) =>
		(await discover(input)).Instances?.map(({ InstanceId }) => InstanceId) ?? [];
	const revision = async () =>
		(await world.cloudMap.send(new DiscoverInstancesRevisionCommand(names))).InstancesRevision;
	return { ...world, ServiceId, register, discover, ids, revision };
}

describe("DiscoverInstances", () => {
	it("returns instances with all query parameters, and prefers those with the optional ones", async () => {
		const { register, ids } = await fleet();
		await register("a", { version: "1", zone: "x" });
		await register("b", { version: "1", zone: "y" });
		await register("c", { version: "2", zone: "x" });
		const QueryParameters = { version: "1" };
		expect((await ids({ QueryParameters })).sort()).toEqual(["a", "b"]);
		expect(await ids({ QueryParameters, OptionalParameters: { zone: "y" } })).toEqual(["b"]);
		expect((await ids({ QueryParameters, OptionalParameters: { zone: "z" } })).sort()).toEqual(["a", "b"]);
		expect(await ids({ QueryParameters: { version: "3" }, OptionalParameters: { zone: "x" } })).toEqual([]);
	});

	it("returns a random order, at most 100 by default, and at most the requested number", async () => {
		const { cloudMap, clock, ids, ServiceId } = await fleet();
		for (let index = 0; index < 101; index += 1) {
			await cloudMap.send(new RegisterInstanceCommand({ ServiceId, InstanceId: `i${index}`, Attributes: {} }));
		}
		await clock.advance(3000);
		const all = await ids({ MaxResults: 1000 });
		expect(new Set(all).size).toBe(101);
		expect(await ids({ MaxResults: 1000 })).not.toEqual(all);
		expect(await ids()).toHaveLength(100);
		const first = new Set<string | undefined>();
		for (let call = 0; call < 20; call += 1) first.add((await ids({ MaxResults: 1 }))[0]);
		expect(first.size).toBeGreaterThan(5);
	});

	it("returns the location of an instance, its attributes and its health", async () => {
		const { register, discover } = await fleet({});
		await register("a", { AWS_INSTANCE_IPV4: "10.0.0.1", AWS_INIT_HEALTH_STATUS: "UNHEALTHY" });
		expect((await discover()).Instances).toEqual([
			{
				InstanceId: "a",
				NamespaceName: "internal",
				ServiceName: "web",
				HealthStatus: "UNHEALTHY",
				Attributes: { AWS_INSTANCE_IPV4: "10.0.0.1", AWS_INIT_HEALTH_STATUS: "UNHEALTHY" },
			},
		]);
	});

	it("ignores the health filter if the registry has no health check", async () => {
		const { register, ids } = await fleet();
		await register("a", {});
		expect(await ids({ HealthStatus: "UNHEALTHY" })).toEqual(["a"]);
		expect(await ids({ HealthStatus: "HEALTHY" })).toEqual(["a"]);
	});

	it("finds a namespace by its HTTP name, and only in the account that owns it", async () => {
		const { ids, httpNamespace, registry, emulator } = await fleet();
		const reused = await httpNamespace("internal");
		await registry({ Name: "other", NamespaceId: reused });
		await expect(ids({ ServiceName: "other" })).rejects.toMatchObject(refusal("ServiceNotFound"));
		await expect(ids({ NamespaceName: "nowhere" })).rejects.toMatchObject(refusal("NamespaceNotFound"));
		expect(await ids({ OwnerAccount: emulator.account })).toEqual([]);
		await expect(ids({ OwnerAccount: "999999999999" })).rejects.toMatchObject(refusal("NamespaceNotFound"));
	});
});

describe("the revision of the instances", () => {
	it("increases with registrations and deregistrations, and not with health", async () => {
		const { cloudMap, clock, finished, register, revision, discover, ServiceId } = await fleet({});
		const seen = [await revision()];
		const look = async () => seen.push(await revision());
		await register("a", {});
		await look();
		const Status = "UNHEALTHY";
		await cloudMap.send(new UpdateInstanceCustomHealthStatusCommand({ ServiceId, InstanceId: "a", Status }));
		await clock.advance(60_000);
		expect((await discover()).Instances?.[0]?.HealthStatus).toBe("UNHEALTHY");
		await look();
		await finished(cloudMap.send(new DeregisterInstanceCommand({ ServiceId, InstanceId: "a" })));
		await look();
		const [none = 0, one = 0, same, gone = 0] = seen;
		expect(one).toBeGreaterThan(none);
		expect(same).toBe(one);
		expect(gone).toBeGreaterThan(one);
		expect((await discover()).InstancesRevision).toBe(gone);
	});
});
