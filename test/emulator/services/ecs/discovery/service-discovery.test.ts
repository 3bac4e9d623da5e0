/** Tests ECS service discovery: valid registries of a service, and when its tasks are registered with which attributes. */
import { DeleteServiceCommand, RunTaskCommand, type ServiceRegistry } from "@aws-sdk/client-ecs";
import {
	type CreateServiceCommandInput as CreateRegistryInput,
	DeleteServiceCommand as DeleteRegistryCommand,
	DeregisterInstanceCommand,
	GetInstancesHealthStatusCommand,
	ListServicesCommand,
	RegisterInstanceCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import type { Network } from "../../../../../src/emulator/account-context.ts";
import { createAccount, fargateNetwork, refusalOf } from "../account.ts";

type RecordType = "A" | "AAAA" | "SRV" | "CNAME";
const records = (...types: RecordType[]): Partial<CreateRegistryInput> =>
	types.length === 0 ? {} : { DnsConfig: { DnsRecords: types.map((Type) => ({ Type, TTL: 10 })) } };
const customCheck = { HealthCheckCustomConfig: { FailureThreshold: 1 } };
const container = { containerName: "web", containerPort: 80 };

/** An account with the registry `web.internal` and a Fargate task definition whose container has this health check. */
async function discovered(
	registryInput: Partial<CreateRegistryInput>,
	healthCheck?: { readonly command: string[] },
	network: Network = {},
) {
	const account = createAccount({}, network);
	await account.cluster();
	const containerDefinition = { name: "web", image: "nginx", portMappings: [{ containerPort: 80 }], healthCheck };
	await account.taskDefinition({ containerDefinitions: [containerDefinition] });
	const namespace = await account.namespace("internal");
	const input = { Name: "web", ...registryInput };
	const registry = await account.registry(namespace, input);
	const start = (fields: Partial<ServiceRegistry> = {}) =>
		account.create({ serviceRegistries: [{ registryArn: registry.arn, ...fields }] });
	const statuses = async () => {
		const command = new GetInstancesHealthStatusCommand({ ServiceId: registry.id });
		return Object.values((await account.cloudMap.send(command)).Status ?? {});
	};
	const only = async () => [...(await account.instances(registry.id)).values()][0];
	const taskId = async () => (await account.tasks())[0]?.taskArn?.split("/").at(-1) ?? "";
	const another = (Name: string) => account.registry(namespace, { ...input, Name });
	return { ...account, namespace, registry, start, statuses, only, taskId, another };
}

describe("a service registry", () => {
	const needless = (member: string) =>
		`The values specified for serviceRegistries do not require a value for '${member}'. Remove the value and retry.`;
	const needsNames =
		/^When specifying 'host' or 'bridge' for networkMode, values for 'containerName' and 'containerPort' must be specified from the task definition\. Registry: arn:/;
	const needsPort =
		/^When the service registry uses SRV records, either 'port' or 'containerName' and 'containerPort' must be/;
	const both = "Specify either port, or containerName and containerPort, for a service registry, not both.";
	const half = "Both containerName and containerPort must be specified for a service registry.";

	it.each<[string, readonly RecordType[], Partial<ServiceRegistry>, string | RegExp | undefined]>([
		["awsvpc", ["A"], {}, undefined],
		["awsvpc", ["AAAA"], {}, undefined],
		["awsvpc", ["A", "AAAA"], {}, undefined],
		["awsvpc", [], {}, undefined],
		["awsvpc", ["SRV"], { port: 80 }, undefined],
		["awsvpc", ["SRV"], container, undefined],
		["awsvpc", ["A", "SRV"], container, undefined],
		["bridge", ["SRV"], container, undefined],
		["host", ["SRV"], container, undefined],
		["bridge", [], container, undefined],
		["awsvpc", ["A"], container, needless("containerName")],
		["awsvpc", ["A"], { containerPort: 80 }, needless("containerPort")],
		["awsvpc", ["AAAA"], { port: 80 }, needless("port")],
		["awsvpc", ["SRV"], {}, needsPort],
		["awsvpc", ["SRV"], { ...container, port: 80 }, both],
		["awsvpc", ["SRV"], { containerName: "web" }, half],
		[
			"awsvpc",
			["SRV"],
			{ containerName: "db", containerPort: 80 },
			"The container db does not exist in the task definition.",
		],
		[
			"awsvpc",
			["SRV"],
			{ containerName: "web", containerPort: 81 },
			"The container web did not have a container port 81 defined.",
		],
		["bridge", ["SRV"], {}, needsNames],
		["host", ["SRV"], { containerName: "web" }, needsNames],
		["bridge", ["SRV"], { port: 80 }, needsNames],
		[
			"bridge",
			["A"],
			container,
			/^When specifying 'bridge' for networkMode, the service registry must use SRV records only\./,
		],
		[
			"host",
			["A", "SRV"],
			container,
			/^When specifying 'host' for networkMode, the service registry must use SRV records only\./,
		],
		["none", ["SRV"], container, "Service discovery is not supported with networkMode 'none'."],
	])("of a %s task with the records %j and %j: %s", async (networkMode, types, fields, refused) => {
		const account = createAccount();
		await account.cluster();
		const portMappings = networkMode === "none" ? [] : [{ containerPort: 80 }];
		await account.taskDefinition({
			networkMode: networkMode as "awsvpc",
			requiresCompatibilities: ["EC2"],
			containerDefinitions: [{ name: "web", image: "nginx", memory: 128, portMappings }],
		});
		const { arn } = await account.registry(await account.namespace("internal"), { Name: "web", ...records(...types) });
		const created = account.create({
			launchType: "EC2",
			networkConfiguration: networkMode === "awsvpc" ? { awsvpcConfiguration: { subnets: ["subnet-a"] } } : undefined,
			serviceRegistries: [{ registryArn: arn, ...fields }],
		});
		if (refused === undefined) await expect(created).resolves.toBeTruthy();
		else await expect(created).rejects.toMatchObject({ name: "InvalidParameterException", message: match(refused) });
	});

	it("is limited to one per service", async () => {
		const { create, registry } = await discovered(records("A"));
		const twice = [{ registryArn: registry.arn }, { registryArn: registry.arn }];
		expect(await refusalOf(create({ serviceRegistries: twice }))).toBe(
			"InvalidParameterException: serviceRegistries can have at most 1 item.",
		);
	});
});

describe("the instance of a task in Cloud Map", () => {
	it("has its private address, even if the task has a public one, and no port for A records", async () => {
		const { start, seconds, only, dns } = await discovered(records("A"));
		expect(fargateNetwork.awsvpcConfiguration.assignPublicIp).toBe("ENABLED");
		await start();
		await seconds(60);
		const attributes = await only();
		expect(attributes?.AWS_INSTANCE_IPV4).toMatch(/^10\.0\./);
		expect(attributes).not.toHaveProperty("AWS_INSTANCE_PORT");
		expect(dns("web.internal")).toEqual([attributes?.AWS_INSTANCE_IPV4]);
	});

	it.each([
		["the container's port", container, "80"],
		["the registry's own port", { port: 9000 }, "9000"],
	])("has %s for SRV records", async (_what, fields, port) => {
		const { start, seconds, only, taskId, dns } = await discovered(records("A", "SRV"));
		await start(fields);
		await seconds(60);
		expect((await only())?.AWS_INSTANCE_PORT).toBe(port);
		expect(dns("web.internal", "SRV")).toEqual([`1 1 ${port} ${await taskId()}.web.internal.`]);
		expect(dns("web.internal")).toEqual(dns(`${await taskId()}.web.internal`));
	});

	it("on an instance has the instance's address, its host port, and the EC2 instance ID", async () => {
		const account = createAccount();
		await account.cluster();
		await account.taskDefinition({
			networkMode: "host",
			requiresCompatibilities: ["EC2"],
			containerDefinitions: [{ name: "web", image: "nginx", memory: 128, portMappings: [{ containerPort: 8080 }] }],
		});
		const { arn, id } = await account.registry(await account.namespace("internal"), { Name: "web", ...records("SRV") });
		const fields = { containerName: "web", containerPort: 8080 };
		const serviceRegistries = [{ registryArn: arn, ...fields }];
		await account.create({ launchType: "EC2", networkConfiguration: undefined, serviceRegistries });
		await account.seconds(120);
		const [task] = await account.tasks();
		expect([...(await account.instances(id)).values()]).toEqual([
			{
				AVAILABILITY_ZONE: task?.availabilityZone,
				AWS_INSTANCE_IPV4: expect.stringMatching(/^10\.0\./),
				AWS_INSTANCE_PORT: "8080",
				EC2_INSTANCE_ID: expect.stringMatching(/^i-[0-9a-f]{17}$/),
				ECS_CLUSTER_NAME: "default",
				ECS_SERVICE_NAME: "web",
				ECS_TASK_DEFINITION_FAMILY: "web",
				REGION: "ap-northeast-1",
			},
		]);
	});

	it("has an IPv6 address for AAAA records in a subnet with an IPv6 block, and otherwise no record", async () => {
		const account = { dualStackSubnets: ["subnet-6"] };
		const { create, update, registry, seconds, tasks, only, dns } = await discovered(
			records("AAAA"),
			undefined,
			account,
		);
		const network = (subnet: string) => ({ awsvpcConfiguration: { subnets: [subnet] } });
		await create({ serviceRegistries: [{ registryArn: registry.arn }], networkConfiguration: network("subnet-6") });
		await seconds(60);
		const shown = (await tasks())[0]?.containers?.[0]?.networkInterfaces?.[0];
		expect(shown?.ipv6Address).toMatch(/^2001:db8:/);
		expect(await only()).toMatchObject({
			AWS_INSTANCE_IPV4: shown?.privateIpv4Address,
			AWS_INSTANCE_IPV6: shown?.ipv6Address,
		});
		expect(dns("web.internal", "AAAA")).toEqual([shown?.ipv6Address]);
		await update({ networkConfiguration: network("subnet-4") });
		await seconds(200);
		expect(await only()).not.toHaveProperty("AWS_INSTANCE_IPV6");
		expect(dns("web.internal", "AAAA")).toEqual([]);
	});

	it("is registered when the task is RUNNING and deregistered when it starts to stop", async () => {
		const { start, update, seconds, tasks, dns } = await discovered(records("A"));
		await start();
		const seen: [string | undefined, number][] = [];
		const look = async () => {
			await seconds(1);
			const [task] = [...(await tasks()), ...(await tasks("web", "STOPPED"))];
			if (task?.lastStatus !== seen.at(-1)?.[0]) seen.push([task?.lastStatus, dns("web.internal").length]);
		};
		for (let second = 0; second < 28; second += 1) await look();
		await update({ desiredCount: 0 });
		for (let second = 0; second < 13; second += 1) await look();
		expect(seen).toEqual([
			["PROVISIONING", 0],
			["PENDING", 0],
			["ACTIVATING", 0],
			["RUNNING", 1],
			["DEACTIVATING", 0],
			["STOPPING", 0],
			["DEPROVISIONING", 0],
			["STOPPED", 0],
		]);
	});

	it("does not exist for a task of RunTask", async () => {
		const { ecs, registry, seconds, instances } = await discovered(records("A"));
		await ecs.send(
			new RunTaskCommand({ taskDefinition: "web", launchType: "FARGATE", networkConfiguration: fargateNetwork }),
		);
		await seconds(60);
		expect(await instances(registry.id)).toEqual(new Map());
	});
});

describe("the health that ECS reports to Cloud Map", () => {
	const passing = { command: ["CMD-SHELL", "curl -f http://localhost/"] };

	it("is HEALTHY from the start if no container has a health check", async () => {
		const { start, seconds, statuses, only } = await discovered({ ...records("A"), ...customCheck });
		await start();
		await seconds(30);
		expect(await statuses()).toEqual(["HEALTHY"]);
		expect(await only()).toMatchObject({ AWS_INIT_HEALTH_STATUS: "HEALTHY" });
	});

	it("is UNHEALTHY from the start, and HEALTHY 30 seconds after the first container health check", async () => {
		const { start, seconds, statuses, only, tasks } = await discovered({ ...records("A"), ...customCheck }, passing);
		await start();
		await seconds(30);
		expect(await statuses()).toEqual(["UNHEALTHY"]);
		expect(await only()).toMatchObject({ AWS_INIT_HEALTH_STATUS: "UNHEALTHY" });
		while ((await tasks())[0]?.healthStatus !== "HEALTHY") await seconds(1);
		await seconds(28);
		expect(await statuses()).toEqual(["UNHEALTHY"]);
		await seconds(3);
		expect(await statuses()).toEqual(["HEALTHY"]);
	});

	it("is so late in a rolling update that the old task is gone before the new one is healthy", async () => {
		const { start, update, seconds, statuses, registry, instances, taskId } = await discovered(
			{ ...records("A"), ...customCheck },
			passing,
		);
		await start();
		await seconds(180);
		const before = await taskId();
		await update({ forceNewDeployment: true });
		while ((await instances(registry.id)).has(before)) await seconds(1);
		expect(await statuses()).toEqual(["UNHEALTHY"]);
		await seconds(60);
		expect(await statuses()).toEqual(["HEALTHY"]);
	});

	it("is UNHEALTHY 30 seconds after a failed health check, while the task exists", async () => {
		const { emulated, start, seconds, statuses, only } = await discovered({ ...records("A"), ...customCheck }, passing);
		await start();
		await seconds(180);
		emulated.applyChaos({ kind: "unhealthy", count: 1 });
		emulated.applyChaos({ kind: "noCapacity" });
		await seconds(29);
		expect(await statuses()).toEqual(["HEALTHY"]);
		await seconds(3);
		expect(await statuses()).toEqual(["UNHEALTHY"]);
		expect(await only()).toMatchObject({ AWS_INIT_HEALTH_STATUS: "UNHEALTHY" });
	});

	it("is absent if the registry has no custom health check", async () => {
		const { start, seconds, statuses, only } = await discovered(records("A"), passing);
		await start();
		await seconds(180);
		expect(await statuses()).toEqual(["UNKNOWN"]);
		expect(await only()).not.toHaveProperty("AWS_INIT_HEALTH_STATUS");
	});
});

describe("a registry during the lifecycle of its service", () => {
	it("keeps registered tasks until they stop, after it is removed from the service", async () => {
		const { start, update, seconds, service, taskId, registry, instances } = await discovered(records("A"));
		const created = await start();
		await seconds(90);
		const before = await taskId();
		const updated = await update({ serviceRegistries: [] });
		expect(updated.deployments?.[0]?.id).not.toBe(created.deployments?.[0]?.id);
		await seconds(20);
		expect([...(await instances(registry.id)).keys()]).toEqual([before]);
		await seconds(180);
		expect(await instances(registry.id)).toEqual(new Map());
		expect((await service()).serviceRegistries).toEqual([]);
	});

	it("gets the tasks of the deployment that names it, if it is added to or replaced in the service later", async () => {
		const { create, update, seconds, taskId, registry, instances, another } = await discovered(records("A"));
		const other = await another("other");
		await create();
		await seconds(90);
		await update({ serviceRegistries: [{ registryArn: registry.arn }] });
		await seconds(200);
		expect([...(await instances(registry.id)).keys()]).toEqual([await taskId()]);
		await update({ serviceRegistries: [{ registryArn: other.arn }] });
		await seconds(200);
		expect(await instances(registry.id)).toEqual(new Map());
		expect([...(await instances(other.id)).keys()]).toEqual([await taskId()]);
	});

	it("recreated under its name has the same ID, so that running tasks stay unregistered until a forced deployment", async () => {
		const { cloudMap, start, update, seconds, taskId, registry, instances, another } = await discovered(records("A"));
		await start();
		await seconds(90);
		const InstanceId = await taskId();
		await cloudMap.send(new DeregisterInstanceCommand({ ServiceId: registry.id, InstanceId }));
		await seconds(5);
		await cloudMap.send(new DeleteRegistryCommand({ Id: registry.id }));
		expect(await another("web")).toEqual(registry);
		await update({ serviceRegistries: [{ registryArn: registry.arn }] });
		await seconds(300);
		expect(await instances(registry.id)).toEqual(new Map());
		await update({ forceNewDeployment: true });
		await seconds(200);
		expect([...(await instances(registry.id)).keys()]).toEqual([await taskId()]);
	});

	it("outlives its service, with instances that other clients registered", async () => {
		const { ecs, cloudMap, start, seconds, registry, instances } = await discovered(records("A"));
		await start();
		await seconds(60);
		const Attributes = { AWS_INSTANCE_IPV4: "10.9.9.9" };
		await cloudMap.send(new RegisterInstanceCommand({ ServiceId: registry.id, InstanceId: "orphan", Attributes }));
		const remove = () => cloudMap.send(new DeleteRegistryCommand({ Id: registry.id }));
		expect(await refusalOf(remove())).toMatch(/^ResourceInUse: Service contains registered instances;/);
		await ecs.send(new DeleteServiceCommand({ service: "web", force: true }));
		await seconds(60);
		expect([...(await instances(registry.id)).keys()]).toEqual(["orphan"]);
		expect(await refusalOf(remove())).toMatch(/^ResourceInUse: /);
		await cloudMap.send(new DeregisterInstanceCommand({ ServiceId: registry.id, InstanceId: "orphan" }));
		await seconds(5);
		await remove();
		expect((await cloudMap.send(new ListServicesCommand({}))).Services).toEqual([]);
	});
});

function match(text: string | RegExp): unknown {
	return typeof text === "string" ? text : expect.stringMatching(text);
}
