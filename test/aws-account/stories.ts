/**
 * What a run lives through, commit by commit, and what must be read back after each of them: by SDK clients alone, with the
 * readers of the story suite. DNS itself is not asked, since private zones answer inside their VPC only; the record sets are.
 */
import { deepEqual, equal } from "node:assert/strict";
import { ListServiceDeploymentsCommand } from "@aws-sdk/client-ecs";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { cluster, instances, privateAddresses, recordSets, registry, service, tasks } from "../support/aws-reading.ts";
import { changed, withDesiredCount } from "../support/example-manifests.ts";
import type { AwsClients } from "../support/virtual-world.ts";
import { withoutManifests } from "./prefixed.ts";
import type { AccountSettings } from "./settings.ts";

export interface Commit {
	/** A sentence for whoever watches. */
	readonly says: string;
	readonly change: (before: Snapshot) => Snapshot;
	/** Rejects when AWS does not show what it should. */
	readonly check: (clients: AwsClients) => Promise<void>;
}

export function commits(prefix: string, settings: AccountSettings): readonly Commit[] {
	const named = (name: string) => `${prefix}-${name}`;
	const fargate: Discovered = {
		cluster: named("test-ecs-cluster"),
		service: named("test-ecs-service"),
		namespace: named("test-local"),
		registry: named("test-ecs-service"),
	};
	const handsOn: Discovered = {
		cluster: named("cloudmap-handson-cluster"),
		service: named("cloudmap-handson-httpd-service"),
		namespace: named("httpd-service-discovery.internal"),
		registry: named("cloudmap-handson"),
	};
	const golang: Discovered = {
		cluster: named("golang-ecs-cluster"),
		service: named("golang-ecs-app-service"),
		namespace: named("golang-app.internal"),
		registry: named("app"),
	};
	const counted = (count: number): Commit => ({
		says: `A service is scaled to ${count}, and its records follow.`,
		change: (before) => withDesiredCount(before, "fargate-a-records/service.yaml", count),
		check: (clients) => expectFound(clients, fargate, count),
	});
	return [
		{
			says: "All stories are born, servers before their clients.",
			change: (before) => before,
			check: async (clients) => {
				for (const one of [fargate, handsOn, golang]) await expectFound(clients, one, 1);
				await expectEndpoint(clients, named("ecs-service-connector-sample-cluster"), named("server-service"));
			},
		},
		counted(3),
		counted(0),
		{
			says: "An image is pushed under an old tag: one deployment, and the name stays.",
			change: (before) => changed(before, "golang-app/service.yaml", 'redeploy: "1"', 'redeploy: "2"'),
			check: async (clients) => {
				await expectFound(clients, golang, 1);
				const input = { cluster: golang.cluster, service: golang.service };
				const { serviceDeployments } = await clients.ecs.send(new ListServiceDeploymentsCommand(input));
				equal(serviceDeployments?.length, 2, "a redeployment is one more service deployment");
			},
		},
		{
			says: "All is torn down by evenkeel itself.",
			change: (before) => withoutManifests(before, prefix, settings),
			check: async (clients) => {
				for (const one of [fargate, handsOn, golang]) {
					equal(await cluster(clients, one.cluster), undefined, `the cluster ${one.cluster} is gone`);
					equal(
						await registry(clients, one.namespace, one.registry),
						undefined,
						`the registry ${one.registry} is gone`,
					);
				}
			},
		},
	];
}

/** A service that is found by name, as AWS calls its parts. */
interface Discovered {
	readonly cluster: string;
	readonly service: string;
	readonly namespace: string;
	readonly registry: string;
}

/** As many tasks as declared, each of them one instance and one record, and no others. */
async function expectFound(clients: AwsClients, where: Discovered, count: number): Promise<void> {
	const addresses = privateAddresses(await tasks(clients, where.cluster, where.service));
	equal(addresses.length, count, `${where.service} has ${count} tasks`);
	const { Id = "" } = (await registry(clients, where.namespace, where.registry)) ?? {};
	const registered = [...(await instances(clients, Id)).values()].map(({ AWS_INSTANCE_IPV4 }) => AWS_INSTANCE_IPV4);
	deepEqual(registered.sort(), addresses, `the instances of ${where.registry} are its tasks`);
	const sets = await recordSets(clients, where.namespace);
	const values = sets.flatMap(({ ResourceRecords }) => ResourceRecords?.map(({ Value }) => Value) ?? []);
	deepEqual(values.sort(), addresses, `the records in ${where.namespace} are its tasks`);
}

async function expectEndpoint(clients: AwsClients, clusterName: string, serviceName: string): Promise<void> {
	const { deployments } = (await service(clients, clusterName, serviceName)) ?? {};
	const names = deployments?.[0]?.serviceConnectResources?.map(({ discoveryName }) => discoveryName);
	deepEqual(names, ["nginx-server"], `${serviceName} offers its endpoint`);
}
