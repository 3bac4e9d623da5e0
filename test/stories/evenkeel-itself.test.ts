/**
 * evenkeel manages itself: `manifests/evenkeel` beside the CloudFormation stack. It adopts the running service without
 * a deployment, adds its own DNS name, leaves its task definition and therefore its role to CloudFormation, and never
 * deletes itself.
 */
import { resolve } from "node:path";
import {
	CreateClusterCommand,
	CreateServiceCommand,
	RegisterTaskDefinitionCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { neededFolders } from "../../src/manifest/folder.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { readSnapshot } from "../../src/source/snapshot.ts";
import { carriedOut } from "../install/template.ts";
import { dnsAnswers, service } from "../support/aws-reading.ts";
import { createVirtualWorld, type VirtualWorld } from "../support/virtual-world.ts";

const registry = "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com";

function itself(): Promise<Snapshot> {
	const path = resolve("manifests/evenkeel");
	return readSnapshot({ path, root: path, needed: neededFolders });
}

/** The values that CloudFormation sends, equal to those of the manifests. */
const carriedOutWith = (tag: string) =>
	carriedOut({
		EvenkeelImage: `${registry}/evenkeel:${tag}`,
		GitSyncImage: `${registry}/git-sync:v4.4.0`,
		Repository: "https://git.example.com/platform/manifests.git",
		Subnets: ["subnet-0a1b2c3d4e5f60718", "subnet-0b2c3d4e5f6071829"],
		SecurityGroup: "sg-0c3d4e5f607182930",
		PassedRoles: [],
	});

/** The account after CloudFormation. */
async function installed(): Promise<VirtualWorld> {
	const world = createVirtualWorld({ account: "111122223333" });
	const { cluster, taskDefinition, service } = carriedOutWith("0.1.0");
	await world.ecs.send(new CreateClusterCommand(cluster));
	await world.ecs.send(new RegisterTaskDefinitionCommand(taskDefinition));
	await world.ecs.send(new CreateServiceCommand(service));
	await world.advance(300_000);
	return world;
}

/** The effect of a changed stack parameter. */
async function updateStack(world: VirtualWorld, tag: string): Promise<void> {
	const { taskDefinition, service } = carriedOutWith(tag);
	const { taskDefinition: registered } = await world.ecs.send(new RegisterTaskDefinitionCommand(taskDefinition));
	const { cluster, serviceName } = service;
	const arn = registered?.taskDefinitionArn;
	await world.ecs.send(new UpdateServiceCommand({ cluster, service: serviceName, taskDefinition: arn }));
}

async function converged() {
	const world = await installed();
	const evenkeel = world.start();
	const manifests = await itself();
	evenkeel.accept(manifests);
	await evenkeel.settle();
	return { world, evenkeel, manifests };
}

const revision = async (world: VirtualWorld) => (await service(world, "evenkeel", "evenkeel"))?.taskDefinition;

describe("evenkeel, created by CloudFormation", () => {
	it("is adopted with tags only, and gets its DNS name by one deployment", async () => {
		const { world, evenkeel } = await converged();
		const operations = evenkeel.sent.map(({ call }) => call.operation).sort();
		expect(operations).toEqual([
			"ecs:TagResource",
			"ecs:TagResource",
			"ecs:UpdateService",
			"servicediscovery:CreatePrivateDnsNamespace",
			"servicediscovery:CreateService",
		]);
		expect(await revision(world)).toMatch(/evenkeel:1$/);
		const answers = dnsAnswers(world, "controller.evenkeel.internal");
		expect(answers).toHaveLength(1);
		await evenkeel.stop();
	});

	it("sends no call for which it would need to pass its own role", async () => {
		const { evenkeel } = await converged();
		for (const { call } of evenkeel.sent) {
			expect(call.operation).not.toBe("ecs:RegisterTaskDefinition");
			expect(call.input).not.toHaveProperty("taskDefinition");
		}
		await evenkeel.stop();
	});

	it("runs the definition of a stack update, and keeps its DNS name", async () => {
		const { world, evenkeel } = await converged();
		const before = evenkeel.sent.length;
		await updateStack(world, "0.2.0");
		await world.advance(3_600_000);
		expect(await revision(world)).toMatch(/evenkeel:2$/);
		expect(dnsAnswers(world, "controller.evenkeel.internal")).toHaveLength(1);
		expect(evenkeel.sent).toHaveLength(before);
		await evenkeel.stop();
	});

	it("is rolled back by ECS if it does not start", async () => {
		const { world, evenkeel } = await converged();
		const before = evenkeel.sent.length;
		world.emulator.service("ecs").failTaskStarts({
			service: "evenkeel",
			reason: "CannotPullContainerError: not found",
			count: 10,
		});
		await updateStack(world, "bad");
		await world.advance(2 * 3_600_000);
		expect(await revision(world)).toMatch(/evenkeel:1$/);
		expect((await service(world, "evenkeel", "evenkeel"))?.runningCount).toBe(1);
		expect(evenkeel.sent).toHaveLength(before);
		await evenkeel.stop();
	});

	it("is not pruned by itself, even by a commit without its manifests and with automatic pruning", async () => {
		const { world, evenkeel, manifests } = await converged();
		const environment = manifests.files.get("environment.yaml") ?? "";
		const files = new Map([["environment.yaml", environment.replace("prune: listed", "prune: automatic")]]);
		const before = evenkeel.sent.length;
		evenkeel.accept({ ...manifests, files });
		await world.advance(2 * 3_600_000);
		expect(evenkeel.sent).toHaveLength(before);
		expect((await service(world, "evenkeel", "evenkeel"))?.runningCount).toBe(1);
		await evenkeel.stop();
	});
});
