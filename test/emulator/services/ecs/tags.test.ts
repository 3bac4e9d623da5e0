/** Tests tags of all ECS resources, with the same rules for each operation. */
import {
	CreateCapacityProviderCommand,
	CreateTaskSetCommand,
	ListTagsForResourceCommand,
	RegisterContainerInstanceCommand,
	RunTaskCommand,
	StopTaskCommand,
	type Tag,
	TagResourceCommand,
	UntagResourceCommand,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { createAccount, fargateNetwork, refusalOf } from "./account.ts";

type Account = ReturnType<typeof createAccount>;

const autoScalingGroupArn = "arn:aws:autoscaling:ap-northeast-1:111122223333:autoScalingGroup:1:autoScalingGroupName/g";
const here = "arn:aws:ecs:ap-northeast-1:111122223333";

/** Each creates a resource of its kind with the given tags and returns its ARN. */
const kinds = {
	cluster: async ({ cluster }: Account, tags: Tag[]) => {
		await cluster({ clusterName: "tagged", tags });
		return `${here}:cluster/tagged`;
	},
	service: async ({ create }: Account, tags: Tag[]) => (await create({ desiredCount: 0, tags })).serviceArn,
	"task definition": ({ taskDefinition }: Account, tags: Tag[]) => taskDefinition({ family: "tagged", tags }),
	task: async ({ ecs }: Account, tags: Tag[]) => {
		const run = { taskDefinition: "web", launchType: "FARGATE" as const, networkConfiguration: fargateNetwork };
		return (await ecs.send(new RunTaskCommand({ ...run, tags }))).tasks?.[0]?.taskArn;
	},
	"container instance": async ({ ecs }: Account, tags: Tag[]) =>
		(await ecs.send(new RegisterContainerInstanceCommand({ tags }))).containerInstance?.containerInstanceArn,
	"capacity provider": async ({ ecs }: Account, tags: Tag[]) => {
		const command = new CreateCapacityProviderCommand({
			name: "tagged",
			autoScalingGroupProvider: { autoScalingGroupArn },
			tags,
		});
		return (await ecs.send(command)).capacityProvider?.capacityProviderArn;
	},
	"task set": async ({ create, ecs }: Account, tags: Tag[]) => {
		const external = { deploymentController: { type: "EXTERNAL" as const }, launchType: undefined };
		await create({
			serviceName: "external",
			taskDefinition: undefined,
			networkConfiguration: undefined,
			...external,
		});
		const command = new CreateTaskSetCommand({
			cluster: "default",
			service: "external",
			taskDefinition: "web",
			launchType: "FARGATE",
			networkConfiguration: fargateNetwork,
			tags,
		});
		return (await ecs.send(command)).taskSet?.taskSetArn;
	},
};
const everyKind = Object.keys(kinds) as (keyof typeof kinds)[];

async function ready() {
	const account = createAccount();
	await account.cluster();
	await account.taskDefinition();
	const tagsOf = async (resourceArn: string | undefined) =>
		(await account.ecs.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
	const tag = (resourceArn: string | undefined, ...tags: Tag[]) =>
		account.ecs.send(new TagResourceCommand({ resourceArn, tags }));
	const untag = (resourceArn: string | undefined, ...tagKeys: string[]) =>
		account.ecs.send(new UntagResourceCommand({ resourceArn, tagKeys }));
	return { account, tagsOf, tag, untag };
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: "" }));

describe.each(everyKind)("the tags of a %s", (kind) => {
	it("are set at creation, added, replaced and removed", async () => {
		const { account, tagsOf, tag, untag } = await ready();
		const arn = await kinds[kind](account, [{ key: "a", value: "1" }, { key: "b" }]);
		expect(await tagsOf(arn)).toEqual([
			{ key: "a", value: "1" },
			{ key: "b", value: "" },
		]);
		await tag(arn, { key: "a", value: "2" }, { key: "c", value: "3" });
		await untag(arn, "b", "none");
		expect(await tagsOf(arn)).toEqual([
			{ key: "a", value: "2" },
			{ key: "c", value: "3" },
		]);
	});

	it("are at most fifty, with unique keys", async () => {
		const { account, tagsOf, tag } = await ready();
		for (const tags of [numbered(51), [{ key: "a" }, { key: "a" }]]) {
			expect(await refusalOf(kinds[kind](account, tags) as Promise<string>)).toMatch(/^InvalidParameterException: /);
		}
		const arn = await kinds[kind](account, numbered(50));
		expect(await refusalOf(tag(arn, { key: "one more" }))).toMatch(/^InvalidParameterException: .*at most 50 tags/);
		await tag(arn, { key: "k0", value: "changed" });
		expect(await tagsOf(arn)).toHaveLength(50);
	});
});

describe("a tag", () => {
	it.each([
		["no key", { value: "1" }],
		["an empty key", { key: "", value: "1" }],
		["a key of 129 characters", { key: "x".repeat(129) }],
		["a value of 257 characters", { key: "a", value: "x".repeat(257) }],
		["an invalid character in its key", { key: "a<b" }],
		["an invalid character in its value", { key: "a", value: "a*b" }],
		["a reserved key", { key: "aws:a" }],
		["a reserved key in capitals", { key: "AWS:a" }],
		["a reserved value", { key: "a", value: "aws:a" }],
	])("with %s is rejected", async (_what, wrong) => {
		const { account, tag } = await ready();
		const arn = await kinds.cluster(account, []);
		expect(await refusalOf(tag(arn, wrong))).toMatch(/^InvalidParameterException: /);
	});

	it("accepts letters and spaces of any script, 128 in its key and 256 in its value", async () => {
		const { account, tagsOf, tag } = await ready();
		const arn = await kinds.cluster(account, []);
		const tags = [
			{ key: `${"é".repeat(64)}${"名".repeat(64)}`, value: "x".repeat(256) },
			{ key: "a b_.:/=+-@1", value: "" },
		];
		await tag(arn, ...tags);
		expect(await tagsOf(arn)).toEqual(tags);
	});

	it("that AWS reserves does not count, and users cannot remove it", async () => {
		const { account, tagsOf, tag, untag } = await ready();
		const command = new RunTaskCommand({
			taskDefinition: "web",
			launchType: "FARGATE",
			networkConfiguration: fargateNetwork,
			enableECSManagedTags: true,
			tags: numbered(49),
		});
		const arn = (await account.ecs.send(command)).tasks?.[0]?.taskArn;
		await tag(arn, { key: "fiftieth" });
		expect(await tagsOf(arn)).toHaveLength(51);
		expect(await refusalOf(untag(arn, "aws:ecs:clusterName"))).toMatch(/^InvalidParameterException: /);
		expect(await tagsOf(arn)).toContainEqual({ key: "aws:ecs:clusterName", value: "default" });
	});

	it("is accepted only for existing resources", async () => {
		const { account, tag } = await ready();
		const arns = [
			`${here}:cluster/none`,
			`${here}:service/default/none`,
			`${here}:task-definition/none:1`,
			`${here}:task/default/none`,
			`${here}:container-instance/default/none`,
			`${here}:capacity-provider/none`,
			`${here}:task-set/default/none/ecs-svc/1`,
			`${here}:none/default`,
			"arn:aws:sns:ap-northeast-1:111122223333:topic",
			"web",
		];
		for (const arn of arns) {
			expect(await refusalOf(tag(arn, { key: "a" }))).toMatch(/^(InvalidParameter|ClusterNotFound)Exception: /);
		}
		const task = await kinds.task(account, []);
		await account.ecs.send(new StopTaskCommand({ task }));
		await account.seconds(3_700);
		expect(await refusalOf(tag(task, { key: "a" }))).toMatch(/^InvalidParameterException: .*task does not exist/);
	});
});
