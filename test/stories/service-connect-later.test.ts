/**
 * Story 3 with endpoints that are created after a deployment, because a server is added later or two services call each
 * other. Tasks of an earlier deployment do not know them, so the client must be redeployed, exactly once.
 */
import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { registryNames, tasks } from "../support/aws-reading.ts";
import { changed, exampleStory, withFile } from "../support/example-manifests.ts";
import { inRunsOfOneReconcile } from "../support/interruptions.ts";
import {
	born,
	client,
	clientFile,
	clusterName,
	deploymentCount,
	endpointsOf,
	server,
	serverFile,
	story,
	theTask,
} from "../support/service-connect.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

const late = `Service/${clusterName}/server2-service`;

describe("the order of services", () => {
	it("does not apply to services that use each other: both are created, and each is redeployed once", async () => {
		const { world, evenkeel } = await born((manifests) =>
			changed(
				manifests,
				serverFile,
				"name: server-service\n",
				"name: server-service\npolicy: { uses: [nginx-client], onNewEndpoint: redeploy }\n",
			),
		);
		const created = evenkeel.sent.filter(({ call }) => call.operation === "ecs:CreateService");
		expect(created.map(({ identity }) => identity).sort()).toEqual([client, server]);
		expect(created[0]?.atMs).toBe(created[1]?.atMs);
		await world.advance(600_000);
		for (const name of ["server-service", "client-service"]) {
			expect((await endpointsOf(world, name)).sort()).toEqual(["nginx-client.local", "nginx-server.local"]);
			expect(await deploymentCount(world, name)).toBe(2);
		}
		expect(evenkeel.sent.filter(({ call }) => call.operation === "ecs:UpdateService")).toHaveLength(2);
		await evenkeel.stop();
	});

	it("is server before client even if the controller is killed after each reconcile", async () => {
		const world = createVirtualWorld();
		const done = async () => (await registryNames(world, "local")).includes("nginx-client");
		await inRunsOfOneReconcile(world, await exampleStory(story), done);
		expect(await endpointsOf(world, "client-service")).toEqual(["nginx-server.local", "nginx-client.local"]);
		expect(await deploymentCount(world, "client-service")).toBe(1);
		expect(world.requests.filter((operation) => operation === "ecs:CreateService")).toHaveLength(2);
	});

	it("is every server before a client without declared servers", async () => {
		const { world, evenkeel } = await born((manifests) => {
			const text = manifests.files.get(clientFile) ?? "";
			const onlyCalls = text
				.replace(/policy:[\s\S]*?\nspec:/, "spec:")
				.replace(/ {4}services:[\s\S]*? {4}log/, "    log");
			return withFile(manifests, clientFile, onlyCalls);
		});
		expect(await endpointsOf(world, "client-service")).toEqual(["nginx-server.local"]);
		expect(await registryNames(world, "local")).toEqual(["nginx-server"]);
		expect(await deploymentCount(world, "client-service")).toBe(1);
		await evenkeel.stop();
	});
});

describe("a server that is added later", () => {
	it("is unknown to earlier deployments, and services that do not use it are not redeployed", async () => {
		const { world, evenkeel, manifests } = await born();
		const { id: before } = await theTask(world, "client-service");
		evenkeel.accept(withLateServer(manifests));
		await evenkeel.settle();
		await world.advance(600_000);
		expect(evenkeel.sent.slice(5).map(({ identity }) => identity)).toEqual([late]);
		expect(await endpointsOf(world, "server2-service")).toContain("nginx-server2.local");
		expect((await theTask(world, "client-service")).id).toBe(before);
		const known = ["nginx-server.local", "nginx-client.local"];
		expect(await endpointsOf(world, "client-service")).toEqual(known);

		// A replacement belongs to the same deployment and therefore knows no more endpoints.
		world.emulator.service("ecs").killTask(before);
		await world.until(async () => (await tasks(world, clusterName, "client-service")).some(isOther(before)));
		expect((await theTask(world, "client-service")).id).not.toBe(before);
		expect(await endpointsOf(world, "client-service")).toEqual(known);
		expect(await deploymentCount(world, "client-service")).toBe(1);
		await evenkeel.stop();
	});

	it("gets the client that uses it redeployed exactly once, and then makes no calls", async () => {
		const { world, evenkeel, manifests } = await born();
		const { id: before } = await theTask(world, "client-service");
		evenkeel.accept(usingLateServer(withLateServer(manifests)));
		await world.until(() => evenkeel.sent.length === 7);
		expect(world.emulator.service("ecs").lookupInHostsFile(before, "nginx-server2.local")).toBeUndefined();
		await evenkeel.settle();
		await world.advance(600_000);
		expect(evenkeel.sent.slice(5).map(({ identity, call }) => ({ identity, call }))).toEqual([
			{ identity: late, call: expect.objectContaining({ operation: "ecs:CreateService" }) },
			{
				identity: client,
				call: {
					operation: "ecs:UpdateService",
					input: { cluster: expect.stringContaining(clusterName), service: "client-service", forceNewDeployment: true },
				},
			},
		]);
		expect(await deploymentCount(world, "client-service")).toBe(2);
		expect(await deploymentCount(world, "server-service")).toBe(1);
		expect((await theTask(world, "client-service")).id).not.toBe(before);
		expect((await endpointsOf(world, "client-service")).sort()).toEqual([
			"nginx-client.local",
			"nginx-server.local",
			"nginx-server2.local",
		]);
		await evenkeel.stop();
	});

	it.each(["before", "after"])("does so once even if the controller dies %s that call", async (when) => {
		const { world, evenkeel: first, manifests } = await born();
		await first.stop();
		const crash = ({ operation }: { readonly operation: string }) => {
			if (operation === "ecs:UpdateService") throw new Error("The controller is killed.");
		};
		const second = world.start(when === "before" ? { beforeCall: crash } : { afterCall: crash });
		let dead = false;
		second.ended.catch(() => {
			dead = true;
		});
		const later = usingLateServer(withLateServer(manifests));
		second.accept(later);
		await world.until(() => dead);
		const third = world.start();
		third.accept(later);
		await third.settle();
		await world.advance(600_000);
		expect(await deploymentCount(world, "client-service")).toBe(2);
		expect(world.requests.filter((operation) => operation === "ecs:UpdateService")).toHaveLength(1);
		expect(await endpointsOf(world, "client-service")).toContain("nginx-server2.local");
		await third.stop();
	});

	it("is only reported if the client's policy says so", async () => {
		const { world, evenkeel, manifests } = await born();
		const later = usingLateServer(withLateServer(manifests));
		evenkeel.accept(changed(later, clientFile, "onNewEndpoint: redeploy", "onNewEndpoint: report"));
		await world.until(() => evenkeel.resource(client)?.outcome === "blocked");
		expect(evenkeel.resource(client)?.reason).toEqual({
			code: "NewEndpointNotUsed",
			params: { endpoints: ["nginx-server2"] },
		});
		await world.advance(600_000);
		expect(evenkeel.resource(client)).toMatchObject({ outcome: "blocked", sync: "OutOfSync" });
		expect(evenkeel.sent.slice(5).map(({ identity }) => identity)).toEqual([late]);
		expect(await deploymentCount(world, "client-service")).toBe(1);

		evenkeel.accept(later);
		await evenkeel.settle();
		expect(await deploymentCount(world, "client-service")).toBe(2);
		await evenkeel.stop();
	});
});

/** The later commit: a second server, copied from the first one. */
function withLateServer(manifests: Snapshot): Snapshot {
	const text = (manifests.files.get(serverFile) ?? "")
		.replaceAll("server-service", "server2-service")
		.replaceAll("nginx-server", "nginx-server2")
		.replaceAll("svccon-traffic-server", "svccon-traffic-server2");
	return withFile(manifests, `${story}/server2.yaml`, text);
}

function usingLateServer(manifests: Snapshot): Snapshot {
	return changed(manifests, clientFile, "uses: [nginx-server]", "uses: [nginx-server, nginx-server2]");
}

function isOther(id: string) {
	return ({ taskArn = "" }: { readonly taskArn?: string | undefined }) => !taskArn.endsWith(id);
}
