/** Tests the lifecycle of a service: tasks, events, Cloud Map instances and DNS answers follow its desired count. */
import {
	DeleteClusterCommand,
	DeleteServiceCommand,
	DescribeServicesCommand,
	ListServicesCommand,
	StopTaskCommand,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { createAccount, refusalOf } from "../account.ts";

describe("a Fargate service with A records", () => {
	async function discovered() {
		const account = createAccount();
		await account.cluster({ clusterName: "default" });
		await account.taskDefinition();
		const namespace = await account.namespace("test-local");
		const registry = await account.registry(namespace, {
			Name: "web",
			DnsConfig: { DnsRecords: [{ Type: "A", TTL: 30 }] },
			HealthCheckCustomConfig: { FailureThreshold: 1 },
		});
		return { ...account, registry };
	}

	it("has as many addresses in DNS as its desired count, and none after scaling to 0", async () => {
		const { create, update, seconds, tasks, dns, registry, instances } = await discovered();
		await create({ desiredCount: 0, serviceRegistries: [{ registryArn: registry.arn }] });
		await seconds(60);
		expect(dns("web.test-local")).toEqual([]);
		for (const desiredCount of [1, 4, 1]) {
			await update({ desiredCount });
			await seconds(60);
			const addresses = (await tasks()).map(
				(task) => task.attachments?.[0]?.details?.find(({ name }) => name === "privateIPv4Address")?.value,
			);
			expect(addresses).toHaveLength(desiredCount);
			expect(dns("web.test-local")).toEqual(addresses.sort());
			expect((await instances(registry.id)).size).toBe(desiredCount);
		}
		await update({ desiredCount: 0 });
		await seconds(60);
		expect(dns("web.test-local")).toEqual([]);
		expect((await instances(registry.id)).size).toBe(0);
	});

	it("registers each task under its ID, with private address and attributes", async () => {
		const { create, seconds, tasks, registry, instances } = await discovered();
		await create({ serviceRegistries: [{ registryArn: registry.arn }] });
		await seconds(60);
		const [task] = await tasks();
		const id = task?.taskArn?.split("/").at(-1) ?? "";
		expect([...(await instances(registry.id))]).toEqual([
			[
				id,
				{
					AVAILABILITY_ZONE: task?.availabilityZone,
					AWS_INIT_HEALTH_STATUS: "HEALTHY",
					AWS_INSTANCE_IPV4: expect.stringMatching(/^10\.0\.\d+\.\d+$/),
					ECS_CLUSTER_NAME: "default",
					ECS_SERVICE_NAME: "web",
					ECS_TASK_DEFINITION_FAMILY: "web",
					REGION: "ap-northeast-1",
				},
			],
		]);
	});

	it("replaces a stopped task, with another address", async () => {
		const { ecs, create, seconds, tasks, dns, registry } = await discovered();
		await create({ serviceRegistries: [{ registryArn: registry.arn }] });
		await seconds(90);
		const before = dns("web.test-local");
		const [task] = await tasks();
		await ecs.send(new StopTaskCommand({ task: task?.taskArn, reason: "by hand" }));
		await seconds(5);
		expect(dns("web.test-local")).toEqual([]);
		await seconds(60);
		expect(dns("web.test-local")).toHaveLength(1);
		expect(dns("web.test-local")).not.toEqual(before);
		expect((await tasks("web", "STOPPED"))[0]).toMatchObject({
			lastStatus: "STOPPED",
			stopCode: "UserInitiated",
			stoppedReason: "by hand",
		});
	});
});

describe("the lifecycle of a task", () => {
	it("passes AWS's statuses from start to stop", async () => {
		const { cluster, taskDefinition, create, update, seconds, tasks } = createAccount();
		await cluster();
		await taskDefinition();
		await create();
		const seen: (string | undefined)[] = [];
		const look = async (desired: "RUNNING" | "STOPPED") => {
			const status = (await tasks("web", desired))[0]?.lastStatus;
			if (status !== seen.at(-1)) seen.push(status);
		};
		for (let second = 0; second < 40; second++) {
			await seconds(1);
			await look("RUNNING");
		}
		await update({ desiredCount: 0 });
		for (let second = 0; second < 20; second++) {
			await seconds(1);
			await look("STOPPED");
		}
		expect(seen).toEqual([
			"PROVISIONING",
			"PENDING",
			"ACTIVATING",
			"RUNNING",
			"DEACTIVATING",
			"STOPPING",
			"DEPROVISIONING",
			"STOPPED",
		]);
		await seconds(3600);
		expect(await tasks("web", "STOPPED")).toEqual([]);
	});

	it("continues with a replacement after its container exits", async () => {
		const { cluster, taskDefinition, create, seconds, tasks, emulated } = createAccount();
		await cluster();
		await taskDefinition();
		await create();
		await seconds(60);
		const [task] = await tasks();
		const id = task?.taskArn?.split("/").at(-1) ?? "";
		expect(emulated.killTask(id)).toBe(true);
		expect(emulated.killTask(id)).toBe(false);
		await seconds(60);
		const [next] = await tasks();
		expect(next?.lastStatus).toBe("RUNNING");
		expect(next?.taskArn).not.toBe(task?.taskArn);
		expect((await tasks("web", "STOPPED"))[0]).toMatchObject({
			stopCode: "EssentialContainerExited",
			stoppedReason: "Essential container in task exited",
			containers: [{ exitCode: 137 }],
		});
	});
});

describe("events and deployment states", () => {
	it("report the first deployment in AWS's words, newest first", async () => {
		const { cluster, taskDefinition, create, seconds, service } = createAccount();
		await cluster();
		await taskDefinition();
		const created = await create({ desiredCount: 2 });
		expect(created.deployments).toMatchObject([
			{
				id: expect.stringMatching(/^ecs-svc\/\d{19}$/),
				status: "PRIMARY",
				desiredCount: 0,
				rolloutState: "IN_PROGRESS",
				rolloutStateReason: expect.stringMatching(/^ECS deployment ecs-svc\/\d+ in progress\.$/),
			},
		]);
		const id = created.deployments?.[0]?.id;
		await seconds(60);
		expect(await service()).toMatchObject({
			runningCount: 2,
			deployments: [{ desiredCount: 2, runningCount: 2, rolloutState: "IN_PROGRESS" }],
		});
		await seconds(10);
		const now = await service();
		expect(now.deployments).toMatchObject([
			{ id, rolloutState: "COMPLETED", rolloutStateReason: `ECS deployment ${id} completed.` },
		]);
		expect(now.events?.map(({ message }) => message?.replaceAll(/task [0-9a-f]{32}/g, "task T"))).toEqual([
			"(service web) has reached a steady state.",
			`(service web) (deployment ${id}) deployment completed.`,
			"(service web) has started 2 tasks: (task T) (task T).",
		]);
	});
});

describe("deletion", () => {
	it("drains, disappears from lists, and can still be described as INACTIVE", async () => {
		const { ecs, cluster, taskDefinition, create, update, seconds, service } = createAccount();
		await cluster();
		await taskDefinition();
		await create();
		await seconds(90);
		const remove = (force: boolean) => ecs.send(new DeleteServiceCommand({ service: "web", force }));
		expect(await refusalOf(remove(false))).toBe(
			"InvalidParameterException: The service cannot be stopped while it is scaled above 0.",
		);
		await update({ desiredCount: 0 });
		expect((await remove(false)).service?.status).toBe("DRAINING");
		expect((await ecs.send(new ListServicesCommand({}))).serviceArns).toEqual([]);
		expect(await refusalOf(create())).toBe(
			"InvalidParameterException: Unable to Start a service that is still Draining.",
		);
		expect(await refusalOf(update({ desiredCount: 1 }))).toBe("ServiceNotActiveException: Service was not ACTIVE.");
		expect(await refusalOf(ecs.send(new DeleteClusterCommand({ cluster: "default" })))).toBe(
			"ClusterContainsServicesException: The Cluster cannot be deleted while Services are active.",
		);
		await seconds(20);
		expect(await service()).toMatchObject({ status: "INACTIVE", deployments: [] });
		await ecs.send(new DeleteClusterCommand({ cluster: "default" }));
		expect(await refusalOf(ecs.send(new DescribeServicesCommand({ services: ["web"] })))).toBe(
			"ClusterNotFoundException: The referenced cluster was inactive.",
		);
	});

	it("with force deletes a running service, and its name can be reused", async () => {
		const { ecs, cluster, taskDefinition, create, seconds, service, tasks } = createAccount();
		await cluster();
		await taskDefinition();
		await create();
		await seconds(90);
		await ecs.send(new DeleteServiceCommand({ service: "web", force: true }));
		await seconds(15);
		expect((await service()).status).toBe("INACTIVE");
		expect(await refusalOf(ecs.send(new DeleteServiceCommand({ service: "web" })))).toBe(
			"ServiceNotFoundException: Service not found.",
		);
		await create();
		await seconds(90);
		expect(await service()).toMatchObject({ status: "ACTIVE", runningCount: 1 });
		expect(await tasks()).toHaveLength(1);
	});
});
