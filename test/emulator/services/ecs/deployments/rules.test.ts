/** Tests the validation and the defaults of deployment configurations and load balancers. */
import type { CreateServiceCommandInput, DeploymentConfiguration, LoadBalancer } from "@aws-sdk/client-ecs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Account, createAccount, refusalOf } from "../account.ts";

const lambda = "arn:aws:lambda:ap-northeast-1:111122223333:function:check";
const elb = "arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:";
const group = (name: string) => `${elb}targetgroup/${name}/0123456789abcdef`;
const listener = `${elb}listener/app/web/0123456789abcdef/0123456789abcdef`;
const rule = (name: string) => `${elb}listener-rule/app/web/0123456789abcdef/0123456789abcdef/${name}`;
const advancedConfiguration = {
	alternateTargetGroupArn: group("green"),
	productionListenerRule: rule("production"),
	roleArn: "arn:aws:iam::111122223333:role/shift",
};
const plain = { targetGroupArn: group("blue"), containerName: "web", containerPort: 80 };

let account: Account;
let names = 0;
beforeAll(async () => {
	account = createAccount();
	await account.cluster();
	await account.taskDefinition();
	await account.taskDefinition({
		family: "checked",
		containerDefinitions: [{ name: "web", image: "nginx", healthCheck: { command: ["CMD", "true"] } }],
	});
});

const create = (input: Partial<CreateServiceCommandInput>) => account.create({ serviceName: `s${names++}`, ...input });
const refusal = (input: Partial<CreateServiceCommandInput>) => refusalOf(create(input));

describe("a deployment configuration is rejected", () => {
	it.each<[string, DeploymentConfiguration, string | RegExp]>([
		[
			"that allows neither starts nor stops",
			{ minimumHealthyPercent: 100, maximumPercent: 100 },
			"Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
		],
		["with a maximum below the minimum", { minimumHealthyPercent: 90, maximumPercent: 50 }, /^maximumPercent /],
		["with a minimum above 100", { minimumHealthyPercent: 101 }, /^minimumHealthyPercent /],
		["with a bake time of more than a day", { strategy: "BLUE_GREEN", bakeTimeInMinutes: 1441 }, /^bakeTimeInMinutes /],
		[
			"with linear steps below 3 percent",
			{ strategy: "LINEAR", linearConfiguration: { stepPercent: 2.9 } },
			/3\.0 and/,
		],
		[
			"with steps with more than one decimal place",
			{ strategy: "LINEAR", linearConfiguration: { stepPercent: 10.05 } },
			/of 0\.1/,
		],
		[
			"with a canary of 0 percent",
			{ strategy: "CANARY", canaryConfiguration: { canaryPercent: 0 } },
			/^canaryPercent /,
		],
		["with steps of another strategy", { strategy: "CANARY", linearConfiguration: {} }, /^linearConfiguration /],
		["with a canary of a rolling update", { canaryConfiguration: {} }, /^canaryConfiguration /],
		["with alarms without names", { alarms: { alarmNames: [], enable: true, rollback: true } }, /^alarmNames /],
		[
			"with a threshold of 0",
			{
				deploymentCircuitBreaker: {
					enable: true,
					rollback: true,
					thresholdConfiguration: { type: "COUNT", value: 0 },
				},
			},
			/^thresholdConfiguration /,
		],
		[
			"with early success below the minimum",
			{
				earlySuccessCriteria: { enable: true, healthyPercent: 50, sourceServiceRevisionCleanup: "BLOCKING" },
			},
			/^healthyPercent /,
		],
		["with empty early success criteria", { earlySuccessCriteria: { enable: true } }, /^earlySuccessCriteria needs/],
		[
			"with early success of blue/green",
			{
				strategy: "BLUE_GREEN",
				earlySuccessCriteria: { enable: true, healthyPercent: 100, sourceServiceRevisionCleanup: "BLOCKING" },
			},
			/ROLLING strategy/,
		],
		[
			"with a pause at a stage of rollbacks",
			{
				strategy: "BLUE_GREEN",
				lifecycleHooks: [{ targetType: "PAUSE", lifecycleStages: ["PRODUCTION_TRAFFIC_SHIFT"] }],
			},
			"Invalid lifecycle stage provided for Pause Hook",
		],
		[
			"with a hook of an unknown type",
			{ lifecycleHooks: [{ targetType: "OTHER" as "PAUSE", lifecycleStages: ["PRE_SCALE_UP"] }] },
			"Invalid targetType. Valid values are: AWS_LAMBDA, PAUSE",
		],
		[
			"with a Lambda hook without function",
			{ lifecycleHooks: [{ lifecycleStages: ["PRE_SCALE_UP"] }] },
			/^hookTargetArn /,
		],
		["with a hook without stages", { lifecycleHooks: [{ hookTargetArn: lambda }] }, /^lifecycleStages /],
		[
			"with a pause of more than 14 days",
			{
				lifecycleHooks: [
					{
						targetType: "PAUSE",
						lifecycleStages: ["PRE_SCALE_UP"],
						timeoutConfiguration: { timeoutInMinutes: 20_161 },
					},
				],
			},
			/^timeoutInMinutes /,
		],
		[
			"with more than ten hooks of a kind",
			{
				lifecycleHooks: Array.from({ length: 11 }, () => ({
					targetType: "PAUSE" as const,
					lifecycleStages: ["PRE_SCALE_UP" as const],
				})),
			},
			/at most 10 pause hooks/,
		],
	])("%s", async (_what, deploymentConfiguration, text) => {
		const [name, message] = (await refusal({ deploymentConfiguration })).split(/: (.*)/s);
		expect(name).toBe("InvalidParameterException");
		if (typeof text === "string") expect(message).toBe(text);
		else expect(message).toMatch(text);
	});

	it.each<DeploymentConfiguration>([
		{ strategy: "BLUE_GREEN" },
		{ deploymentCircuitBreaker: { enable: true, rollback: true } },
		{ alarms: { alarmNames: ["errors"], enable: true, rollback: true } },
	])("with %o and the CodeDeploy controller", async (deploymentConfiguration) => {
		const text = await refusal({ deploymentController: { type: "CODE_DEPLOY" }, deploymentConfiguration });
		expect(text).toMatch(/can only be used with the ECS deployment controller\.$/);
	});
});

describe("ECS fills in", () => {
	it.each<[DeploymentConfiguration, DeploymentConfiguration]>([
		[{}, { strategy: "ROLLING", maximumPercent: 200, minimumHealthyPercent: 100, bakeTimeInMinutes: 0 }],
		[{ strategy: "LINEAR" }, { linearConfiguration: { stepPercent: 10, stepBakeTimeInMinutes: 6 } }],
		[
			{ strategy: "CANARY", canaryConfiguration: { canaryPercent: 1 } },
			{ canaryConfiguration: { canaryPercent: 1, canaryBakeTimeInMinutes: 10 } },
		],
	])("%o with %o", async (given, expected) => {
		const service = await create({ deploymentConfiguration: given });
		expect(service.deploymentConfiguration).toMatchObject({
			...expected,
			deploymentCircuitBreaker: { enable: false, rollback: false },
		});
	});

	it("the new strategy's settings after a change of strategy, and drops the old ones", async () => {
		const { serviceName: service } = await create({ deploymentConfiguration: { strategy: "LINEAR" } });
		const updated = await account.update({ service, deploymentConfiguration: { strategy: "CANARY" } });
		expect(updated.deploymentConfiguration).toMatchObject({ canaryConfiguration: { canaryPercent: 5 } });
		expect(updated.deploymentConfiguration).not.toHaveProperty("linearConfiguration");
	});

	it("nothing for a circuit breaker that an update turns off: its threshold is removed", async () => {
		const { serviceName: service } = await create({
			deploymentConfiguration: {
				deploymentCircuitBreaker: {
					enable: true,
					rollback: true,
					thresholdConfiguration: { type: "COUNT", value: 5 },
				},
			},
		});
		const off = { enable: false, rollback: false };
		const updated = await account.update({ service, deploymentConfiguration: { deploymentCircuitBreaker: off } });
		expect(updated.deploymentConfiguration?.deploymentCircuitBreaker).toEqual(off);
	});
});

describe("load balancers are rejected", () => {
	it.each<[string, LoadBalancer[], string]>([
		[
			"of different generations",
			[plain, { loadBalancerName: "old", containerName: "web", containerPort: 80 }],
			"All loadBalancers must be strictly either ELBv1 (defining loadBalancerName) or ELBv2 (defining targetGroupArn)",
		],
		[
			"of the first generation with an advanced configuration",
			[{ loadBalancerName: "old", containerName: "web", containerPort: 80, advancedConfiguration }],
			"advancedConfiguration field is not allowed with ELBv1 loadBalancers",
		],
		["that occur twice", [plain, plain], `Duplicate targetGroupArn found: ${plain.targetGroupArn}`],
		[
			"of which only some are advanced",
			[plain, { ...plain, targetGroupArn: group("other"), advancedConfiguration }],
			"Either all or none of the provided loadBalancers must have advancedConfiguration defined",
		],
		[
			"with a listener instead of a rule of an Application Load Balancer",
			[{ ...plain, advancedConfiguration: { ...advancedConfiguration, productionListenerRule: listener } }],
			`productionListenerRule has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB. Got: ${listener}`,
		],
		[
			"with one rule for production and test",
			[{ ...plain, advancedConfiguration: { ...advancedConfiguration, testListenerRule: rule("production") } }],
			`The following rules cannot be used as both production and test listener rules: ${rule("production")}`,
		],
		[
			"without an alternate target group",
			[{ ...plain, advancedConfiguration: { ...advancedConfiguration, alternateTargetGroupArn: undefined } }],
			"alternateTargetGroupArn is required in advancedConfiguration.",
		],
		[
			"for a missing container",
			[{ ...plain, containerName: "app" }],
			"The container app does not exist in the task definition.",
		],
		[
			"for a missing port",
			[{ ...plain, containerPort: 81 }],
			"The container web did not have a container port 81 defined.",
		],
	])("%s", async (_what, loadBalancers, text) => {
		expect(await refusal({ loadBalancers })).toBe(`InvalidParameterException: ${text}`);
	});

	it("without an advanced configuration if the strategy shifts traffic", async () => {
		const deploymentConfiguration = { strategy: "BLUE_GREEN" as const, bakeTimeInMinutes: 1 };
		expect(await refusal({ loadBalancers: [plain], deploymentConfiguration })).toBe(
			"InvalidParameterException: advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy",
		);
	});

	it("with a role if only the service-linked role is allowed", async () => {
		expect(await refusal({ loadBalancers: [plain], role: "ecsServiceRole" })).toBe(
			"InvalidParameterException: You cannot specify an IAM role for services that require a service linked role.",
		);
	});
});

describe("load balancers", () => {
	it("are returned, also in the deployment's service revision, and can be removed by an empty list", async () => {
		const { serviceName: service, loadBalancers } = await create({ loadBalancers: [plain] });
		expect(loadBalancers).toEqual([plain]);
		const { loadBalancers: left, deployments } = await account.update({ service, loadBalancers: [] });
		expect(left).toEqual([]);
		expect(deployments).toHaveLength(2);
	});

	it("allow a grace period for health checks, which is rejected without any check", async () => {
		const healthCheckGracePeriodSeconds = 60;
		expect(await create({ loadBalancers: [plain], healthCheckGracePeriodSeconds })).toMatchObject({
			healthCheckGracePeriodSeconds,
		});
		expect(await refusal({ healthCheckGracePeriodSeconds })).toBe(
			"InvalidParameterException: Health check grace period is only valid for services configured to use load balancers",
		);
		expect(await create({ healthCheckGracePeriodSeconds: 0 })).toMatchObject({ healthCheckGracePeriodSeconds: 0 });
		expect(await create({ taskDefinition: "checked", healthCheckGracePeriodSeconds })).toMatchObject({
			healthCheckGracePeriodSeconds,
		});
		expect(await refusal({ loadBalancers: [plain], healthCheckGracePeriodSeconds: -1 })).toMatch(
			/^InvalidParameterException: healthCheckGracePeriodSeconds /,
		);
	});
});
