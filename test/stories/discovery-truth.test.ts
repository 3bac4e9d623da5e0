/**
 * Discovery truth: running tasks = instances = record sets. The tests remove or forge entries through AWS's own API,
 * and read the results through it.
 */
import {
	DeleteServiceCommand,
	DeregisterInstanceCommand,
	RegisterInstanceCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { AwsFailure } from "../../src/aws/failure.ts";
import { dnsAnswers, instances, privateAddresses, registry, tasks } from "../support/aws-reading.ts";
import { exampleStory, withDesiredCount } from "../support/example-manifests.ts";
import {
	createVirtualWorld,
	type RunningController,
	type StartOptions,
	type VirtualWorld,
} from "../support/virtual-world.ts";

const registryIdentity = "Registry/test-local/test-ecs-service";
const serviceIdentity = "Service/test-ecs-cluster/test-ecs-service";
const dnsName = "test-ecs-service.test-local";
const discoveryIntervalMs = 300_000;
const ended = "0123456789abcdef0123456789abcdef";

async function settledWorld(options: StartOptions = {}) {
	const world = createVirtualWorld();
	const evenkeel = world.start({ ...options, discoveryIntervalMs });
	const files = withDesiredCount(await exampleStory("fargate-a-records"), "fargate-a-records/service.yaml", 2);
	evenkeel.accept(files);
	await evenkeel.settle();
	await world.until(() => evenkeel.resource(registryIdentity)?.mismatches !== undefined);
	await world.advance(120_000);
	const { Id: registryId = "" } = (await registry(world, "test-local", "test-ecs-service")) ?? {};
	return { world, evenkeel, files, registryId };
}

/** Registers the instance that ECS would have registered for a task that no longer exists. */
function leaveBehind({ cloudMap }: VirtualWorld, registryId: string, attributes: Record<string, string> = {}) {
	return cloudMap.send(
		new RegisterInstanceCommand({
			ServiceId: registryId,
			InstanceId: ended,
			Attributes: { AWS_INSTANCE_IPV4: "10.0.9.9", ...attributes },
		}),
	);
}

const byEcs = { ECS_CLUSTER_NAME: "test-ecs-cluster", ECS_SERVICE_NAME: "test-ecs-service" };
const kindsOf = (evenkeel: RunningController) =>
	evenkeel.resource(registryIdentity)?.mismatches?.map(({ kind }) => kind) ?? [];

describe("discovery truth", () => {
	it("reports a running task without an instance, and clears the report once it is registered", async () => {
		const { world, evenkeel, registryId } = await settledWorld();
		const [[id = "", attributes = {}] = []] = await instances(world, registryId);
		await world.cloudMap.send(new DeregisterInstanceCommand({ ServiceId: registryId, InstanceId: id }));
		await world.until(() => kindsOf(evenkeel).length > 0);
		expect(evenkeel.resource(registryIdentity)).toMatchObject({
			sync: "Synced",
			health: {
				status: "Degraded",
				reason: {
					code: "DiscoveryMismatch",
					params: {
						mismatches: [
							{ code: "TaskNotRegistered", params: { task: id, service: serviceIdentity, registry: registryIdentity } },
						],
					},
				},
			},
			mismatches: [{ kind: "missing_instance", instanceId: id, service: serviceIdentity }],
		});
		// ECS would not register it again, and a registry as old as its service is no reason to replace tasks.
		await world.advance(600_000);
		expect(kindsOf(evenkeel)).toEqual(["missing_instance"]);
		expect(evenkeel.sent.filter(({ call }) => call.operation === "ecs:UpdateService")).toEqual([]);

		await world.cloudMap.send(
			new RegisterInstanceCommand({ ServiceId: registryId, InstanceId: id, Attributes: attributes }),
		);
		await world.until(() => kindsOf(evenkeel).length === 0);
		expect(evenkeel.resource(registryIdentity)?.health).toEqual({ status: "Healthy" });
		await evenkeel.stop();
	});

	it("reports an instance whose address differs from its task's", async () => {
		const { world, evenkeel, registryId } = await settledWorld();
		const [[id = "", attributes = {}] = []] = await instances(world, registryId);
		await world.cloudMap.send(
			new RegisterInstanceCommand({
				ServiceId: registryId,
				InstanceId: id,
				Attributes: { ...attributes, AWS_INSTANCE_IPV4: "10.0.9.9" },
			}),
		);
		await world.until(() => kindsOf(evenkeel).length > 0);
		expect(kindsOf(evenkeel)).toEqual(["wrong_address"]);
		await evenkeel.stop();
	});

	it("reports missing records, even if the instances are correct", async () => {
		let lost = false;
		const { world, evenkeel } = await settledWorld({
			aroundRead: async (operation, _input, read) =>
				lost && operation === "route53:ListResourceRecordSets"
					? { ResourceRecordSets: [], IsTruncated: false }
					: read(),
		});
		lost = true;
		await world.until(() => kindsOf(evenkeel).length > 0);
		expect(kindsOf(evenkeel)).toEqual(["missing_record", "missing_record"]);
		lost = false;
		await world.until(() => kindsOf(evenkeel).length === 0);
		await evenkeel.stop();
	});

	it("neither reports nor clears anything after a failed read", async () => {
		let failing = false;
		const { world, evenkeel, registryId } = await settledWorld({
			aroundRead: async (operation, _input, read) => {
				if (!failing || operation !== "servicediscovery:ListInstances") return read();
				throw new AwsFailure("unavailable", "InternalFailure", operation, "AWS does not answer");
			},
		});
		failing = true;
		const [[id = ""] = []] = await instances(world, registryId);
		await world.cloudMap.send(new DeregisterInstanceCommand({ ServiceId: registryId, InstanceId: id }));
		await world.advance(900_000);
		expect(evenkeel.resource(registryIdentity)?.mismatches).toEqual([]);
		failing = false;
		await world.until(() => kindsOf(evenkeel).length > 0);
		failing = true;
		await world.advance(900_000);
		expect(kindsOf(evenkeel)).toEqual(["missing_instance"]);
		await evenkeel.stop();
	});

	it("deregisters instances that ECS has left behind, once, also after a restart", async () => {
		const { world, evenkeel, files, registryId } = await settledWorld();
		await leaveBehind(world, registryId, byEcs);
		await world.advance(30_000);
		await evenkeel.stop();
		const next = world.start({ discoveryIntervalMs });
		next.accept(files);
		await world.until(async () => !(await instances(world, registryId)).has(ended));
		await world.advance(600_000);
		expect(next.sent.map(({ call }) => call)).toEqual([
			{
				operation: "servicediscovery:DeregisterInstance",
				input: { ServiceId: registryId, InstanceId: ended },
			},
		]);
		expect(kindsOf(next)).toEqual([]);
		expect(dnsAnswers(world, dnsName)).toEqual(
			privateAddresses(await tasks(world, "test-ecs-cluster", "test-ecs-service")),
		);
		await next.stop();
	});

	it("does not change instances that others have registered", async () => {
		const { world, evenkeel, registryId } = await settledWorld();
		const before = evenkeel.sent.length;
		await leaveBehind(world, registryId);
		await world.advance(900_000);
		expect(evenkeel.resource(registryIdentity)?.mismatches).toEqual([]);
		expect((await instances(world, registryId)).has(ended)).toBe(true);
		expect(evenkeel.sent).toHaveLength(before);
		await evenkeel.stop();
	});

	it("redeploys a service once whose registry was recreated under its old ID", async () => {
		const { world, evenkeel, registryId } = await settledWorld();
		const before = evenkeel.sent.length;
		for (const id of (await instances(world, registryId)).keys()) {
			await world.cloudMap.send(new DeregisterInstanceCommand({ ServiceId: registryId, InstanceId: id }));
		}
		await world.until(async () => (await instances(world, registryId)).size === 0);
		await world.advance(10_000);
		await world.cloudMap.send(new DeleteServiceCommand({ Id: registryId }));
		await world.until(() => evenkeel.sent.some(({ call }) => call.operation === "ecs:UpdateService"));
		await evenkeel.settle();
		expect((await registry(world, "test-local", "test-ecs-service"))?.Id).toBe(registryId);
		await world.advance(900_000);
		expect(evenkeel.sent.slice(before).map(({ call }) => call.operation)).toEqual([
			"servicediscovery:CreateService",
			"ecs:UpdateService",
		]);
		expect(evenkeel.resource(registryIdentity)?.mismatches).toEqual([]);
		expect(dnsAnswers(world, dnsName)).toEqual(
			privateAddresses(await tasks(world, "test-ecs-cluster", "test-ecs-service")),
		);
		await evenkeel.stop();
	});
});
