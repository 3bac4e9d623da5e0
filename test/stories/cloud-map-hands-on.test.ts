/**
 * Story 5, the complete lifecycle: namespace, registry, cluster, task definition and service are created, scaled, and
 * deleted in the only order that AWS allows.
 */
import { PutAccountSettingDefaultCommand } from "@aws-sdk/client-ecs";
import { GetOperationCommand, ListOperationsCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import {
	cluster,
	dnsReply,
	hostedZone,
	namespace,
	registry,
	service,
	taskDefinition,
	zoneNames,
} from "../support/aws-reading.ts";
import {
	birth,
	born,
	clusterName,
	deletions,
	expectTasksFound,
	footprint,
	isWrite,
	name,
	nothingLeft,
	serviceName,
	story,
	teardown,
	zone,
} from "../support/cloud-map-hands-on.ts";
import { exampleStory, tornDown, withDesiredCount } from "../support/example-manifests.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

describe("cloud-map-hands-on", () => {
	it("polls the creation of the namespace to SUCCESS before it continues", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		evenkeel.accept(await exampleStory(story));
		await world.until(() => evenkeel.sent.length === 3);
		const { Operations } = await world.cloudMap.send(new ListOperationsCommand({}));
		const [{ Id: OperationId } = {}, ...others] = Operations ?? [];
		expect(others).toEqual([]);
		const operation = async () => (await world.cloudMap.send(new GetOperationCommand({ OperationId }))).Operation;
		expect(await operation()).toMatchObject({ Type: "CREATE_NAMESPACE" });
		expect((await operation())?.Status).toMatch(/^(SUBMITTED|PENDING)$/);
		expect(evenkeel.resource(`Registry/${zone}/cloudmap-handson`)).toMatchObject({ outcome: "waiting" });

		await evenkeel.settle();
		const created = await namespace(world, zone);
		expect(await operation()).toMatchObject({ Status: "SUCCESS", Targets: { NAMESPACE: created?.Id } });
		const started = world.requests.indexOf("servicediscovery:CreatePrivateDnsNamespace");
		const polled = world.requests.lastIndexOf("servicediscovery:GetOperation");
		expect(polled).toBeGreaterThan(started);
		expect(world.requests.indexOf("servicediscovery:CreateService")).toBeGreaterThan(polled);
		expect(evenkeel.sent.map(({ call }) => call.operation)).toEqual(birth);

		expect(created).toMatchObject({ Name: zone, Type: "DNS_PRIVATE" });
		expect(created?.Id).toMatch(/^ns-/);
		const HostedZoneId = created?.Properties?.DnsProperties?.HostedZoneId;
		expect(HostedZoneId).toMatch(/^Z/);
		expect(await hostedZone(world, zone)).toMatchObject({
			HostedZone: { Id: `/hostedzone/${HostedZoneId}`, Name: `${zone}.`, Config: { PrivateZone: true } },
			VPCs: [{ VPCId: "vpc-0e8a1c5d9f3b27460", VPCRegion: "ap-northeast-1" }],
		});
		await evenkeel.stop();
	});

	it("creates everything with the values of its manifests", async () => {
		const { world, evenkeel } = await born();
		const made = await registry(world, zone, "cloudmap-handson");
		expect(made).toMatchObject({
			DnsConfig: { DnsRecords: [{ Type: "A", TTL: 300 }], RoutingPolicy: "MULTIVALUE" },
			HealthCheckCustomConfig: { FailureThreshold: 1 },
		});
		expect(made?.HealthCheckConfig).toBeUndefined();
		const { taskDefinition: definition } = await taskDefinition(world, "httpd-task");
		expect(definition).toMatchObject({
			taskDefinitionArn: expect.stringMatching(/:task-definition\/httpd-task:1$/),
			requiresCompatibilities: ["FARGATE"],
			networkMode: "awsvpc",
			cpu: "256",
			memory: "512",
			containerDefinitions: [
				{
					name: "httpd-container",
					image: "httpd:2.4.41-alpine",
					essential: true,
					portMappings: [{ containerPort: 80, hostPort: 80, protocol: "tcp" }],
				},
			],
		});
		expect(definition?.containerDefinitions).toHaveLength(1);
		expect(await service(world, clusterName, serviceName)).toMatchObject({
			status: "ACTIVE",
			launchType: "FARGATE",
			desiredCount: 1,
			runningCount: 1,
			taskDefinition: definition?.taskDefinitionArn,
			networkConfiguration: {
				awsvpcConfiguration: {
					subnets: ["subnet-0a1b2c3d4e5f60718", "subnet-0b2c3d4e5f6071829"],
					securityGroups: ["sg-0c3d4e5f607182930"],
					assignPublicIp: "DISABLED",
				},
			},
			serviceRegistries: [{ registryArn: made?.Arn }],
			deployments: [{ status: "PRIMARY", rolloutState: "COMPLETED" }],
		});
		await evenkeel.stop();
	});

	it.each(["enabled", "disabled"])("does not report the account's container insights (%s) as drift", async (value) => {
		const world = createVirtualWorld();
		await world.ecs.send(new PutAccountSettingDefaultCommand({ name: "containerInsights", value }));
		const evenkeel = world.start();
		evenkeel.accept(await exampleStory(story));
		await evenkeel.settle();
		await world.advance(600_000);
		expect((await cluster(world, clusterName))?.settings).toEqual([{ name: "containerInsights", value }]);
		expect(evenkeel.sent.map(({ call }) => call.operation)).toEqual(birth);
		expect(evenkeel.resource(`Cluster/${clusterName}`)).toMatchObject({ sync: "Synced", drift: [], unmanaged: [] });
		await evenkeel.stop();
	});

	it("scales from 1 to 4 and back, and instances, record sets and DNS follow", async () => {
		const { world, evenkeel, manifests } = await born();
		for (const count of [1, 4, 1]) {
			evenkeel.accept(withDesiredCount(manifests, `${story}/service.yaml`, count));
			await evenkeel.settle();
			await expectTasksFound(world, count);
		}
		expect(evenkeel.sent.slice(birth.length).map(({ call }) => call)).toEqual(
			[4, 1].map((desiredCount) => ({
				operation: "ecs:UpdateService",
				input: expect.objectContaining({ service: serviceName, desiredCount }),
			})),
		);
		await evenkeel.stop();
	});

	it("writes nothing for an hour after convergence", async () => {
		const { world, evenkeel } = await born();
		await world.advance(120_000);
		const before = world.requests.length;
		await world.advance(3_600_000);
		expect(evenkeel.sent).toHaveLength(birth.length);
		expect(world.requests.slice(before).filter(isWrite)).toEqual([]);
		expect(world.requests.length).toBeGreaterThan(before);
		await evenkeel.stop();
	});

	it("is deleted in the order that AWS requires", async () => {
		const { world, evenkeel, manifests } = await born();
		evenkeel.accept(tornDown(manifests, story, deletions));
		await world.until(async () => (await zoneNames(world)).length === 0);
		const sent = evenkeel.sent.slice(birth.length);
		expect(sent.map(({ call }) => call.operation)).toEqual(teardown);
		expect(sent[0]?.call.input).toMatchObject({ service: serviceName, desiredCount: 0 });
		expect(sent.filter(({ failure }) => failure)).toEqual([]);
		expect(await footprint(world)).toEqual(nothingLeft);
		expect(dnsReply(world, name)).toMatchObject({ code: "REFUSED", answers: [] });

		await world.advance(3_600_000);
		expect(evenkeel.sent).toHaveLength(birth.length + teardown.length);
		expect(evenkeel.controller.status().resources).toEqual([]);
		await evenkeel.stop();
	});
});
