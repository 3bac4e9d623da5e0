/** Log groups of the embedded AWS, by AWS's own client. */
import {
	AssociateKmsKeyCommand,
	CloudWatchLogsClient,
	CreateLogGroupCommand,
	type CreateLogGroupCommandInput,
	DeleteLogGroupCommand,
	DeleteRetentionPolicyCommand,
	DescribeLogGroupsCommand,
	DisassociateKmsKeyCommand,
	ListTagsForResourceCommand,
	PutRetentionPolicyCommand,
	TagResourceCommand,
	UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, it } from "vitest";
import { inProcessConfig } from "../../../../src/aws/client-settings.ts";
import { createWorld } from "../../world.ts";
import { refusalOf } from "../ecs/account.ts";

const name = "/ecs/web";
const arn = `arn:aws:logs:ap-northeast-1:123456789012:log-group:${name}`;
const key = "arn:aws:kms:ap-northeast-1:123456789012:key/1";

function world(known: readonly string[] = []) {
	const { emulator } = createWorld({ known });
	const logs = new CloudWatchLogsClient(inProcessConfig(emulator));
	return {
		logs,
		create: (input: Partial<CreateLogGroupCommandInput> = {}) =>
			logs.send(new CreateLogGroupCommand({ logGroupName: name, ...input })),
		retain: (days: number, logGroupName = name) =>
			logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: days })),
		list: async (input = {}) => (await logs.send(new DescribeLogGroupsCommand(input))).logGroups ?? [],
		tags: async (resourceArn = arn) => (await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags,
	};
}

describe("CreateLogGroup", () => {
	it("creates one that is visible at once, without its tags", async () => {
		const { create, list, tags } = world();
		await create({ tags: { team: "shop" }, logGroupClass: "INFREQUENT_ACCESS", kmsKeyId: key });
		const [group] = await list({ logGroupIdentifiers: [name] });
		expect(group).toMatchObject({ logGroupName: name, arn: `${arn}:*`, logGroupArn: arn, kmsKeyId: key });
		expect(group).toMatchObject({ logGroupClass: "INFREQUENT_ACCESS", creationTime: expect.any(Number) });
		expect(group).not.toHaveProperty("retentionInDays");
		expect(group).not.toHaveProperty("tags");
		expect(await tags()).toEqual({ team: "shop" });
	});

	it("refuses one that exists, or that the operator lists", async () => {
		const { create } = world();
		await create();
		const exists = "ResourceAlreadyExistsException: The specified log group already exists";
		expect(await refusalOf(create())).toBe(exists);
		expect(await refusalOf(world([arn]).create())).toBe(exists);
	});

	it.each([
		["a b", "satisfy regular expression pattern"],
		["", "length greater than or equal to 1"],
		["a".repeat(513), "length less than or equal to 512"],
		["aws/web", "can't start with the string aws/"],
	])("refuses the name %j", async (logGroupName, text) => {
		const refusal = await refusalOf(world().create({ logGroupName }));
		expect(refusal).toMatch(/^InvalidParameterException/);
		expect(refusal).toContain(text);
	});

	it("refuses a class and a key that do not exist, and too many tags", async () => {
		const { create } = world();
		expect(await refusalOf(create({ logGroupClass: "COLD" as never }))).toContain("enum value set");
		expect(await refusalOf(create({ kmsKeyId: "key" }))).toMatch(/^InvalidParameterException/);
		const tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`t${index}`, ""]));
		expect(await refusalOf(create({ tags }))).toMatch(/^TooManyTagsException/);
	});
});

describe("a log group", () => {
	it("has a retention that AWS has, until that is deleted", async () => {
		const { logs, create, retain, list } = world();
		await create();
		await retain(7);
		expect((await list())[0]?.retentionInDays).toBe(7);
		expect(await refusalOf(retain(2))).toMatch(/^InvalidParameterException: Invalid retention value/);
		await logs.send(new DeleteRetentionPolicyCommand({ logGroupName: name }));
		expect((await list())[0]?.retentionInDays).toBeUndefined();
	});

	it("of the class DELIVERY rejects a change of its retention", async () => {
		const { create, retain, list } = world();
		await create({ logGroupClass: "DELIVERY" });
		expect((await list())[0]?.retentionInDays).toBe(2);
		expect(await refusalOf(retain(7))).toBe(
			"ValidationException: This operation is not supported for Delivery log class",
		);
	});

	it("has a key, until that is taken away", async () => {
		const { logs, create, list } = world();
		await create();
		await logs.send(new AssociateKmsKeyCommand({ logGroupName: name, kmsKeyId: key }));
		expect((await list())[0]?.kmsKeyId).toBe(key);
		await logs.send(new DisassociateKmsKeyCommand({ logGroupName: name }));
		expect((await list())[0]?.kmsKeyId).toBeUndefined();
	});

	it("has tags, which are asked for by the ARN without :*", async () => {
		const { logs, create, tags } = world();
		await create({ tags: { a: "1" } });
		await logs.send(new TagResourceCommand({ resourceArn: arn, tags: { b: "2" } }));
		await logs.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ["a"] }));
		expect(await tags()).toEqual({ b: "2" });
		expect(await refusalOf(tags(`${arn}:*`))).toMatch(/^InvalidParameterException/);
		expect(await refusalOf(tags(`${arn}-other`))).toMatch(/^ResourceNotFoundException/);
	});

	it("is gone once it is deleted, also where the operator lists it", async () => {
		const { logs, list } = world([arn]);
		expect(await list()).toHaveLength(1);
		await logs.send(new DeleteLogGroupCommand({ logGroupName: name }));
		expect(await list()).toEqual([]);
		expect(await refusalOf(logs.send(new DeleteLogGroupCommand({ logGroupName: name })))).toBe(
			"ResourceNotFoundException: The specified log group does not exist.",
		);
	});

	it("is shown next to those that the operator lists, in the order of ASCII", async () => {
		const { create, list } = world([`${arn}-b`, `${arn}-B`]);
		await create();
		expect((await list()).map((one) => one.logGroupName)).toEqual([name, `${name}-B`, `${name}-b`]);
		expect((await list({ logGroupIdentifiers: [name, "/none"] })).map((one) => one.logGroupName)).toEqual([name]);
	});
});
