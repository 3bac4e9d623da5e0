/** Common set-up of the tests of story 3: its names, a converged account, and the endpoints in its tasks' hosts files. */
import { ListServiceDeploymentsCommand } from "@aws-sdk/client-ecs";
import { expect } from "vitest";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { taskId, tasks } from "./aws-reading.ts";
import { exampleStory } from "./example-manifests.ts";
import { createVirtualWorld, type VirtualWorld } from "./virtual-world.ts";

export const story = "service-connect";
export const clusterName = "ecs-service-connector-sample-cluster";
export const clientFile = `${story}/client.yaml`;
export const serverFile = `${story}/server.yaml`;
export const definitionFile = `${story}/task-definition.yaml`;
export const client = `Service/${clusterName}/client-service`;
export const server = `Service/${clusterName}/server-service`;

export const identities = [
	"Namespace/local",
	`Cluster/${clusterName}`,
	"TaskDefinition/ecs-service-connect-sample",
	client,
	server,
];

/** An account in which the story, optionally changed, has converged. */
export async function born(change: (manifests: Snapshot) => Snapshot = (manifests) => manifests) {
	const world = createVirtualWorld();
	const evenkeel = world.start();
	const manifests = change(await exampleStory(story));
	const loaded = evenkeel.accept(manifests);
	await evenkeel.settle();
	return { world, evenkeel, manifests, loaded };
}

/** The single task of a service. */
export async function theTask(world: VirtualWorld, serviceName: string) {
	const [described, ...others] = await tasks(world, clusterName, serviceName);
	expect(others).toEqual([]);
	if (!described) throw new Error(`${serviceName} has no task.`);
	return { id: taskId(described), described };
}

/** The hosts file of a service's single task: address and name of each line. */
export async function hostsOf(
	world: VirtualWorld,
	serviceName: string,
): Promise<readonly (readonly [string, string])[]> {
	const { id } = await theTask(world, serviceName);
	const lines = (world.emulator.service("ecs").hostsFile(id) ?? "").trimEnd().split("\n");
	return lines.map((line) => {
		const [address = "", name = ""] = line.split(" ");
		return [shortAddress(address), name] as const;
	});
}

/** The endpoints that a service's single task knows, in the order of their numbers, each with both kinds of address. */
export async function endpointsOf(world: VirtualWorld, serviceName: string): Promise<string[]> {
	const lines = (await hostsOf(world, serviceName)).slice(2);
	const names = lines.flatMap(([address, name]) => (address.startsWith("127.255.0.") ? [name] : []));
	expect(lines).toEqual(
		names.flatMap((name, index) => [
			[`127.255.0.${index + 1}`, name],
			[`2600:f0f0::${(index + 1).toString(16)}`, name],
		]),
	);
	return names;
}

/** An IPv6 address in its usual form, with `::` for zeros. */
export function shortAddress(address: string): string {
	return address.includes(":") ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

/** The number of deployments of a service. */
export async function deploymentCount({ ecs }: VirtualWorld, serviceName: string): Promise<number> {
	const input = { cluster: clusterName, service: serviceName };
	return (await ecs.send(new ListServiceDeploymentsCommand(input))).serviceDeployments?.length ?? 0;
}
