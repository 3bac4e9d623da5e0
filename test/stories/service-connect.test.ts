/**
 * Story 3: two services discover each other through Service Connect. The tests read a task's known endpoints from its
 * hosts file, and check with DNS and the hosted zone that they are unknown elsewhere.
 */
import { GetOperationCommand, ListOperationsCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import {
	cluster,
	dnsReply,
	namespace,
	privateAddresses,
	recordSets,
	service,
	taskDefinition,
	tasks,
	zoneNames,
} from "../support/aws-reading.ts";
import { changed, exampleStory } from "../support/example-manifests.ts";
import {
	born,
	client,
	clientFile,
	clusterName,
	definitionFile,
	deploymentCount,
	endpointsOf,
	hostsOf,
	server,
	serverFile,
	shortAddress,
	story,
	theTask,
} from "../support/service-connect.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

describe("service-connect", () => {
	it("creates everything with the values of its manifests", async () => {
		const { world, evenkeel } = await born();
		const local = await namespace(world, "local");
		expect(local).toMatchObject({ Name: "local", Type: "DNS_PRIVATE" });
		expect(await cluster(world, clusterName)).toMatchObject({
			status: "ACTIVE",
			serviceConnectDefaults: { namespace: local?.Arn },
		});
		const { taskDefinition: definition } = await taskDefinition(world, "ecs-service-connect-sample");
		expect(definition).toMatchObject({
			revision: 1,
			requiresCompatibilities: ["FARGATE"],
			networkMode: "awsvpc",
			cpu: "256",
			memory: "512",
			taskRoleArn: "arn:aws:iam::111122223333:role/ecs-service-connect-sample-task",
		});
		expect(definition?.containerDefinitions).toEqual([
			expect.objectContaining({
				name: "nginx",
				image: "nginx",
				portMappings: [{ name: "nginx", containerPort: 80, hostPort: 80, protocol: "tcp" }],
			}),
		]);
		for (const which of ["server", "client"]) {
			const made = await service(world, clusterName, `${which}-service`);
			expect(made).toMatchObject({
				status: "ACTIVE",
				launchType: "FARGATE",
				desiredCount: 1,
				runningCount: 1,
				taskDefinition: definition?.taskDefinitionArn,
				enableExecuteCommand: true,
			});
			expect(made?.deployments).toHaveLength(1);
			expect(made?.deployments?.[0]).toMatchObject({
				rolloutState: "COMPLETED",
				serviceConnectConfiguration: {
					enabled: true,
					namespace: local?.Arn,
					services: [{ portName: "nginx", discoveryName: `nginx-${which}`, clientAliases: [{ port: 80 }] }],
					logConfiguration: {
						logDriver: "awslogs",
						options: {
							"awslogs-group": "ecs-service-connect-sample",
							"awslogs-region": "ap-northeast-1",
							"awslogs-stream-prefix": `svccon-traffic-${which}`,
						},
					},
				},
				serviceConnectResources: [{ discoveryName: `nginx-${which}` }],
			});
			expect(await tasks(world, clusterName, `${which}-service`)).toMatchObject([{ enableExecuteCommand: true }]);
		}
		await evenkeel.stop();
	});

	it("completes the namespace before any service, and the server before the client", async () => {
		const { world, evenkeel } = await born();
		const { Operations } = await world.cloudMap.send(new ListOperationsCommand({}));
		const { Operation } = await world.cloudMap.send(new GetOperationCommand({ OperationId: Operations?.[0]?.Id }));
		expect(Operation).toMatchObject({ Type: "CREATE_NAMESPACE", Status: "SUCCESS" });
		const [first, second] = [
			await service(world, clusterName, "server-service"),
			await service(world, clusterName, "client-service"),
		];
		expect(timeOf(first?.createdAt)).toBeGreaterThanOrEqual(timeOf(Operation?.UpdateDate));
		const [deployed] = first?.deployments ?? [];
		expect(deployed?.rolloutState).toBe("COMPLETED");
		expect(timeOf(second?.createdAt)).toBeGreaterThanOrEqual(timeOf(deployed?.updatedAt));
		expect(await deploymentCount(world, "client-service")).toBe(1);
		expect(evenkeel.sent.map(({ identity, failure }) => (failure ? failure.message : identity))).toEqual([
			"Namespace/local",
			"TaskDefinition/ecs-service-connect-sample",
			`Cluster/${clusterName}`,
			server,
			client,
		]);
		await world.advance(600_000);
		expect(evenkeel.sent).toHaveLength(5);
		await evenkeel.stop();
	});

	it("shows a client's task its own name and the endpoints in the hosts file", async () => {
		const { world, evenkeel } = await born();
		const task = await theTask(world, "client-service");
		const [own = ""] = privateAddresses([task.described]);
		expect(await hostsOf(world, "client-service")).toEqual([
			["127.0.0.1", "localhost"],
			[own, `ip-${own.replaceAll(".", "-")}.ap-northeast-1.compute.internal`],
			["127.255.0.1", "nginx-server.local"],
			["2600:f0f0::1", "nginx-server.local"],
			["127.255.0.2", "nginx-client.local"],
			["2600:f0f0::2", "nginx-client.local"],
		]);
		expect(world.emulator.service("ecs").lookupInHostsFile(task.id, "nginx-server.local")?.map(shortAddress)).toEqual([
			"127.255.0.1",
			"2600:f0f0::1",
		]);
		// The server was deployed before the client existed.
		expect(await endpointsOf(world, "server-service")).toEqual(["nginx-server.local"]);
		await evenkeel.stop();
	});

	it("does not resolve the names outside the namespace", async () => {
		const { world, evenkeel } = await born();
		expect(dnsReply(world, "nginx-server.local")).toEqual({
			code: "NXDOMAIN",
			authoritative: true,
			answers: [],
			authorities: [
				{ name: "local.", type: "SOA", ttlSeconds: 15, value: expect.stringMatching(/ 1 7200 900 1209600 86400$/) },
			],
			additionals: [],
		});
		expect(await recordSets(world, "local")).toEqual([]);
		expect(await zoneNames(world)).toEqual(["local."]);
		await evenkeel.stop();
	});

	it("warns about the name local, with its position", async () => {
		const { evenkeel, loaded, manifests } = await born();
		const lines = manifests.files.get(`${story}/cluster.yaml`)?.split("\n") ?? [];
		const line = lines.indexOf("  name: local") + 1;
		const warning = {
			severity: "warning",
			code: "local-namespace",
			params: {},
			place: { file: `${story}/cluster.yaml`, line, column: 9 },
		};
		expect(line).toBeGreaterThan(0);
		expect(loaded.problems).toEqual([warning]);
		expect(evenkeel.controller.status().problems).toEqual([warning]);
		await evenkeel.stop();
	});

	it("reports before any AWS call that ECS Exec requires a task role", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		const manifests = await exampleStory(story);
		const [role = ""] = /^ {2}taskRoleArn:.*\n/m.exec(manifests.files.get(definitionFile) ?? "") ?? [];
		evenkeel.accept(changed(manifests, definitionFile, role, ""));
		await world.advance(600_000);
		const line = (file: string) =>
			(manifests.files.get(file)?.split("\n") ?? []).indexOf("  enableExecuteCommand: true") + 1;
		const problems = evenkeel.controller.status().problems.filter(({ severity }) => severity === "error");
		expect(problems).toEqual(
			[clientFile, serverFile].map((file) => ({
				severity: "error",
				code: "missing-task-role",
				params: { taskDefinition: expect.objectContaining({ file: definitionFile }) },
				place: expect.objectContaining({ file, line: line(file) }),
			})),
		);
		expect(world.requests).not.toContain("ecs:CreateService");

		evenkeel.accept(manifests);
		await evenkeel.settle();
		expect(await endpointsOf(world, "client-service")).toEqual(["nginx-server.local", "nginx-client.local"]);
		await evenkeel.stop();
	});
});

function timeOf(date: Date | undefined): number {
	if (!date) throw new Error("AWS tells no time.");
	return date.getTime();
}
