/**
 * Tests the EC2 launch type: placement, attributes, dynamic ports and SRV records, with and without an Auto Scaling
 * group.
 */
import {
	CreateServiceCommand,
	type CreateServiceCommandInput,
	DeleteClusterCommand,
	DeleteServiceCommand,
	DeregisterContainerInstanceCommand,
	DescribeContainerInstancesCommand,
	ListAttributesCommand,
	ListContainerInstancesCommand,
	PutAttributesCommand,
	RegisterContainerInstanceCommand,
	RunTaskCommand,
	UpdateContainerInstancesStateCommand,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import type { EcsSettings } from "../../../../../src/emulator/services/ecs/ecs.ts";
import { createAccount, refusalOf } from "../account.ts";

const placementConstraints = [{ type: "memberOf" as const, expression: "attribute:TaskType == service_b" }];

async function bridge(options: EcsSettings = {}) {
	const account = createAccount(options);
	await account.cluster();
	await account.taskDefinition({
		family: "b",
		networkMode: "bridge",
		requiresCompatibilities: ["EC2"],
		cpu: undefined,
		memory: undefined,
		containerDefinitions: [
			{ name: "task_b_container", image: "httpd", memory: 128, portMappings: [{ containerPort: 80, hostPort: 0 }] },
		],
	});
	const namespace = await account.namespace("ecs.internal");
	const record = (Type: "A" | "SRV") => ({
		RoutingPolicy: "MULTIVALUE" as const,
		DnsRecords: [{ Type, TTL: 10 }],
	});
	const registry = await account.registry(namespace, {
		Name: "service_b",
		DnsConfig: record("SRV"),
		HealthCheckCustomConfig: { FailureThreshold: 1 },
	});
	const addresses = await account.registry(namespace, { Name: "a-records", DnsConfig: record("A") });
	const service: CreateServiceCommandInput = {
		serviceName: "service_b-containers",
		taskDefinition: "b",
		desiredCount: 1,
		launchType: "EC2",
		deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 },
		placementConstraints,
		serviceRegistries: [{ registryArn: registry.arn, containerName: "task_b_container", containerPort: 80 }],
	};
	const start = (input: Partial<CreateServiceCommandInput> = {}) =>
		account.ecs.send(new CreateServiceCommand({ ...service, ...input }));
	const instanceArns = async () =>
		(await account.ecs.send(new ListContainerInstancesCommand({}))).containerInstanceArns ?? [];
	return { ...account, registry, addresses, start, instanceArns };
}

describe("bridge mode", () => {
	it("gets an instance that satisfies the constraint, and is discoverable by SRV and the target's A record", async () => {
		const { ecs, start, seconds, tasks, dns, instanceArns, instances, registry } = await bridge();
		await start();
		await seconds(10);
		expect(dns("service_b.ecs.internal", "SRV")).toEqual([]);
		await seconds(60);
		const [task] = await tasks("service_b-containers");
		const port = task?.containers?.[0]?.networkBindings?.[0]?.hostPort ?? 0;
		expect(port).toBeGreaterThanOrEqual(32_768);
		const [found] = dns("service_b.ecs.internal", "SRV");
		const [, , srvPort, target = ""] = found?.split(" ") ?? [];
		expect(Number(srvPort)).toBe(port);
		const [address] = dns(target);
		expect(address).toMatch(/^10\.0\.\d+\.\d+$/);
		const [attributes] = (await instances(registry.id)).values();
		expect(attributes).toMatchObject({
			AWS_INSTANCE_IPV4: address,
			AWS_INSTANCE_PORT: String(port),
			EC2_INSTANCE_ID: expect.stringMatching(/^i-[0-9a-f]{17}$/),
		});
		const { containerInstances } = await ecs.send(
			new DescribeContainerInstancesCommand({ containerInstances: await instanceArns() }),
		);
		expect(containerInstances).toMatchObject([{ status: "ACTIVE", runningTasksCount: 1 }]);
		const { attributes: listed } = await ecs.send(
			new ListAttributesCommand({ targetType: "container-instance", attributeName: "TaskType" }),
		);
		expect(listed).toMatchObject([{ name: "TaskType", value: "service_b" }]);
	});

	it("places many tasks on one instance, each with its own port", async () => {
		const { start, seconds, tasks, instanceArns, dns } = await bridge();
		await start({ desiredCount: 5 });
		await seconds(120);
		const ports = (await tasks("service_b-containers")).map(
			(task) => task.containers?.[0]?.networkBindings?.[0]?.hostPort,
		);
		expect(new Set(ports).size).toBe(5);
		expect(await instanceArns()).toHaveLength(1);
		expect(dns("service_b.ecs.internal", "SRV")).toHaveLength(5);
	});

	it("scales down to nothing: the group terminates its instances, and the cluster can be deleted", async () => {
		const { ecs, start, seconds, instanceArns, dns } = await bridge();
		await start();
		await seconds(90);
		await ecs.send(new DeleteServiceCommand({ service: "service_b-containers", force: true }));
		await seconds(20);
		expect(await refusalOf(ecs.send(new DeleteClusterCommand({ cluster: "default" })))).toBe(
			"ClusterContainsContainerInstancesException: The Cluster cannot be deleted while Container Instances are active or draining.",
		);
		await seconds(60);
		expect(await instanceArns()).toEqual([]);
		expect(dns("service_b.ecs.internal", "SRV")).toEqual([]);
		await ecs.send(new DeleteClusterCommand({ cluster: "default" }));
	});
});

describe("service registries of services in bridge mode", () => {
	const needsNames =
		/^InvalidParameterException: When specifying 'host' or 'bridge' for networkMode, values for 'containerName' and 'containerPort' must be specified from the task definition\. Registry: arn:/;
	it.each([
		["without container", { port: 80 }, needsNames],
		["with an unknown container", { containerName: "x", containerPort: 80 }, /container x does not exist/],
		["with an unknown port", { containerName: "task_b_container", containerPort: 81 }, /container port 81/],
	])("%s are rejected", async (_what, registry, text) => {
		const { start, registry: srv } = await bridge();
		const refusal = await refusalOf(start({ serviceRegistries: [{ registryArn: srv.arn, ...registry }] }));
		expect(refusal).toMatch(text);
	});

	it("with A records are rejected", async () => {
		const { start, addresses } = await bridge();
		const container = { containerName: "task_b_container", containerPort: 80 };
		expect(await refusalOf(start({ serviceRegistries: [{ registryArn: addresses.arn, ...container }] }))).toMatch(
			/^InvalidParameterException: .*SRV records only/,
		);
	});

	it.each([
		["arn:aws:servicediscovery:x:111122223333:service/srv-none", /ClientException: The service registry could not be/],
		["srv-none", /InvalidParameterException: The format of the supplied service registry ARN is invalid: srv-none/],
	])("that is %s is rejected", async (registryArn, text) => {
		const { start } = await bridge();
		expect(await refusalOf(start({ serviceRegistries: [{ registryArn }] }))).toMatch(text);
	});
});

describe("without an Auto Scaling group", () => {
	it("a task waits for an instance with suitable attributes", async () => {
		const { ecs, start, seconds, service, tasks } = await bridge({ containerInstances: "none" });
		await start();
		await seconds(300);
		const messages = async () => (await service("service_b-containers")).events?.map(({ message }) => message);
		expect(await messages()).toEqual([
			expect.stringMatching(
				/^\(service service_b-containers\) was unable to place a task because no container instance met all of its requirements\. Reason: No Container Instances were found in your cluster\./,
			),
		]);
		const { containerInstance } = await ecs.send(new RegisterContainerInstanceCommand({}));
		await seconds(60);
		expect((await messages())?.[0]).toMatch(/MemberOf placement constraint unsatisfied/);
		const targetId = containerInstance?.containerInstanceArn;
		await ecs.send(new PutAttributesCommand({ attributes: [{ name: "TaskType", value: "service_b", targetId }] }));
		await seconds(60);
		expect(await tasks("service_b-containers")).toMatchObject([
			{ lastStatus: "RUNNING", containerInstanceArn: targetId },
		]);
	});

	it("a drained instance becomes empty and can be deregistered", async () => {
		const { ecs, start, seconds, tasks } = await bridge({ containerInstances: "none" });
		const attributes = [{ name: "TaskType", value: "service_b" }];
		const register = async () => {
			const { containerInstance } = await ecs.send(new RegisterContainerInstanceCommand({ attributes }));
			return containerInstance?.containerInstanceArn ?? "";
		};
		const first = await register();
		await start();
		await seconds(60);
		const second = await register();
		const remove = () => ecs.send(new DeregisterContainerInstanceCommand({ containerInstance: first }));
		expect(await refusalOf(remove())).toBe("InvalidParameterException: Found running tasks on the instance.");
		await ecs.send(new UpdateContainerInstancesStateCommand({ containerInstances: [first], status: "DRAINING" }));
		await seconds(60);
		expect(await tasks("service_b-containers")).toMatchObject([
			{ lastStatus: "RUNNING", containerInstanceArn: second },
		]);
		await remove();
	});

	it("RunTask reports why there is no place", async () => {
		const { ecs } = await bridge({ containerInstances: "none" });
		const run = () => ecs.send(new RunTaskCommand({ taskDefinition: "b", placementConstraints }));
		expect(await refusalOf(run())).toBe(
			"InvalidParameterException: No Container Instances were found in your cluster.",
		);
		await ecs.send(new RegisterContainerInstanceCommand({}));
		expect(await run()).toMatchObject({
			tasks: [],
			failures: [{ reason: "MemberOf placement constraint unsatisfied." }],
		});
	});
});

describe("daemons", () => {
	it("run once on each instance", async () => {
		const { ecs, start, seconds, tasks } = await bridge({ containerInstances: "none" });
		const daemon = {
			schedulingStrategy: "DAEMON" as const,
			desiredCount: undefined,
			placementConstraints: [],
			deploymentConfiguration: undefined,
		};
		expect(await refusalOf(start({ ...daemon, desiredCount: 1 }))).toMatch(
			/^InvalidParameterException: The daemon scheduling strategy does not support a desired count for services\./,
		);
		const { service } = await start(daemon);
		expect(service?.deploymentConfiguration).toMatchObject({ maximumPercent: 100, minimumHealthyPercent: 0 });
		for (const count of [1, 2]) {
			await ecs.send(new RegisterContainerInstanceCommand({}));
			await seconds(60);
			const running = await tasks("service_b-containers");
			expect(new Set(running.map((task) => task.containerInstanceArn)).size).toBe(count);
			expect(running).toHaveLength(count);
		}
	});
});
