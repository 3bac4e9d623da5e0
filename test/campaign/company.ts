/**
 * Concurrent actors in the same account: a second controller of the same installation, and a user who scales, deletes,
 * retags and takes names. The user finally reverts what evenkeel must not repair, such as a taken tag or name.
 */
import {
	CreateClusterCommand,
	DeleteClusterCommand,
	DeleteServiceCommand,
	DeregisterTaskDefinitionCommand,
	TagResourceCommand,
	UntagResourceCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { type Identity, identity, kindOf, nameOf } from "../../src/model/identity.ts";
import { ownerTag } from "../../src/model/tags.ts";
import { cluster, service } from "../support/aws-reading.ts";
import type { RunningController, VirtualWorld } from "../support/virtual-world.ts";
import type { Armed } from "./armed.ts";
import { intervalMs, type Scene } from "./scene.ts";

/** The actions of a concurrent actor. */
export const deeds = [
	"second controller",
	"scales",
	"deletes the service",
	"deregisters the revision",
	"takes the owner tag",
	"takes the name",
] as const;

export type ManualAction = (typeof deeds)[number];

/** How long a tag or a name stays taken, and how long a second controller runs. */
const lastsMs = 600_000;

/** Performs an action once, as soon as its target exists. */
export async function keepCompany(
	scene: Scene,
	{ manualAction, afterSeconds }: { readonly manualAction: ManualAction; readonly afterSeconds: number },
): Promise<Armed> {
	const { clock } = scene.world;
	let undo: (() => Promise<void>) | undefined;
	let failure: Error | undefined;
	let isOver = false;
	// Without a target the action does not occur.
	const begin = async () => {
		undo = await begun(scene, manualAction).catch(() => undefined);
	};
	const end = async () => {
		await undo?.().catch((error: Error) => {
			failure = error;
		});
		isOver = true;
	};
	if (afterSeconds === 0) await begin();
	else clock.schedule(afterSeconds * 1000, () => void begin());
	clock.schedule(afterSeconds * 1000 + lastsMs, () => void end());
	return {
		isOver: () => isOver,
		heal: async () => {
			if (failure) throw failure;
		},
		happened: () => (undo ? [manualAction] : []),
	};
}

/** Performs the action and returns its reversal; rejects if the target does not exist. */
async function begun(scene: Scene, manualAction: ManualAction): Promise<() => Promise<void>> {
	const { world } = scene;
	const [clusterName = "", serviceName = ""] = nameOf(firstOf(scene, "Service")).split("/");
	const address = { cluster: clusterName, service: serviceName };
	const nothing = async () => {};
	switch (manualAction) {
		case "second controller":
			return secondController(scene);
		case "scales":
			await world.ecs.send(new UpdateServiceCommand({ ...address, desiredCount: 3 }));
			return nothing;
		case "deletes the service":
			await world.ecs.send(new DeleteServiceCommand({ ...address, force: true }));
			return nothing;
		case "deregisters the revision": {
			// If the manifest names the revision, no other can replace it.
			if ([...(scene.manifests()?.files.values() ?? [])].some((text) => /taskDefinition: \S+:\d/.test(text))) {
				throw new Error("The revision is the manifest's own.");
			}
			const { taskDefinition } = (await service(world, clusterName, serviceName)) ?? {};
			await world.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
			return nothing;
		}
		case "takes the owner tag":
			return takeOwnerTag(scene, clusterName, serviceName);
		case "takes the name":
			return takeName(world, nameOf(firstOf(scene, "Cluster")));
	}
}

function firstOf({ identities }: Scene, kind: string): Identity {
	const found = identities.find((one) => kindOf(one) === kind);
	if (!found) throw new Error(`The story has no ${kind}.`);
	return found;
}

async function secondController({ world, manifests }: Scene): Promise<() => Promise<void>> {
	const second: RunningController = world.start({ intervalMs });
	const now = manifests();
	if (now) second.accept(now);
	return second.stop;
}

/** While the tag belongs to another owner, evenkeel must not call AWS for the service. */
async function takeOwnerTag(
	{ world, evenkeel }: Scene,
	clusterName: string,
	serviceName: string,
): Promise<() => Promise<void>> {
	const resourceArn = (await service(world, clusterName, serviceName))?.serviceArn;
	const before = (await service(world, clusterName, serviceName))?.tags?.find(({ key }) => key === ownerTag);
	await world.ecs.send(new TagResourceCommand({ resourceArn, tags: [{ key: ownerTag, value: "somebody-else" }] }));
	const takenMs = world.clock.now();
	return async () => {
		const own = identity("Service", clusterName, serviceName);
		const late = evenkeel().sent.filter((sent) => sent.identity === own && sent.atMs > takenMs);
		const giveBack = before
			? world.ecs.send(new TagResourceCommand({ resourceArn, tags: [before] }))
			: world.ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: [ownerTag] }));
		// Calls that were in flight when the tag was taken have ended by now.
		await giveBack.catch(() => {});
		if (late.length > 0) throw new Error(`${own} had another owner and was the target of ${late[0]?.call.operation}.`);
	};
}

/** A foreign cluster with evenkeel's name: nothing is created in it until it is deleted. */
async function takeName(world: VirtualWorld, clusterName: string): Promise<() => Promise<void>> {
	if (await cluster(world, clusterName)) throw new Error("The cluster already exists.");
	await world.ecs.send(new CreateClusterCommand({ clusterName }));
	return async () => {
		await world.ecs.send(new DeleteClusterCommand({ cluster: clusterName }));
	};
}
