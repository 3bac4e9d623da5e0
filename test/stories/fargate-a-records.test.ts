/**
 * Story 1: Fargate tasks in a private DNS namespace, discovered by A records that follow the desired count. All results
 * are read through AWS's APIs and DNS.
 */
import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/model/snapshot.ts";
import {
	cluster,
	dnsAnswers,
	dnsReply,
	hostedZone,
	instances,
	namespace,
	privateAddresses,
	recordSets,
	registry,
	service,
	taskDefinition,
	taskId,
	tasks,
} from "../support/aws-reading.ts";
import { births, changed, exampleStory, withDesiredCount } from "../support/example-manifests.ts";
import { createVirtualWorld, type VirtualWorld } from "../support/virtual-world.ts";

const subnetA = "subnet-0a1b2c3d4e5f60718";
const subnetB = "subnet-0b2c3d4e5f6071829";
const securityGroup = "sg-0c3d4e5f607182930";
const vpc = "vpc-0e8a1c5d9f3b27460";
const nameTag = (value: string) => expect.arrayContaining([{ key: "Name", value }]);
const manifests = () => exampleStory("fargate-a-records");
const withCount = (snapshot: Snapshot, count: number) =>
	withDesiredCount(snapshot, "fargate-a-records/service.yaml", count);

/** Waits until ECS shows exactly `count` tasks of the service, all running. */
async function untilRunning(world: VirtualWorld, count: number): Promise<void> {
	await world.until(async () => {
		const running = await tasks(world, "test-ecs-cluster", "test-ecs-service");
		return running.length === count && running.every(({ lastStatus }) => lastStatus === "RUNNING");
	});
}

describe("story fargate-a-records", () => {
	it("has every value of its manifests in AWS", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		evenkeel.accept(withCount(await manifests(), 0));
		await evenkeel.settle();

		expect(await cluster(world, "test-ecs-cluster")).toMatchObject({
			status: "ACTIVE",
			settings: [{ name: "containerInsights", value: "disabled" }],
			tags: nameTag("test-ecs-cluster"),
		});
		const definition = await taskDefinition(world, "test-ecs-task");
		expect(definition.tags).toEqual(nameTag("test-ecs-task"));
		expect(definition.taskDefinition).toMatchObject({
			family: "test-ecs-task",
			revision: 1,
			status: "ACTIVE",
			requiresCompatibilities: ["FARGATE"],
			networkMode: "awsvpc",
			runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" },
			cpu: "256",
			memory: "512",
			taskRoleArn: "arn:aws:iam::111122223333:role/test-ecs-role",
			executionRoleArn: "arn:aws:iam::111122223333:role/ecsTaskExecutionRole",
			containerDefinitions: [
				{
					name: "test-ecs-container",
					image: "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/test-ecr:latest",
					essential: true,
					portMappings: [{ containerPort: 80, protocol: "tcp" }],
				},
			],
		});
		expect(definition.taskDefinition?.containerDefinitions).toHaveLength(1);

		expect(await namespace(world, "test-local")).toMatchObject({ Name: "test-local", Type: "DNS_PRIVATE" });
		const found = await registry(world, "test-local", "test-ecs-service");
		expect(found).toMatchObject({
			Name: "test-ecs-service",
			DnsConfig: { DnsRecords: [{ Type: "A", TTL: 30 }] },
			HealthCheckCustomConfig: { FailureThreshold: 1 },
		});
		expect(found?.HealthCheckConfig).toBeUndefined();

		expect(await service(world, "test-ecs-cluster", "test-ecs-service")).toMatchObject({
			status: "ACTIVE",
			taskDefinition: definition.taskDefinition?.taskDefinitionArn,
			launchType: "FARGATE",
			platformVersion: "LATEST",
			schedulingStrategy: "REPLICA",
			desiredCount: 0,
			runningCount: 0,
			pendingCount: 0,
			deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 },
			networkConfiguration: {
				awsvpcConfiguration: {
					subnets: [subnetA, subnetB],
					securityGroups: [securityGroup],
					assignPublicIp: "ENABLED",
				},
			},
			serviceRegistries: [{ registryArn: found?.Arn }],
			tags: nameTag("test-ecs-service"),
		});
		// Created completely: one call each, and no correction afterwards.
		expect(evenkeel.sent.map(({ call }) => call.operation).sort()).toEqual(births);
		await evenkeel.stop();
	});

	it("has a hosted zone that answers in the VPC as soon as the namespace exists", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		evenkeel.accept(await manifests());
		await world.until(async () => (await namespace(world, "test-local")) !== undefined);
		expect(await hostedZone(world, "test-local")).toMatchObject({
			HostedZone: { Name: "test-local.", Config: { PrivateZone: true } },
			VPCs: [{ VPCRegion: "ap-northeast-1", VPCId: vpc }],
		});
		await evenkeel.stop();
	});

	it("answers the private addresses of 1, then 4, then 0 tasks after these counts are committed", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		const files = await manifests();
		evenkeel.accept(withCount(files, 0));
		await evenkeel.settle();
		const { Id: registryId = "" } = (await registry(world, "test-local", "test-ecs-service")) ?? {};
		const name = "test-ecs-service.test-local";
		expect(dnsAnswers(world, name)).toEqual([]);
		expect(dnsReply(world, name).code).toBe("NXDOMAIN");

		for (const count of [1, 4]) {
			evenkeel.accept(withCount(files, count));
			await untilRunning(world, count);
			await evenkeel.settle();
			const running = await tasks(world, "test-ecs-cluster", "test-ecs-service");
			const addresses = privateAddresses(running);
			expect(addresses).toHaveLength(count);
			expect(new Set(addresses).size).toBe(count);
			for (const address of addresses) expect(address).toMatch(/^10\.0\.\d+\.\d+$/);
			expect(dnsAnswers(world, name)).toEqual(addresses);
			expect(dnsReply(world, name).answers.map(({ ttlSeconds }) => ttlSeconds)).toEqual(addresses.map(() => 30));
			const registered = await instances(world, registryId);
			expect([...registered.keys()].sort()).toEqual(running.map(taskId).sort());
			expect([...registered.values()].map(({ AWS_INSTANCE_IPV4 }) => AWS_INSTANCE_IPV4).sort()).toEqual(addresses);
			const sets = await recordSets(world, "test-local");
			expect(sets.map(({ Type, TTL }) => ({ Type, TTL }))).toEqual(addresses.map(() => ({ Type: "A", TTL: 30 })));
			expect(sets.flatMap(({ ResourceRecords }) => ResourceRecords?.map(({ Value }) => Value)).sort()).toEqual(
				addresses,
			);
		}
		// Both subnets are used.
		const subnets = (await tasks(world, "test-ecs-cluster", "test-ecs-service")).flatMap(({ attachments }) =>
			attachments?.flatMap(({ details }) =>
				details?.filter(({ name }) => name === "subnetId").map(({ value }) => value),
			),
		);
		expect(new Set(subnets)).toEqual(new Set([subnetA, subnetB]));

		evenkeel.accept(withCount(files, 0));
		await world.until(async () => (await tasks(world, "test-ecs-cluster", "test-ecs-service")).length === 0);
		await evenkeel.settle();
		await world.until(() => dnsAnswers(world, name).length === 0);
		expect(dnsReply(world, name).code).toBe("NXDOMAIN");
		expect((await instances(world, registryId)).size).toBe(0);
		expect(await recordSets(world, "test-local")).toEqual([]);
		expect(await service(world, "test-ecs-cluster", "test-ecs-service")).toMatchObject({ desiredCount: 0 });
		await evenkeel.stop();
	});

	it("sends one call for each new count, and none for unchanged values", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		const files = await manifests();
		evenkeel.accept(withCount(files, 1));
		await evenkeel.settle();
		const before = evenkeel.sent.length;
		evenkeel.accept(withCount(files, 4));
		await untilRunning(world, 4);
		await evenkeel.settle();
		await world.advance(600_000);
		expect(evenkeel.sent.slice(before).map(({ call }) => call)).toEqual([
			{
				operation: "ecs:UpdateService",
				input: expect.objectContaining({ service: "test-ecs-service", desiredCount: 4 }),
			},
		]);
		await evenkeel.stop();
	});

	it("answers private addresses in a public namespace too", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		const file = "fargate-a-records/discovery.yaml";
		const files = changed(
			await manifests(),
			file,
			`Type: DNS_PRIVATE\n  Vpc: \${VPC_ID}`,
			"Type: DNS_PUBLIC\n  Name: test.example.com",
		);
		evenkeel.accept(files);
		await evenkeel.settle();
		expect(await namespace(world, "test.example.com")).toMatchObject({ Type: "DNS_PUBLIC" });
		const zone = await hostedZone(world, "test.example.com");
		expect(zone).toMatchObject({ HostedZone: { Config: { PrivateZone: false } } });
		expect(zone?.VPCs ?? []).toEqual([]);
		const running = await tasks(world, "test-ecs-cluster", "test-ecs-service");
		expect(running).toHaveLength(1);
		expect(await service(world, "test-ecs-cluster", "test-ecs-service")).toMatchObject({
			networkConfiguration: { awsvpcConfiguration: { assignPublicIp: "ENABLED" } },
		});
		expect(dnsAnswers(world, "test-ecs-service.test.example.com")).toEqual(privateAddresses(running));
		expect(privateAddresses(running)).toEqual([expect.stringMatching(/^10\.0\./)]);
		await evenkeel.stop();
	});
});
