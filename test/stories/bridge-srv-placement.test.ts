/**
 * Story 2, placement: a task runs only on a container instance that satisfies the placement constraint, and without one
 * the status contains AWS's own message.
 */
import {
	type ContainerInstance,
	DescribeContainerInstancesCommand,
	ListContainerInstancesCommand,
	RegisterContainerInstanceCommand,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { callable, dnsReply, tasks } from "../support/aws-reading.ts";
import { exampleStory } from "../support/example-manifests.ts";
import { createVirtualWorld, type VirtualWorld } from "../support/virtual-world.ts";

const clusterName = "ecs-bridge-cluster";
const serviceName = "service_b-containers";
const srvName = "service_b.ecs.internal";
const identity = `Service/${clusterName}/${serviceName}`;
const manifests = () => exampleStory("bridge-srv");

async function containerInstances({ ecs }: VirtualWorld): Promise<readonly ContainerInstance[]> {
	const { containerInstanceArns } = await ecs.send(new ListContainerInstancesCommand({ cluster: clusterName }));
	if (!containerInstanceArns?.length) return [];
	const described = await ecs.send(
		new DescribeContainerInstancesCommand({ cluster: clusterName, containerInstances: containerInstanceArns }),
	);
	return described.containerInstances ?? [];
}

describe("story bridge-srv, placement", () => {
	it("runs only on a container instance that satisfies the placement constraint", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		evenkeel.accept(await manifests());
		await evenkeel.settle();
		const [instance, ...others] = await containerInstances(world);
		expect(others).toEqual([]);
		expect(instance?.attributes).toContainEqual({ name: "TaskType", value: "service_b" });
		const running = await tasks(world, clusterName, serviceName);
		expect(running.map(({ containerInstanceArn }) => containerInstanceArn)).toEqual([instance?.containerInstanceArn]);
		await evenkeel.stop();
	});

	it("is reported as unhealthy, in AWS's words, until an instance satisfies the constraint", async () => {
		const world = createVirtualWorld({ settings: { ecs: { containerInstances: "none" } } });
		const evenkeel = world.start();
		const told = () => evenkeel.resource(identity)?.health;
		evenkeel.accept(await manifests());
		await world.advance(300_000);
		expect(await tasks(world, clusterName, serviceName)).toEqual([]);
		expect(dnsReply(world, srvName, "SRV").code).toBe("NXDOMAIN");
		expect(told()).toEqual({
			status: "Degraded",
			reason: {
				code: "TasksNotPlaced",
				params: {
					...{ running: 0, desired: 1 },
					said: expect.stringMatching(/unable to place a task .* No Container Instances were found in your cluster\./),
				},
			},
		});

		const machine = { cluster: clusterName, totalResources: [] };
		await world.ecs.send(new RegisterContainerInstanceCommand(machine));
		await world.advance(300_000);
		expect(await tasks(world, clusterName, serviceName)).toEqual([]);
		expect(told()).toEqual({
			status: "Degraded",
			reason: {
				code: "TasksNotPlaced",
				params: {
					...{ running: 0, desired: 1 },
					said: expect.stringContaining("MemberOf placement constraint unsatisfied"),
				},
			},
		});

		const attributes = [{ name: "TaskType", value: "service_b" }];
		await world.ecs.send(new RegisterContainerInstanceCommand({ ...machine, attributes }));
		await evenkeel.settle();
		expect(told()).toEqual({ status: "Healthy" });
		expect(callable(world, srvName)).toHaveLength(1);
		await evenkeel.stop();
	});
});
