/**
 * Story 1 twice: a dev and a prod environment over one base in one account, each with its own evenkeel. No event in one
 * of them affects the other.
 */
import { DeleteServiceCommand, UpdateClusterCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/model/snapshot.ts";
import {
	cloudMapTags,
	cluster,
	dnsAnswers,
	dnsReply,
	hostedZone,
	namespace,
	privateAddresses,
	registry,
	service,
	taskDefinition,
	tasks,
	zoneNames,
} from "../support/aws-reading.ts";
import { changed, exampleEnvironment, withDesiredCount } from "../support/example-manifests.ts";
import {
	createVirtualWorld,
	type RunningController,
	type StartOptions,
	type VirtualWorld,
} from "../support/virtual-world.ts";

type Name = "dev" | "prod";
const names: readonly Name[] = ["dev", "prod"];
const counts = { dev: 1, prod: 2 } as const;

const identitiesOf = (name: Name) => [
	`Service/${name}-test-ecs-cluster/${name}-test-ecs-service`,
	`TaskDefinition/${name}-test-ecs-task`,
	`Cluster/${name}-test-ecs-cluster`,
	`Registry/${name}-test-local/test-ecs-service`,
	`Namespace/${name}-test-local`,
];

interface Both {
	readonly world: VirtualWorld;
	readonly evenkeel: Readonly<Record<Name, RunningController>>;
	readonly manifests: Readonly<Record<Name, Snapshot>>;
}

/** Both environments, converged. */
async function both(options: StartOptions = {}): Promise<Both> {
	const world = createVirtualWorld();
	const evenkeel = { dev: world.start(options), prod: world.start(options) };
	const manifests = {
		dev: await exampleEnvironment("environments/dev"),
		prod: await exampleEnvironment("environments/prod"),
	};
	for (const name of names) evenkeel[name].accept(manifests[name]);
	for (const name of names) await evenkeel[name].settle();
	return { world, evenkeel, manifests };
}

async function stop({ evenkeel }: Both): Promise<void> {
	for (const name of names) await evenkeel[name].stop();
}

/** Everything that AWS and DNS return for one environment, to compare before and after. */
async function everythingOf(world: VirtualWorld, name: Name): Promise<object> {
	const clusterName = `${name}-test-ecs-cluster`;
	const running = await tasks(world, clusterName, `${name}-test-ecs-service`);
	const { taskDefinition: definition, tags } = await taskDefinition(world, `${name}-test-ecs-task`);
	const zone = await hostedZone(world, `${name}-test-local`);
	const { events: _said, ...keptService } = (await service(world, clusterName, `${name}-test-ecs-service`)) ?? {};
	return {
		cluster: await cluster(world, clusterName),
		definition,
		definitionTags: tags,
		namespace: await namespace(world, `${name}-test-local`),
		registry: await registry(world, `${name}-test-local`, "test-ecs-service"),
		zone: zone && { ...zone, $metadata: undefined },
		service: keptService,
		tasks: running.map(({ taskArn, startedAt, lastStatus }) => ({ taskArn, startedAt, lastStatus })),
		answers: dnsAnswers(world, `test-ecs-service.${name}-test-local`),
	};
}

/** Removes an environment's manifests and lists the deletions. */
function tornDown(manifests: Snapshot, folder: string, deletions: readonly string[]): Snapshot {
	const list = deletions.map((identity) => `\n    - ${identity}`).join("");
	return changed(
		manifests,
		`${folder}/environment.yaml`,
		"  include:\n    - ../../fargate-a-records\n",
		`  deletions:${list}\n`,
	);
}

describe("dev and prod over one base in one account", () => {
	it("have their own resources, owner, count and names", async () => {
		const made = await both();
		const { world } = made;
		for (const name of names) {
			const owner = `examples-${name}`;
			const ecsTags = (shown: string, identity: string) =>
				expect.arrayContaining([
					{ key: "Name", value: shown },
					{ key: "evenkeel:owner", value: owner },
					{ key: "evenkeel:identity", value: identity },
				]);
			const clusterName = `${name}-test-ecs-cluster`;
			expect(await cluster(world, clusterName)).toMatchObject({
				settings: [{ name: "containerInsights", value: "disabled" }],
				tags: ecsTags(clusterName, `Cluster/${clusterName}`),
			});
			const definition = await taskDefinition(world, `${name}-test-ecs-task`);
			expect(definition.tags).toEqual(ecsTags(`${name}-test-ecs-task`, `TaskDefinition/${name}-test-ecs-task`));
			const parent = await namespace(world, `${name}-test-local`);
			const found = await registry(world, `${name}-test-local`, "test-ecs-service");
			expect(await cloudMapTags(world, parent?.Arn)).toMatchObject({ "evenkeel:owner": owner });
			expect(await cloudMapTags(world, found?.Arn)).toMatchObject({ "evenkeel:owner": owner });
			expect(await service(world, clusterName, `${name}-test-ecs-service`)).toMatchObject({
				desiredCount: counts[name],
				runningCount: counts[name],
				taskDefinition: definition.taskDefinition?.taskDefinitionArn,
				serviceRegistries: [{ registryArn: found?.Arn }],
				tags: ecsTags(`${name}-test-ecs-service`, `Service/${clusterName}/${name}-test-ecs-service`),
			});
			const running = await tasks(world, clusterName, `${name}-test-ecs-service`);
			expect(running).toHaveLength(counts[name]);
			expect(dnsAnswers(world, `test-ecs-service.${name}-test-local`)).toEqual(privateAddresses(running));
		}
		expect(await zoneNames(world)).toEqual(["dev-test-local.", "prod-test-local."]);
		await stop(made);
	});

	it("write nothing that names the other, and report no orphan in it even if everything is listed", async () => {
		const made = await both({ intervalMs: 600_000 });
		const { world, evenkeel } = made;
		// The full resync runs once an hour.
		const listed = () => world.requests.filter((operation) => operation === "ecs:ListServices").length;
		const before = listed();
		await world.advance(2 * 3_600_000 + 60_000);
		expect(listed()).toBeGreaterThan(before);
		for (const name of names) {
			const other = name === "dev" ? "prod" : "dev";
			expect(evenkeel[name].sent).toHaveLength(5);
			expect(JSON.stringify(evenkeel[name].sent)).not.toContain(`${other}-test`);
			const { resources } = evenkeel[name].controller.status();
			expect(resources.map(({ identity }) => identity).sort()).toEqual([...identitiesOf(name)].sort());
		}
		await stop(made);
	});

	it("correct manual changes in one, and leave the other unchanged", async () => {
		const made = await both();
		const { world, evenkeel } = made;
		const devBefore = await everythingOf(world, "dev");
		const sentByDev = evenkeel.dev.sent.length;
		const prod = { cluster: "prod-test-ecs-cluster", service: "prod-test-ecs-service" };
		await world.ecs.send(new UpdateServiceCommand({ ...prod, desiredCount: 5 }));
		await world.ecs.send(
			new UpdateClusterCommand({ cluster: prod.cluster, settings: [{ name: "containerInsights", value: "enabled" }] }),
		);
		await world.advance(120_000);
		await evenkeel.prod.settle();
		expect(await service(world, prod.cluster, prod.service)).toMatchObject({ desiredCount: 2, runningCount: 2 });
		expect(await cluster(world, prod.cluster)).toMatchObject({
			settings: [{ name: "containerInsights", value: "disabled" }],
		});

		await world.ecs.send(new DeleteServiceCommand({ ...prod, force: true }));
		await world.advance(180_000);
		await evenkeel.prod.settle();
		expect(await service(world, prod.cluster, prod.service)).toMatchObject({ status: "ACTIVE", runningCount: 2 });
		const running = await tasks(world, prod.cluster, prod.service);
		expect(dnsAnswers(world, "test-ecs-service.prod-test-local")).toEqual(privateAddresses(running));

		expect(evenkeel.dev.sent).toHaveLength(sentByDev);
		expect(await everythingOf(world, "dev")).toEqual(devBefore);
		await stop(made);
	});

	it("delete one completely although its list names the other too, and leave the other unchanged", async () => {
		const made = await both();
		const { world, evenkeel, manifests } = made;
		const prodBefore = await everythingOf(world, "prod");
		const sentByProd = evenkeel.prod.sent.length;
		const listed = [...identitiesOf("dev"), ...identitiesOf("prod")];
		evenkeel.dev.accept(tornDown(manifests.dev, "environments/dev", listed));
		await world.until(() => evenkeel.dev.controller.status().resources.length === 0);
		await world.advance(600_000);

		expect(await cluster(world, "dev-test-ecs-cluster")).toBeUndefined();
		expect(await namespace(world, "dev-test-local")).toBeUndefined();
		expect(await zoneNames(world)).toEqual(["prod-test-local."]);
		expect(dnsReply(world, "test-ecs-service.dev-test-local").answers).toEqual([]);
		await expect(taskDefinition(world, "dev-test-ecs-task")).rejects.toThrow();

		expect(evenkeel.prod.sent).toHaveLength(sentByProd);
		expect(await everythingOf(world, "prod")).toEqual(prodBefore);
		await stop(made);
	});

	it("follow their own commits", async () => {
		const made = await both();
		const { world, evenkeel, manifests } = made;
		const prodBefore = await everythingOf(world, "prod");
		evenkeel.dev.accept(withDesiredCount(manifests.dev, "environments/dev/environment.yaml", 4));
		await world.until(() => dnsAnswers(world, "test-ecs-service.dev-test-local").length === 4);
		expect(await everythingOf(world, "prod")).toEqual(prodBefore);
		await stop(made);
	});
});
