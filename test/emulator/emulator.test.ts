/**
 * Tests the complete chain of the embedded AWS: a task becomes an instance, a record set and a DNS answer, and all are
 * removed.
 */
import {
	CreateClusterCommand,
	CreateServiceCommand,
	DeleteServiceCommand,
	DescribeServicesCommand,
	ECSClient,
	ListTasksCommand,
	RegisterTaskDefinitionCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { ListResourceRecordSetsCommand } from "@aws-sdk/client-route-53";
import {
	CreateHttpNamespaceCommand,
	DeleteNamespaceCommand,
	DeleteServiceCommand as DeleteRegistryCommand,
	GetNamespaceCommand,
	ListInstancesCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { openInProcess } from "../../src/aws/client-settings.ts";
import { createEmulator } from "../../src/emulator/emulator.ts";
import { virtualClock } from "../../src/lib/clock.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { createWorld, refusal } from "./world.ts";

const recordName = "cloudmap-handson.httpd-service-discovery.internal";

async function withService(desiredCount: number) {
	const world = createWorld();
	const { emulator, cloudMap, route53, clock } = world;
	const ecs = openInProcess(ECSClient, emulator);
	const NamespaceId = await world.privateNamespace("httpd-service-discovery.internal");
	const { Id: ServiceId, Arn: registryArn } = await world.registry({
		Name: "cloudmap-handson",
		NamespaceId,
		DnsConfig: { DnsRecords: [{ Type: "A", TTL: 300 }] },
		HealthCheckCustomConfig: { FailureThreshold: 1 },
	});
	await ecs.send(new CreateClusterCommand({ clusterName: "hands-on" }));
	await ecs.send(
		new RegisterTaskDefinitionCommand({
			family: "httpd-task",
			requiresCompatibilities: ["FARGATE"],
			networkMode: "awsvpc",
			cpu: "256",
			memory: "512",
			containerDefinitions: [{ name: "httpd", image: "httpd:2.4.41-alpine", portMappings: [{ containerPort: 80 }] }],
		}),
	);
	await ecs.send(
		new CreateServiceCommand({
			cluster: "hands-on",
			serviceName: "httpd",
			taskDefinition: "httpd-task:1",
			desiredCount,
			launchType: "FARGATE",
			networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-a"] } },
			serviceRegistries: [{ registryArn }],
		}),
	);
	await clock.advance(120_000);
	const zoneId = async () => {
		const { Namespace: found } = await cloudMap.send(new GetNamespaceCommand({ Id: NamespaceId }));
		return found?.Properties?.DnsProperties?.HostedZoneId;
	};
	return {
		...world,
		ecs,
		NamespaceId,
		ServiceId,
		/** The number of tasks, instances, record sets and DNS answers. */
		counts: async () => {
			const { taskArns } = await ecs.send(new ListTasksCommand({ cluster: "hands-on" }));
			const { Instances } = await cloudMap.send(new ListInstancesCommand({ ServiceId }));
			const HostedZoneId = await zoneId();
			const { ResourceRecordSets } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId }));
			const answers = world.dns(recordName);
			return [
				taskArns?.length,
				Instances?.length,
				ResourceRecordSets?.filter(({ Type, TTL }) => Type === "A" && TTL === 300).length,
				typeof answers === "string" ? answers : answers.length,
			];
		},
	};
}

describe("a service with a registry", () => {
	it("scales 1, 4, 1 with equal numbers of tasks, instances, record sets and answers, and is removed completely", async () => {
		const { ecs, cloudMap, clock, counts, dns, finished, NamespaceId, ServiceId } = await withService(1);
		expect(await counts()).toEqual([1, 1, 1, 1]);
		for (const desiredCount of [4, 1]) {
			await ecs.send(new UpdateServiceCommand({ cluster: "hands-on", service: "httpd", desiredCount }));
			await clock.advance(180_000);
			expect(await counts()).toEqual(Array(4).fill(desiredCount));
		}
		const early = cloudMap.send(new DeleteRegistryCommand({ Id: ServiceId }));
		await expect(early).rejects.toMatchObject(refusal("ResourceInUse"));
		await ecs.send(new DeleteServiceCommand({ cluster: "hands-on", service: "httpd", force: true }));
		await clock.advance(180_000);
		expect(await counts()).toEqual([0, 0, 0, "NXDOMAIN"]);
		await cloudMap.send(new DeleteRegistryCommand({ Id: ServiceId }));
		const deletion = cloudMap.send(new DeleteNamespaceCommand({ Id: NamespaceId }));
		expect((await finished(deletion)).Status).toBe("SUCCESS");
		expect(dns(recordName)).toBe("REFUSED");
	});

	it("shows name resolution inside its tasks", async () => {
		const { ecs, emulator } = await withService(1);
		const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster: "hands-on" }));
		const taskId = taskArns[0]?.split("/").at(-1) ?? "";
		const { control } = emulator;
		const get = (path: string, query = {}) => control({ method: "GET", path, query: new URLSearchParams(query) });
		expect((await get(`/_evenkeel/tasks/${taskId}/hosts`)).body).toContain("localhost");
		const lookup = async (id: string, name: string) => {
			const { statusCode, body } = await get(`/_evenkeel/tasks/${id}/lookup`, { name });
			return statusCode === 200 ? (JSON.parse(body) as { addresses: string[] }).addresses : statusCode;
		};
		expect(await lookup(taskId, recordName)).toEqual([expect.stringMatching(/^10\./)]);
		expect(await lookup(taskId, "localhost")).toContain("127.0.0.1");
		expect(await lookup(taskId, "nobody.httpd-service-discovery.internal")).toEqual([]);
		expect(await lookup("none", recordName)).toBe(404);
		const state = JSON.parse((await get("/_evenkeel/state")).body);
		expect(state).toMatchObject({ registries: [{ instances: 1 }], clusters: [{ name: "hands-on" }] });
	});

	it("leaves no timer behind after it is stopped", async () => {
		const { clock, emulator, cloudMap, operation } = await withService(1);
		const { OperationId } = await cloudMap.send(new CreateHttpNamespaceCommand({ Name: "late" }));
		emulator.stop();
		expect(clock.untilNext()).toBeUndefined();
		await clock.advance(60_000);
		expect((await operation(OperationId)).Status).toBe("SUBMITTED");
	});
});

describe("worlds", () => {
	it("are equal with the same seed and differ with another", async () => {
		const idOf = async (seed: number) => createWorld({ seed }).privateNamespace("internal");
		expect(await idOf(1)).toBe(await idOf(1));
		expect(await idOf(1)).not.toBe(await idOf(2));
	});

	it("contain the configured account and Region", () => {
		const clock = virtualClock();
		const emulator = createEmulator({ clock, random: seededRandom(1), account: "111122223333", region: "eu-west-1" });
		expect(emulator).toMatchObject({ account: "111122223333", region: "eu-west-1" });
	});
});

describe("an action of the embedded AWS", () => {
	const seeds = Array.from({ length: 40 }, (_, seed) => seed);
	it.each(seeds)("sees a single instant on a running clock (seed %i)", async (seed) => {
		const time = virtualClock();
		const random = seededRandom(seed);
		let aheadMs = 0;
		const now = () => {
			aheadMs += random() < 0.1 ? random() * 3000 : 0;
			return Math.floor(time.now() + aheadMs);
		};
		const emulator = createEmulator({
			clock: { now, schedule: time.schedule },
			random: seededRandom(1),
		});
		const ecs = openInProcess(ECSClient, emulator);
		await ecs.send(new CreateClusterCommand({ clusterName: "c" }));
		await ecs.send(
			new RegisterTaskDefinitionCommand({
				family: "app",
				networkMode: "awsvpc",
				requiresCompatibilities: ["FARGATE"],
				...{ cpu: "256", memory: "512" },
				containerDefinitions: [{ name: "app", image: "app" }],
			}),
		);
		await ecs.send(
			new CreateServiceCommand({
				...{ cluster: "c", serviceName: "s", taskDefinition: "app", desiredCount: 20, launchType: "FARGATE" },
				networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-a"] } },
			}),
		);
		await time.advance(600_000);
		const { services } = await ecs.send(new DescribeServicesCommand({ cluster: "c", services: ["s"] }));
		expect(services?.[0]?.deployments).toMatchObject([{ rolloutState: "COMPLETED", runningCount: 20 }]);
	});
});
