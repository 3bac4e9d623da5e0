/**
 * Log groups from birth to teardown: created before what writes to them, put right, and never deleted unless the environment lists
 * them, since their data goes with them.
 */
import { resolve } from "node:path";
import {
	CreateLogGroupCommand,
	DescribeLogGroupsCommand,
	ListTagsForResourceCommand,
	type LogGroup,
	PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, it } from "vitest";
import { neededFolders } from "../../src/manifest/folder.ts";
import { because } from "../../src/model/reason.ts";
import { readSnapshot } from "../../src/source/snapshot.ts";
import { doc, environment, fargateDefinition } from "../support/manifests.ts";
import { createVirtualWorld, type VirtualWorld } from "../support/virtual-world.ts";

const name = "/ecs/web";
const id = `LogGroup/${name}`;
const group = (spec = "retentionInDays: 30") => doc("LogGroup", "web", `{ logGroupName: ${name}, ${spec} }`);
const files = (manifest: string, more = "") => ({ "environment.yaml": environment(more), "it.yaml": manifest });
const key = "arn:aws:kms:ap-northeast-1:123456789012:key/1";

async function seen({ logs }: VirtualWorld, logGroupName = name): Promise<LogGroup | undefined> {
	const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupIdentifiers: [logGroupName] }));
	return logGroups?.[0];
}

async function tagsOf({ logs }: VirtualWorld): Promise<Record<string, string>> {
	const resourceArn = `arn:aws:logs:ap-northeast-1:123456789012:log-group:${name}`;
	return (await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags ?? {};
}

async function born(manifest = group(), more = "") {
	const world = createVirtualWorld();
	const evenkeel = world.start();
	const sent = () => evenkeel.sent.map(({ call, failure }) => `${call.operation}${failure ? " failed" : ""}`);
	const { problems } = evenkeel.accept(files(manifest, more));
	expect(problems).toEqual([]);
	await evenkeel.settle();
	const since = () => {
		const before = sent().length;
		return () => sent().slice(before);
	};
	return { world, evenkeel, sent, since };
}

describe("a log group", () => {
	it("is created with its retention and whose it is, and then is quiet", async () => {
		const { world, evenkeel, sent } = await born(group("retentionInDays: 30, tags: { team: shop }"));
		expect(sent()).toEqual(["logs:CreateLogGroup", "logs:PutRetentionPolicy"]);
		expect(await seen(world)).toMatchObject({ logGroupName: name, retentionInDays: 30, logGroupClass: "STANDARD" });
		expect(await tagsOf(world)).toMatchObject({ team: "shop", "evenkeel:owner": "test", "evenkeel:identity": id });
		await world.advance(7_200_000);
		expect(sent()).toHaveLength(2);
		await evenkeel.stop();
	});

	it("gets its retention back where a person changed it", async () => {
		const { world, evenkeel, since } = await born();
		const later = since();
		await world.logs.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: 1 }));
		await world.until(() => later().length > 0);
		await evenkeel.settle();
		expect(later()).toEqual(["logs:PutRetentionPolicy"]);
		expect((await seen(world))?.retentionInDays).toBe(30);
		await evenkeel.stop();
	});

	it("keeps a retention that its manifest says nothing of any more, and loses it for 0", async () => {
		const { world, evenkeel, since } = await born();
		const later = since();
		evenkeel.accept(files(group("logGroupClass: STANDARD")));
		await world.advance(600_000);
		expect(later()).toEqual([]);
		expect(evenkeel.resource(id)?.unmanaged).toEqual(["retentionInDays"]);
		evenkeel.accept(files(group("retentionInDays: 0")));
		await evenkeel.settle();
		expect(later()).toEqual(["logs:DeleteRetentionPolicy"]);
		expect((await seen(world))?.retentionInDays).toBeUndefined();
		await evenkeel.stop();
	});

	it("gets a key and loses it", async () => {
		const { world, evenkeel, since } = await born();
		const later = since();
		evenkeel.accept(files(group(`kmsKeyId: '${key}'`)));
		await evenkeel.settle();
		expect((await seen(world))?.kmsKeyId).toBe(key);
		evenkeel.accept(files(group("kmsKeyId: ''")));
		await evenkeel.settle();
		expect((await seen(world))?.kmsKeyId).toBeUndefined();
		expect(later()).toEqual(["logs:AssociateKmsKey", "logs:DisassociateKmsKey"]);
		await evenkeel.stop();
	});

	it("gets tags, loses those that are null, and keeps those of others", async () => {
		const { world, evenkeel, since } = await born(group("tags: { team: shop }"));
		const later = since();
		evenkeel.accept(files(group("tags: { team: null, stage: prod }")));
		await evenkeel.settle();
		expect(later()).toEqual(["logs:UntagResource", "logs:TagResource"]);
		expect(await tagsOf(world)).toMatchObject({ stage: "prod", "evenkeel:owner": "test" });
		expect(await tagsOf(world)).not.toHaveProperty("team");
		await evenkeel.stop();
	});

	it("is never pruned by itself, and deleted with its data where the environment lists it", async () => {
		const { world, evenkeel, since } = await born(group(), "prune: automatic");
		const later = since();
		const other = doc("Cluster", "shop");
		evenkeel.accept(files(other, "prune: automatic"));
		await world.until(() => evenkeel.resource(id)?.orphan === true);
		await world.advance(7_200_000);
		expect(evenkeel.resource(id)).toMatchObject({
			outcome: "blocked",
			reason: because("DataNotListedForDeletion", { identity: id }),
		});
		expect(later()).toEqual(["ecs:CreateCluster"]);
		expect(await seen(world)).toBeDefined();
		evenkeel.accept(files(other, `prune: automatic, deletions: ['${id}']`));
		await world.until(() => evenkeel.resource(id) === undefined);
		expect(later()).toEqual(["ecs:CreateCluster", "logs:DeleteLogGroup"]);
		expect(await seen(world)).toBeUndefined();
		await evenkeel.stop();
	});

	it("is not touched where it is not evenkeel's", async () => {
		const world = createVirtualWorld();
		await world.logs.send(new CreateLogGroupCommand({ logGroupName: name, tags: { team: "other" } }));
		const evenkeel = world.start();
		evenkeel.accept(files(group(), "prune: automatic"));
		await world.until(() => evenkeel.resource(id)?.outcome === "blocked");
		expect(evenkeel.resource(id)?.reason).toEqual(because("NotOwned", { identity: id, had: false }));
		evenkeel.accept(files(doc("LogGroup", "mine"), `prune: automatic, deletions: ['${id}']`));
		await evenkeel.settle();
		await world.advance(7_200_000);
		expect(evenkeel.sent.map(({ call }) => call.operation)).toEqual(["logs:CreateLogGroup"]);
		expect(await tagsOf(world)).toEqual({ team: "other" });
		await evenkeel.stop();
	});
});

describe("a container that writes to a declared log group", () => {
	const log = `logConfiguration: { logDriver: awslogs, options: { awslogs-group: ${name}, awslogs-region: ap-northeast-1, awslogs-stream-prefix: web } }`;
	const role = "executionRoleArn: 'arn:aws:iam::123456789012:role/execution'";
	const definition = fargateDefinition("web", "web:1", log, role);
	const preflight = "preflight: [logGroups]";
	const known = ["arn:aws:logs:ap-northeast-1:123456789012:log-group:/other"];

	it("waits for the log group, which is created first, and no list is asked whether it exists", async () => {
		const world = createVirtualWorld({ known });
		const reasons = new Set<string | undefined>();
		const evenkeel = world.start({
			onStatus: ({ resources }) => {
				for (const { identity, reason } of resources) if (identity === "TaskDefinition/web") reasons.add(reason?.code);
			},
		});
		evenkeel.accept(files(`${definition}---\n${group()}`, preflight));
		await evenkeel.settle();
		expect(evenkeel.sent.map(({ call }) => call.operation)).toEqual([
			"logs:CreateLogGroup",
			"logs:PutRetentionPolicy",
			"ecs:RegisterTaskDefinition",
		]);
		expect([...reasons]).toContain("DependencyNotFound");
		expect([...reasons]).not.toContain("LogGroupMissing");
		await evenkeel.stop();
	});

	it("is looked up as before where no manifest declares the log group", async () => {
		const world = createVirtualWorld({ known });
		const evenkeel = world.start();
		evenkeel.accept(files(definition, preflight));
		await world.until(() => evenkeel.resource("TaskDefinition/web")?.reason?.code === "PrerequisiteMissing");
		expect(evenkeel.sent).toEqual([]);
		await evenkeel.stop();
	});

	it("is deleted before the log group", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		evenkeel.accept(files(`${definition}---\n${group()}`));
		await evenkeel.settle();
		const before = evenkeel.sent.length;
		evenkeel.accept(files(doc("Cluster", "shop"), `deletions: ['${id}', TaskDefinition/web]`));
		await world.until(() => evenkeel.resource(id) === undefined);
		const later = evenkeel.sent.slice(before).map(({ call }) => call.operation);
		expect(later.filter((operation) => /Delete|Deregister/.test(operation))).toEqual([
			"ecs:DeregisterTaskDefinition",
			"logs:DeleteLogGroup",
		]);
		await evenkeel.stop();
	});
});

it("the example creates a log group before the task definition that writes to it", async () => {
	const path = resolve("manifests/examples/log-groups");
	const world = createVirtualWorld();
	const evenkeel = world.start();
	const { problems } = evenkeel.accept(await readSnapshot({ path, needed: neededFolders }));
	expect(problems).toEqual([]);
	await evenkeel.settle();
	expect(evenkeel.sent.map(({ call }) => call.operation)).toEqual([
		"logs:CreateLogGroup",
		"logs:PutRetentionPolicy",
		"ecs:RegisterTaskDefinition",
	]);
	await evenkeel.stop();
});
