/** Tests the defaults of a new service and its maximum numbers of subordinate parts. */
import { RegisterContainerInstanceCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { createAccount, refusalOf } from "../account.ts";

const here = "arn:aws:ecs:ap-northeast-1:111122223333";
const many = (count: number) => Array.from({ length: count }, (_, index) => `x${index}`);

describe("the defaults of a service", () => {
	it("are 100 and 0 percent for a daemon", async () => {
		const { create } = await onInstances();
		expect(
			(await create({ schedulingStrategy: "DAEMON", desiredCount: undefined })).deploymentConfiguration,
		).toMatchObject({ maximumPercent: 100, minimumHealthyPercent: 0 });
	});

	it("return fields of binpack strategies in capitals", async () => {
		const { create } = await onInstances();
		const placementStrategy = [
			{ type: "binpack" as const, field: "memory" },
			{ type: "spread" as const, field: "instanceId" },
		];
		expect((await create({ placementStrategy })).placementStrategy).toEqual([
			{ type: "binpack", field: "MEMORY" },
			{ type: "spread", field: "instanceId" },
		]);
	});

	it("resolve a family to the ARN of its latest revision", async () => {
		const { create } = await onInstances();
		expect((await create()).taskDefinition).toBe(`${here}:task-definition/web:1`);
	});

	it.each([
		[
			"eleven placement constraints",
			{ placementConstraints: many(11).map(() => ({ type: "distinctInstance" as const })) },
		],
		["a client token of 37 characters", { clientToken: "x".repeat(37) }],
		["six placement strategies", { placementStrategy: many(6).map(() => ({ type: "random" as const })) }],
		[
			"six target groups",
			{ loadBalancers: many(6).map((targetGroupArn) => ({ targetGroupArn, containerName: "web", containerPort: 80 })) },
		],
	])("do not include %s", async (_what, input) => {
		const { create } = await onInstances();
		expect(await refusalOf(create(input))).toMatch(/^InvalidParameterException: .*at most/);
	});

	it.each([
		["seventeen subnets", { subnets: many(17) }],
		["six security groups", { subnets: ["subnet-a"], securityGroups: many(6) }],
	])("do not include %s", async (_what, awsvpcConfiguration) => {
		const account = createAccount();
		await account.cluster();
		await account.taskDefinition();
		const create = (configuration: typeof awsvpcConfiguration) =>
			account.create({ networkConfiguration: { awsvpcConfiguration: configuration } });
		expect(await refusalOf(create(awsvpcConfiguration))).toMatch(/^InvalidParameterException: .*at most/);
		const one = { subnets: many(16), securityGroups: many(5) };
		expect((await create(one)).networkConfiguration?.awsvpcConfiguration).toMatchObject(one);
	});

	async function onInstances() {
		const account = createAccount({ containerInstances: "none" });
		await account.cluster();
		await account.ecs.send(new RegisterContainerInstanceCommand({}));
		await account.taskDefinition({
			networkMode: "bridge",
			requiresCompatibilities: ["EC2"],
			cpu: undefined,
			memory: undefined,
			containerDefinitions: [{ name: "web", image: "nginx", memory: 128, portMappings: [{ containerPort: 80 }] }],
		});
		const create = (input: object = {}) =>
			account.create({ launchType: "EC2", networkConfiguration: undefined, ...input });
		return { ...account, create };
	}
});
