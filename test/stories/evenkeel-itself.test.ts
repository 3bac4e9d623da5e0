/**
 * evenkeel looks after evenkeel: `manifests/evenkeel` beside what CloudFormation has made. It takes over what runs without
 * a deployment, gives itself a name in DNS, updates itself, is taken back by ECS when it does not start, and never takes the
 * ground from under its own feet.
 */
import { resolve } from "node:path";
import { CreateClusterCommand, CreateServiceCommand, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { neededFolders } from "../../src/manifest/folder.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { readSnapshot } from "../../src/source/snapshot.ts";
import { carriedOut } from "../install/template.ts";
import { dnsAnswers, service } from "../support/aws-reading.ts";
import { changed } from "../support/example-manifests.ts";
import { createVirtualWorld, type VirtualWorld } from "../support/virtual-world.ts";

const identity = "Service/evenkeel/evenkeel";
const image = "EVENKEEL_IMAGE: 111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/evenkeel:0.1.0";

function itself(): Promise<Snapshot> {
	const path = resolve("manifests/evenkeel");
	return readSnapshot({ path, root: path, needed: neededFolders });
}

/** A world as CloudFormation leaves it, with the values that the manifests have. */
async function installed(): Promise<VirtualWorld> {
	const world = createVirtualWorld({ account: "111122223333" });
	const { cluster, taskDefinition, service } = carriedOut({
		EvenkeelImage: image.replace(/^.*: /, ""),
		GitSyncImage: "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/git-sync:v4.4.0",
		Repository: "https://git.example.com/platform/manifests.git",
		Subnets: ["subnet-0a1b2c3d4e5f60718", "subnet-0b2c3d4e5f6071829"],
		SecurityGroup: "sg-0c3d4e5f607182930",
		PassedRoles: [],
	});
	await world.ecs.send(new CreateClusterCommand(cluster));
	await world.ecs.send(new RegisterTaskDefinitionCommand(taskDefinition));
	await world.ecs.send(new CreateServiceCommand(service));
	await world.advance(300_000);
	return world;
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

describe("evenkeel as CloudFormation has made it", () => {
	it("is adopted by tags alone, and given its name in DNS by one deployment", async () => {
		const { world, evenkeel } = await converged();
		const operations = evenkeel.sent.map(({ call }) => call.operation).sort();
		expect(operations).toEqual([
			"ecs:TagResource",
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

	it("updates itself", async () => {
		const { world, evenkeel, manifests } = await converged();
		evenkeel.accept(changed(manifests, "environment.yaml", image, `${image}-next`));
		await evenkeel.settle();
		expect(await revision(world)).toMatch(/evenkeel:2$/);
		await evenkeel.stop();
	});

	it("is taken back by ECS when it does not start, and does not try that again", async () => {
		const { world, evenkeel, manifests } = await converged();
		world.emulator.service("ecs").failTaskStarts({
			service: "evenkeel",
			reason: "CannotPullContainerError: not found",
			count: 10,
		});
		evenkeel.accept(changed(manifests, "environment.yaml", image, `${image}-bad`));
		await world.until(() => evenkeel.resource(identity)?.health.status === "Degraded");
		await world.advance(3_600_000);
		expect(await revision(world)).toMatch(/evenkeel:1$/);
		expect((await service(world, "evenkeel", "evenkeel"))?.runningCount).toBe(1);
		await evenkeel.stop();
	});

	it("is not pruned by itself, even by a commit that loses its manifests and would prune all that is lost", async () => {
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
