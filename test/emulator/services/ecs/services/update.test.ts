/** Tests UpdateService: changed and unchanged members, and which changes start a deployment. */
import {
	DeleteServiceCommand,
	ListServiceDeploymentsCommand,
	type UpdateServiceCommandInput,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { createAccount, fargateNetwork, refusalOf } from "../account.ts";
import { resting } from "../deployments/deploying.ts";

const targetGroupArn = "arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:targetgroup/web/0123456789abcdef";
const loadBalancers = [{ targetGroupArn, containerName: "web", containerPort: 80 }];

describe("UpdateService", () => {
	it.each<[string, Partial<UpdateServiceCommandInput>, boolean]>([
		["desired count", { desiredCount: 3 }, false],
		["percentages", { deploymentConfiguration: { maximumPercent: 150 } }, false],
		[
			"alarms",
			{ deploymentConfiguration: { alarms: { alarmNames: ["errors"], enable: true, rollback: true } } },
			false,
		],
		["tags of tasks", { propagateTags: "SERVICE", enableECSManagedTags: true }, false],
		["availability zone rebalancing", { availabilityZoneRebalancing: "DISABLED" }, false],
		["execute command", { enableExecuteCommand: false }, false],
		["a grace period", { healthCheckGracePeriodSeconds: 60 }, false],
		["the same task definition", { taskDefinition: "web:1" }, false],
		["the same network", { networkConfiguration: fargateNetwork }, false],
		["the same load balancers", { loadBalancers }, false],
		["another task definition", { taskDefinition: "web:2" }, true],
		["the family, whose latest revision is another", { taskDefinition: "web" }, true],
		[
			"another network",
			{
				networkConfiguration: { awsvpcConfiguration: { ...fargateNetwork.awsvpcConfiguration, subnets: ["subnet-a"] } },
			},
			true,
		],
		["the platform version", { platformVersion: "1.4.0" }, true],
		["other load balancers", { loadBalancers: [] }, true],
		["Service Connect for the first time", { serviceConnectConfiguration: { enabled: false } }, true],
		["other volumes", { volumeConfigurations: [{ name: "data" }] }, true],
		[
			"VPC Lattice",
			{
				vpcLatticeConfigurations: [
					{ roleArn: "arn:aws:iam::111122223333:role/lattice", targetGroupArn, portName: "http" },
				],
			},
			true,
		],
		["no change, but forced", { forceNewDeployment: true }, true],
	])("with %s", async (_what, input, deploys) => {
		const account = await resting({}, { loadBalancers });
		const before = (await account.service()).deployments?.[0]?.id;
		const { deployments = [] } = await account.update(input);
		expect(deployments[0]?.id !== before).toBe(deploys);
		expect(deployments.map(({ status }) => status)).toEqual(deploys ? ["PRIMARY", "ACTIVE"] : ["PRIMARY"]);
		expect(deployments[0]?.desiredCount).toBe(deploys ? 0 : 2);
	});

	it("keeps omitted members, and removes by empty lists", async () => {
		const account = createAccount();
		await account.cluster();
		await account.taskDefinition();
		const namespace = await account.namespace("shop", "HTTP");
		const registry = await account.registry(namespace, { Name: "web" });
		await account.create({ serviceRegistries: [{ registryArn: registry.arn }], enableExecuteCommand: false });
		await account.update({ desiredCount: 2 });
		expect((await account.service()).serviceRegistries).toHaveLength(1);
		await account.seconds(60);
		expect((await account.instances(registry.id)).size).toBe(2);
		await account.update({ serviceRegistries: [] });
		await account.seconds(200);
		expect((await account.service()).serviceRegistries).toEqual([]);
		expect((await account.instances(registry.id)).size).toBe(0);
	});

	it("makes the PRIMARY of an unfinished deployment ACTIVE", async () => {
		const account = await resting();
		await account.update({ forceNewDeployment: true });
		await account.seconds(30);
		const { deployments = [] } = await account.update({ forceNewDeployment: true });
		expect(deployments.map(({ status, rolloutState }) => [status, rolloutState])).toEqual([
			["PRIMARY", "IN_PROGRESS"],
			["ACTIVE", "IN_PROGRESS"],
			["ACTIVE", "COMPLETED"],
		]);
		await account.seconds(300);
		expect((await account.service()).deployments).toHaveLength(1);
		const { serviceDeployments } = await account.ecs.send(new ListServiceDeploymentsCommand({ service: "web" }));
		expect(serviceDeployments?.map(({ status }) => status)).toEqual(["SUCCESSFUL", "STOPPED", "SUCCESSFUL"]);
	});

	it("rejects a change of capacity that is not forced", async () => {
		const account = await resting();
		const strategy = [{ capacityProvider: "FARGATE_SPOT", weight: 1 }];
		expect(await refusalOf(account.update({ capacityProviderStrategy: strategy }))).toMatch(
			/^InvalidParameterException: When switching from launch type to capacity provider strategy/,
		);
		const updated = await account.update({ capacityProviderStrategy: strategy, forceNewDeployment: true });
		expect(updated.launchType).toBeUndefined();
		expect(updated.capacityProviderStrategy).toEqual([{ capacityProvider: "FARGATE_SPOT", weight: 1, base: 0 }]);
	});

	it("with placement of tasks on instances starts no deployment, and empty lists remove it", async () => {
		const account = await resting();
		const bridge = { networkMode: "bridge" as const, requiresCompatibilities: [], memory: "128" };
		await account.taskDefinition({ family: "placed", ...bridge });
		const placement = {
			placementConstraints: [{ type: "distinctInstance" as const }],
			placementStrategy: [{ type: "spread" as const, field: "instanceId" }],
		};
		await account.create({
			serviceName: "placed",
			taskDefinition: "placed",
			launchType: "EC2",
			networkConfiguration: undefined,
			...placement,
		});
		await account.seconds(200);
		const none = { placementConstraints: [], placementStrategy: [] };
		for (const change of [none, placement]) {
			const { deployments } = await account.update({ service: "placed", ...change });
			expect(deployments).toHaveLength(1);
			expect(await account.service("placed")).toMatchObject(change);
		}
	});

	it("without volumes keeps them, and starts no deployment", async () => {
		const volumeConfigurations = [{ name: "data" }];
		const account = await resting({}, { volumeConfigurations });
		const { deployments } = await account.update({ desiredCount: 1 });
		expect(deployments).toMatchObject([{ volumeConfigurations }]);
	});

	it("of a missing or inactive service is rejected", async () => {
		const account = await resting();
		expect(await refusalOf(account.update({ service: "none" }))).toBe("ServiceNotFoundException: Service not found.");
		await account.ecs.send(new DeleteServiceCommand({ service: "web", force: true }));
		expect(await refusalOf(account.update({ desiredCount: 1 }))).toBe(
			"ServiceNotActiveException: Service was not ACTIVE.",
		);
	});

	it("of a daemon cannot set a desired count", async () => {
		const account = await resting();
		await account.taskDefinition({ family: "agent", networkMode: "bridge", requiresCompatibilities: [] });
		await account.create({
			serviceName: "agent",
			taskDefinition: "agent",
			schedulingStrategy: "DAEMON",
			desiredCount: undefined,
			launchType: "EC2",
			networkConfiguration: undefined,
		});
		expect(await refusalOf(account.update({ service: "agent", desiredCount: 1 }))).toBe(
			"InvalidParameterException: The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again",
		);
	});

	it("with an empty capacity provider strategy reverts to the launch type", async () => {
		const account = await resting();
		await account.update({
			capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
			forceNewDeployment: true,
		});
		await account.seconds(300);
		const back = await account.update({ capacityProviderStrategy: [], forceNewDeployment: true });
		expect(back).toMatchObject({ launchType: "FARGATE", deployments: [{ launchType: "FARGATE" }, {}] });
		expect(back.capacityProviderStrategy).toBeUndefined();
	});

	it("cannot change a service between Linux and Windows", async () => {
		const account = await resting();
		const register = (operatingSystemFamily: "LINUX" | "WINDOWS_SERVER_2022_CORE") =>
			account.taskDefinition({ cpu: "1024", memory: "2048", runtimePlatform: { operatingSystemFamily } });
		const windows = await register("WINDOWS_SERVER_2022_CORE");
		expect(await refusalOf(account.update({ taskDefinition: windows }))).toMatch(
			/^InvalidParameterException: A service cannot change between Linux and Windows\./,
		);
		const linux = await register("LINUX");
		expect((await account.update({ taskDefinition: linux })).taskDefinition).toBe(linux);
	});
});
