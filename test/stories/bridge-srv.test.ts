/**
 * Story 2: containers in bridge mode on EC2 instances, discovered by SRV records with the port that Docker assigned.
 * The client resolves as dnspython does: SRV, then the target's address, then the call.
 */
import type { Task } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import type { Place } from "../../src/model/problem.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import {
	callable,
	cluster,
	dnsReply,
	hostedZone,
	instances,
	namespace,
	recordSets,
	registry,
	service,
	taskDefinition,
	taskId,
	tasks,
} from "../support/aws-reading.ts";
import { births, changed, exampleStory, withDesiredCount } from "../support/example-manifests.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

const clusterName = "ecs-bridge-cluster";
const serviceName = "service_b-containers";
const srvName = "service_b.ecs.internal";
const serviceFile = "bridge-srv/service.yaml";
const discoveryFile = "bridge-srv/discovery.yaml";
const manifests = () => exampleStory("bridge-srv");

function boundPorts(running: readonly Task[]): readonly number[] {
	return running.flatMap(({ containers }) =>
		(containers ?? []).flatMap(({ networkBindings }) => (networkBindings ?? []).map(({ hostPort }) => hostPort ?? 0)),
	);
}

/** The position of `text` in a file of the snapshot. */
function placeOf({ files }: Snapshot, file: string, text: string): Place {
	const before = (files.get(file) ?? "").split(text)[0]?.split("\n") ?? [];
	return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

describe("story bridge-srv", () => {
	it("has every value of its manifests in AWS", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		evenkeel.accept(await manifests());
		await evenkeel.settle();

		expect(await cluster(world, clusterName)).toMatchObject({ status: "ACTIVE" });
		const parent = await namespace(world, "ecs.internal");
		expect(parent).toMatchObject({
			Name: "ecs.internal",
			Type: "DNS_PRIVATE",
			Description: "Services on the container instances of the bridge cluster",
		});
		expect(await hostedZone(world, "ecs.internal")).toMatchObject({
			HostedZone: { Name: "ecs.internal.", Config: { PrivateZone: true } },
			VPCs: [{ VPCId: "vpc-0e8a1c5d9f3b27460" }],
		});
		const found = await registry(world, "ecs.internal", "service_b");
		expect(found).toMatchObject({
			Name: "service_b",
			NamespaceId: parent?.Id,
			DnsConfig: { RoutingPolicy: "MULTIVALUE", DnsRecords: [{ Type: "SRV", TTL: 10 }] },
			HealthCheckCustomConfig: { FailureThreshold: 1 },
		});
		const definition = await taskDefinition(world, "service_b-task");
		expect(definition.taskDefinition).toMatchObject({
			networkMode: "bridge",
			requiresCompatibilities: ["EC2"],
			containerDefinitions: [{ name: "task_b_container", portMappings: [{ containerPort: 80, protocol: "tcp" }] }],
		});
		// AWS's value for a host port that is assigned when the container starts.
		const [mapping] = definition.taskDefinition?.containerDefinitions?.[0]?.portMappings ?? [];
		expect(mapping?.hostPort ?? 0).toBe(0);
		const shown = await service(world, clusterName, serviceName);
		expect(shown).toMatchObject({
			status: "ACTIVE",
			launchType: "EC2",
			desiredCount: 1,
			runningCount: 1,
			taskDefinition: definition.taskDefinition?.taskDefinitionArn,
			deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 },
			placementConstraints: [{ type: "memberOf", expression: "attribute:TaskType == service_b" }],
			serviceRegistries: [{ registryArn: found?.Arn, containerName: "task_b_container", containerPort: 80 }],
		});
		expect(shown?.networkConfiguration).toBeUndefined();
		// Created completely: one call each, and no correction afterwards.
		expect(evenkeel.sent.map(({ call }) => call.operation).sort()).toEqual(births);
		await evenkeel.stop();
	});

	it("resolves SRV to the address and the port of each task", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		evenkeel.accept(withDesiredCount(await manifests(), serviceFile, 3));
		await evenkeel.settle();

		const running = await tasks(world, clusterName, serviceName);
		expect(running).toHaveLength(3);
		const ports = boundPorts(running);
		expect(new Set(ports).size).toBe(3);
		for (const port of ports) expect(port).toBeGreaterThanOrEqual(32_768);

		const reply = dnsReply(world, srvName, "SRV");
		expect(reply.code).toBe("NOERROR");
		expect(reply.answers).toHaveLength(3);
		for (const { type, ttlSeconds, value } of reply.answers) {
			expect({ type, ttlSeconds }).toEqual({ type: "SRV", ttlSeconds: 10 });
			expect(value).toMatch(/^\d+ \d+ \d+ [0-9a-f]{32}\.service_b\.ecs\.internal\.$/);
		}
		const targets = reply.answers.map(({ value }) => value.split(" ")[3]);
		expect([...targets].sort()).toEqual(running.map((task) => `${taskId(task)}.${srvName}.`).sort());

		// All are on one instance: one address, and a port each.
		const { Id: registryId = "" } = (await registry(world, "ecs.internal", "service_b")) ?? {};
		const registered = [...(await instances(world, registryId)).values()];
		const [address] = new Set(registered.map(({ AWS_INSTANCE_IPV4 }) => AWS_INSTANCE_IPV4));
		expect(registered.map(({ AWS_INSTANCE_PORT }) => Number(AWS_INSTANCE_PORT)).sort()).toEqual([...ports].sort());
		expect(address).toMatch(/^10\.0\./);
		expect([...callable(world, srvName)].sort()).toEqual(ports.map((port) => `http://${address}:${port}`).sort());

		// The additional records contain the addresses, so that a client needs no second query; each also exists as a
		// record.
		expect(
			[...reply.additionals]
				.map(({ name, type, ttlSeconds, value }) => ({ name, type, ttlSeconds, value }))
				.sort(byName),
		).toEqual(targets.map((name) => ({ name, type: "A", ttlSeconds: 10, value: address })).sort(byName));
		const sets = await recordSets(world, "ecs.internal");
		expect(sets.filter(({ Type }) => Type === "SRV")).toHaveLength(3);
		for (const set of sets.filter(({ Type }) => Type === "SRV")) {
			expect(set).toMatchObject({ Name: `${srvName}.`, TTL: 10, MultiValueAnswer: true });
		}
		await evenkeel.stop();
	});

	it("has no A record at the service's own name", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		evenkeel.accept(await manifests());
		await evenkeel.settle();
		expect(dnsReply(world, srvName, "A")).toMatchObject({ code: "NOERROR", answers: [] });
		await evenkeel.stop();
	});

	it("answers NXDOMAIN while nothing is registered, so that a client can fall back", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		const files = await manifests();
		evenkeel.accept(withDesiredCount(files, serviceFile, 0));
		await evenkeel.settle();
		expect(dnsReply(world, srvName, "SRV")).toMatchObject({ code: "NXDOMAIN", answers: [], additionals: [] });

		evenkeel.accept(files);
		await world.until(() => callable(world, srvName).length === 1);
		await evenkeel.settle();

		evenkeel.accept(withDesiredCount(files, serviceFile, 0));
		await world.until(async () => (await tasks(world, clusterName, serviceName)).length === 0);
		await evenkeel.settle();
		expect(dnsReply(world, srvName, "SRV").code).toBe("NXDOMAIN");
		expect(await recordSets(world, "ecs.internal")).toEqual([]);
		await evenkeel.stop();
	});

	it("rejects A records in bridge mode before any AWS call, and reports what to write instead", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		const files = changed(
			await manifests(),
			discoveryFile,
			"- Type: SRV\n        TTL: 10",
			"- Type: A\n        TTL: 10",
		);
		const { problems } = evenkeel.accept(files);
		expect(world.requests).toEqual([]);
		const [problem, ...others] = problems.filter(({ severity }) => severity === "error");
		expect(others).toEqual([]);
		expect(problem).toEqual({
			severity: "error",
			code: "a-record-in-bridge-mode",
			place: placeOf(files, serviceFile, "registry: ecs.internal/service_b"),
			// It also names the other file, where the record types are written.
			params: {
				networkMode: "bridge",
				registry: placeOf(files, discoveryFile, "apiVersion: evenkeel/v1alpha1\nkind: Registry"),
			},
		});

		await world.advance(600_000);
		expect(world.requests).not.toContain("ecs:CreateService");
		expect(evenkeel.controller.status().problems).toContainEqual(problem);
		await evenkeel.stop();
	});

	it("keeps running when A records are committed later", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		const files = await manifests();
		evenkeel.accept(files);
		await evenkeel.settle();
		const before = { callable: callable(world, srvName), sent: evenkeel.sent.length };
		const { problems } = evenkeel.accept(changed(files, discoveryFile, "- Type: SRV", "- Type: A"));
		expect(problems.map(({ code }) => code)).toContain("a-record-in-bridge-mode");
		await world.advance(600_000);
		expect(callable(world, srvName)).toEqual(before.callable);
		expect(evenkeel.sent).toHaveLength(before.sent);
		await evenkeel.stop();
	});

	it("has a prefix from a variable in its names", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		evenkeel.accept(changed(await manifests(), "environment.yaml", 'NAME_PREFIX: ""', "NAME_PREFIX: blue-"));
		await evenkeel.settle();
		expect(await cluster(world, "blue-ecs-bridge-cluster")).toBeDefined();
		expect(await taskDefinition(world, "blue-service_b-task")).toBeDefined();
		expect(await service(world, "blue-ecs-bridge-cluster", "blue-service_b-containers")).toMatchObject({
			runningCount: 1,
		});
		expect(callable(world, "blue-service_b.ecs.internal")).toHaveLength(1);
		expect(dnsReply(world, srvName, "SRV").code).toBe("NXDOMAIN");
		await evenkeel.stop();
	});
});

function byName(one: { readonly name?: string | undefined }, other: { readonly name?: string | undefined }): number {
	return (one.name ?? "") < (other.name ?? "") ? -1 : 1;
}
