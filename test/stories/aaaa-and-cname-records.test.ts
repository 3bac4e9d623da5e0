/**
 * Registries with AAAA and CNAME records, from manifests to DNS: tasks in subnets with IPv6 have their own addresses,
 * and users register names manually, which ECS never does and evenkeel does not change.
 */

import { DeregisterInstanceCommand, RegisterInstanceCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { textOf } from "../../src/report/catalogue/index.ts";
import { dnsAnswers, instances, privateAddresses, recordSets, registry, tasks } from "../support/aws-reading.ts";
import { changed, exampleStory, withDeletions, withDesiredCount, withFile } from "../support/example-manifests.ts";
import { createVirtualWorld, type RunningController, type VirtualWorld } from "../support/virtual-world.ts";

const discoveryFile = "golang-app/discovery.yaml";
const serviceFile = "golang-app/service.yaml";
const name = "app.golang-app.internal";
const records = "      - Type: A\n        TTL: 10\n";
const golangTasks = (world: VirtualWorld) => tasks(world, "golang-ecs-cluster", "golang-ecs-app-service");

/** Records the findings of every later comparison of tasks, instances and record sets. */
function watched(world: VirtualWorld) {
	const alarms = new Set<string>();
	const evenkeel = world.start({
		discoveryIntervalMs: 30_000,
		onStatus: ({ resources }) => {
			for (const { mismatches = [] } of resources) for (const { reason } of mismatches) alarms.add(textOf(reason));
		},
	});
	return { evenkeel, alarms };
}

describe("a registry with AAAA records", () => {
	const ipv6 = "      - Type: AAAA\n        TTL: 10\n";
	/** The only subnet of the example. */
	async function subnetOf(): Promise<string> {
		const { files } = await exampleStory("golang-app");
		return /SUBNET_A: (\S+)/.exec(files.get("environment.yaml") ?? "")?.[1] ?? "";
	}

	it.each([
		["beside A", records + ipv6, ["A", "AAAA"]],
		["alone", ipv6, ["AAAA"]],
	])("%s answers with the IPv6 addresses of 1, then 3, then 0 tasks", async (_, declared, types) => {
		const world = createVirtualWorld({ network: { dualStackSubnets: [await subnetOf()] } });
		const { evenkeel, alarms } = watched(world);
		const manifests = changed(await exampleStory("golang-app"), discoveryFile, records, declared);
		for (const count of [1, 3, 0]) {
			evenkeel.accept(withDesiredCount(manifests, serviceFile, count));
			await evenkeel.settle();
			await world.advance(180_000);
			const running = await golangTasks(world);
			const addresses = running.flatMap(({ containers }) =>
				(containers ?? []).flatMap(({ networkInterfaces }) => networkInterfaces?.[0]?.ipv6Address ?? []),
			);
			expect(new Set(addresses).size).toBe(count);
			expect(dnsAnswers(world, name, "AAAA")).toEqual(addresses.sort());
			expect(dnsAnswers(world, name)).toEqual(types.includes("A") ? privateAddresses(running) : []);
			expect((await recordSets(world, "golang-app.internal")).map(({ Type }) => Type).sort()).toEqual(
				types.flatMap((type) => Array.from({ length: count }, () => type)).sort(),
			);
		}
		expect(evenkeel.resource("Registry/golang-app.internal/app")?.mismatches).toEqual([]);
		expect([...alarms]).toEqual([]);
		await evenkeel.stop();
	});
});

describe("a registry with CNAME records", () => {
	const identity = "Registry/golang-app.internal/api";
	const document = (ttl: number) => `apiVersion: evenkeel/v1alpha1
kind: Registry
metadata: { name: api }
spec:
  NamespaceId: golang-app.internal
  DnsConfig: { RoutingPolicy: WEIGHTED, DnsRecords: [{ Type: CNAME, TTL: ${ttl} }] }
`;
	const manifests = async (ttl = 30) =>
		withFile(await exampleStory("golang-app"), "golang-app/api.yaml", document(ttl));

	async function born() {
		const world = createVirtualWorld();
		const { evenkeel, alarms } = watched(world);
		evenkeel.accept(await manifests());
		await evenkeel.settle();
		return { world, evenkeel, alarms };
	}

	const apiId = async (world: VirtualWorld) => (await registry(world, "golang-app.internal", "api"))?.Id;

	/** Registers a name as a user does. */
	async function register(world: VirtualWorld, InstanceId: string, target: string) {
		const Attributes = { AWS_INSTANCE_CNAME: target };
		await world.cloudMap.send(new RegisterInstanceCommand({ ServiceId: await apiId(world), InstanceId, Attributes }));
		await world.advance(120_000);
	}

	const isQuiet = async (world: VirtualWorld, { sent }: RunningController) => {
		const before = sent.length;
		await world.advance(300_000);
		expect(sent.slice(before)).toEqual([]);
	};

	it("resolves to the manually registered name, and from there to the tasks", async () => {
		const { world, evenkeel, alarms } = await born();
		expect(dnsAnswers(world, "api.golang-app.internal", "CNAME")).toEqual([]);
		await register(world, "blue", name);
		expect(dnsAnswers(world, "api.golang-app.internal", "CNAME")).toEqual([name]);
		expect(dnsAnswers(world, "api.golang-app.internal")).toEqual(privateAddresses(await golangTasks(world)));
		await isQuiet(world, evenkeel);
		expect(evenkeel.resource(identity)).toMatchObject({ sync: "Synced", health: { status: "Healthy" } });
		expect([...alarms]).toEqual([]);
		await evenkeel.stop();
	});

	it("answers with one of two names at a time, and a new TTL leaves both registered", async () => {
		const { world, evenkeel, alarms } = await born();
		await register(world, "blue", "blue.example.com");
		await register(world, "green", "green.example.com");
		const answered = new Set<string>();
		for (let question = 0; question < 60; question++) {
			const answers = dnsAnswers(world, "api.golang-app.internal", "CNAME");
			expect(answers).toHaveLength(1);
			answered.add(answers[0] ?? "");
		}
		expect([...answered].sort()).toEqual(["blue.example.com", "green.example.com"]);

		evenkeel.accept(await manifests(60));
		await evenkeel.settle();
		await world.advance(120_000);
		const sets = (await recordSets(world, "golang-app.internal")).filter(({ Type }) => Type === "CNAME");
		expect(sets.map(({ SetIdentifier, TTL }) => [SetIdentifier, TTL]).sort()).toEqual([
			["blue", 60],
			["green", 60],
		]);
		await isQuiet(world, evenkeel);
		expect([...alarms]).toEqual([]);
		await evenkeel.stop();
	});

	it("is not deleted while a user's instance is registered, although the environment lists it", async () => {
		const { world, evenkeel } = await born();
		await register(world, "blue", name);
		evenkeel.accept(withDeletions(await exampleStory("golang-app"), [identity]));
		await world.advance(300_000);
		expect(evenkeel.resource(identity)).toMatchObject({
			...{ orphan: true, outcome: "waiting" },
			reason: { code: "InstancesRemain", params: { count: 1, ofOthers: ["blue"] } },
		});
		expect([...(await instances(world, (await apiId(world)) ?? "")).keys()]).toEqual(["blue"]);
		expect(dnsAnswers(world, "api.golang-app.internal", "CNAME")).toEqual([name]);

		await world.cloudMap.send(new DeregisterInstanceCommand({ ServiceId: await apiId(world), InstanceId: "blue" }));
		await world.until(async () => (await apiId(world)) === undefined);
		expect(dnsAnswers(world, "api.golang-app.internal", "CNAME")).toEqual([]);
		await evenkeel.stop();
	});
});
