/** What every kind must keep, run for each kind of the list: a new kind gets these tests by a row in the table below. */
import { UntagResourceCommand as UntagLogGroup } from "@aws-sdk/client-cloudwatch-logs";
import { UntagResourceCommand as UntagEcsResource } from "@aws-sdk/client-ecs";
import { UntagResourceCommand as UntagCloudMapResource } from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { convergence } from "../../src/controller/convergence.ts";
import { kinds } from "../../src/kinds/list.ts";
import type { Identity } from "../../src/model/identity.ts";
import { because, type Reason } from "../../src/model/reason.ts";
import {
	namespace as readNamespace,
	registry as readRegistry,
	service as readService,
} from "../support/aws-reading.ts";
import { environment } from "../support/manifests.ts";
import { createVirtualWorld, type RunningController, type VirtualWorld } from "../support/virtual-world.ts";

const manifest = (kind: string, name: string, spec: string, policy = "{}") =>
	`apiVersion: evenkeel/v1alpha1\nkind: ${kind}\nmetadata: { name: ${name} }\npolicy: ${policy}\nspec:\n${spec}\n`;

const container = "{ name: web, image: 'web:1', essential: true, portMappings: [{ containerPort: 80, name: web }] }";
const taskDefinition = (extra: string) =>
	`  networkMode: awsvpc\n  requiresCompatibilities: [FARGATE]\n  cpu: 256\n  memory: 512\n  containerDefinitions: [${container}]\n${extra}`;
const service = (extra: string) =>
	`  cluster: shop\n  taskDefinition: web\n  launchType: FARGATE\n  networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-1], securityGroups: [sg-1] } }\n${extra}`;

/** For each kind: its manifest as text, edits that AWS takes, and one that it does not. */
interface Row {
	readonly identity: Identity;
	readonly needs: readonly string[];
	readonly write: (extra?: string) => string;
	/** Extra lines of the spec, and what each means. */
	readonly updates: Readonly<Record<string, string>>;
	/** Extra lines that declare a field as empty, for each field that can be. They are the first manifest's, in which nothing is. */
	readonly empties: Readonly<Record<string, string>>;
	readonly refused?: { readonly born: string; readonly wanted: string; readonly reason: Reason };
}

const namespace = manifest("Namespace", "internal", "  Type: DNS_PRIVATE\n  Vpc: vpc-1");
const cluster = manifest("Cluster", "shop", "  {}");
const webDefinition = manifest("TaskDefinition", "web", taskDefinition(""));

const rows: Readonly<Record<string, Row>> = {
	Namespace: {
		identity: "Namespace/public.example",
		needs: [],
		write: (extra = "") => manifest("Namespace", "public.example", `  Type: DNS_PUBLIC\n${extra}`),
		updates: {
			"a description": "  Description: for the shop",
			"the SOA's TTL": "  Properties: { DnsProperties: { SOA: { TTL: 60 } } }",
			"a tag": "  Tags: [{ Key: team, Value: shop }]",
		},
		empties: {
			Description: "  Description: ''",
			"SOA of Properties": "  Properties: { DnsProperties: { SOA: { TTL: 15 } } }",
			Tags: "  Tags: []",
		},
	},
	Cluster: {
		identity: "Cluster/other",
		needs: [namespace],
		write: (extra = "  {}") => manifest("Cluster", "other", extra),
		updates: {
			"a setting": "  settings: [{ name: containerInsights, value: disabled }]",
			"a configuration": "  configuration: { executeCommandConfiguration: { logging: NONE } }",
			"the default namespace": "  serviceConnectDefaults: { namespace: internal }",
			"capacity providers":
				"  capacityProviders: [FARGATE, FARGATE_SPOT]\n  defaultCapacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }]",
			"a tag": "  tags: [{ key: team, value: shop }]",
		},
		empties: {
			settings: "  settings: []",
			configuration: "  configuration: {}",
			"executeCommandConfiguration of configuration": "  configuration: { executeCommandConfiguration: {} }",
			"managedStorageConfiguration of configuration": "  configuration: { managedStorageConfiguration: {} }",
			capacityProviders: "  capacityProviders: []",
			defaultCapacityProviderStrategy: "  defaultCapacityProviderStrategy: []",
			tags: "  tags: []",
		},
	},
	Registry: {
		identity: "Registry/internal/api",
		needs: [namespace],
		write: (extra = "  DnsConfig: { DnsRecords: [{ Type: A, TTL: 60 }] }") =>
			manifest(
				"Registry",
				"api",
				`  NamespaceId: internal\n  HealthCheckCustomConfig: { FailureThreshold: 1 }\n${extra}`,
			),
		updates: {
			"a TTL": "  DnsConfig: { DnsRecords: [{ Type: A, TTL: 10 }] }",
			"a description": "  Description: for the shop\n  DnsConfig: { DnsRecords: [{ Type: A, TTL: 60 }] }",
			"a tag": "  Tags: [{ Key: team, Value: shop }]\n  DnsConfig: { DnsRecords: [{ Type: A, TTL: 60 }] }",
		},
		empties: {
			Description: "  Description: ''\n  DnsConfig: { DnsRecords: [{ Type: A, TTL: 60 }] }",
			Tags: "  Tags: []\n  DnsConfig: { DnsRecords: [{ Type: A, TTL: 60 }] }",
		},
		refused: {
			born: "  DnsConfig: { DnsRecords: [{ Type: A, TTL: 60 }] }",
			wanted: "  DnsConfig: { DnsRecords: [{ Type: SRV, TTL: 60 }] }",
			reason: because("RecordTypesDiffer"),
		},
	},
	LogGroup: {
		identity: "LogGroup//ecs/web",
		needs: [],
		write: (extra = "") => manifest("LogGroup", "web", `  logGroupName: /ecs/web\n${extra}`),
		updates: {
			"a retention": "  retentionInDays: 30",
			"a key": "  kmsKeyId: arn:aws:kms:ap-northeast-1:123456789012:key/1",
			"a tag": "  tags: { team: shop }",
		},
		empties: { retentionInDays: "  retentionInDays: 0", kmsKeyId: "  kmsKeyId: ''", tags: "  tags: {}" },
		refused: {
			born: "  logGroupClass: STANDARD",
			wanted: "  logGroupClass: INFREQUENT_ACCESS",
			reason: because("ImmutableFields", {
				fields: ["logGroupClass"],
				remediations: [because("DeclareOtherLogGroup")],
			}),
		},
	},
	TaskDefinition: {
		identity: "TaskDefinition/batch",
		needs: [],
		write: (extra = "") => manifest("TaskDefinition", "batch", taskDefinition(extra)),
		updates: {
			"a role": "  taskRoleArn: arn:aws:iam::111122223333:role/batch",
			"a platform": "  runtimePlatform: { cpuArchitecture: ARM64, operatingSystemFamily: LINUX }",
			"a volume": "  volumes: [{ name: scratch }]",
			"a tag": "  tags: [{ key: team, value: shop }]",
		},
		empties: {
			volumes: "  volumes: []",
			placementConstraints: "  placementConstraints: []",
			inferenceAccelerators: "  inferenceAccelerators: []",
			runtimePlatform: "  runtimePlatform: {}",
			taskRoleArn: "  taskRoleArn: ''",
			tags: "  tags: []",
		},
	},
	Service: {
		identity: "Service/shop/api",
		needs: [
			namespace,
			cluster,
			webDefinition,
			manifest(
				"Registry",
				"api",
				"  NamespaceId: internal\n  DnsConfig: { DnsRecords: [{ Type: A, TTL: 60 }] }\n  HealthCheckCustomConfig: { FailureThreshold: 1 }",
			),
		],
		write: (extra = "") => manifest("Service", "api", service(extra)),
		updates: {
			"a desired count": "  desiredCount: 3",
			"a deployment configuration": "  deploymentConfiguration: { maximumPercent: 150, minimumHealthyPercent: 50 }",
			"a circuit breaker": "  deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } }",
			"a registry": "  serviceRegistries: [{ registry: internal/api }]",
			"Service Connect":
				"  serviceConnectConfiguration: { enabled: true, namespace: internal, services: [{ portName: web, discoveryName: api-connect, clientAliases: [{ port: 80 }] }] }",
			"propagated tags": "  propagateTags: SERVICE\n  enableECSManagedTags: true",
			"zone rebalancing": "  availabilityZoneRebalancing: DISABLED",
			"a platform version": "  platformVersion: 1.4.0",
			"a tag": "  tags: [{ key: team, value: shop }]",
		},
		empties: {
			loadBalancers: "  loadBalancers: []",
			serviceRegistries: "  serviceRegistries: []",
			desiredCount: "  desiredCount: 0",
			capacityProviderStrategy: "  capacityProviderStrategy: []",
			deploymentConfiguration: "  deploymentConfiguration: {}",
			"alarms of deploymentConfiguration":
				"  deploymentConfiguration: { alarms: { enable: false, rollback: false, alarmNames: [] } }",
			placementConstraints: "  placementConstraints: []",
			placementStrategy: "  placementStrategy: []",
			healthCheckGracePeriodSeconds: "  healthCheckGracePeriodSeconds: 0",
			enableECSManagedTags: "  enableECSManagedTags: false",
			enableExecuteCommand: "  enableExecuteCommand: false",
			serviceConnectConfiguration: "  serviceConnectConfiguration: { enabled: false, services: [] }",
			volumeConfigurations: "  volumeConfigurations: []",
			vpcLatticeConfigurations: "  vpcLatticeConfigurations: []",
			tags: "  tags: []",
		},
		refused: {
			born: "  schedulingStrategy: REPLICA",
			wanted: "  role: arn:aws:iam::111122223333:role/other",
			reason: because("ImmutableFields", { fields: ["role"], remediations: [because("ReplaceService")] }),
		},
	},
};

const files = (row: Row, text: string | undefined, extra = "") => ({
	"environment.yaml": environment(extra),
	"needs.yaml": row.needs.join("---\n"),
	...(text === undefined ? {} : { "it.yaml": text }),
});

async function born(
	row: Row,
	text = row.write(),
): Promise<{ observedState: VirtualWorld; evenkeel: RunningController }> {
	const observedState = createVirtualWorld();
	const evenkeel = observedState.start();
	expect(evenkeel.accept(files(row, text)).problems.filter(({ severity }) => severity === "error")).toEqual([]);
	await evenkeel.settle();
	return { observedState, evenkeel };
}

it("has a row for every kind", () => {
	expect(Object.keys(rows).sort()).toEqual([...kinds.names].sort());
});

describe.each(Object.entries(rows))("%s", (_kind, row) => {
	it("is quiet once it is there", async () => {
		const { observedState, evenkeel } = await born(row);
		const sent = evenkeel.sent.length;
		await observedState.advance(1_200_000);
		expect(evenkeel.sent.slice(sent).map(({ call }) => call.operation)).toEqual([]);
		await evenkeel.stop();
	});

	it.each(Object.entries(row.updates))(
		"takes %s, is quiet, and lets go of it when it is withdrawn",
		async (_what, extra) => {
			const { observedState, evenkeel } = await born(row);
			const before = evenkeel.sent.length;
			expect(
				evenkeel.accept(files(row, row.write(extra))).problems.filter(({ severity }) => severity === "error"),
			).toEqual([]);
			await evenkeel.settle();
			expect(evenkeel.sent.length).toBeGreaterThan(before);
			expect(evenkeel.sent.filter(({ failure }) => failure)).toEqual([]);
			const sent = evenkeel.sent.length;
			await observedState.advance(1_200_000);
			expect(evenkeel.sent.slice(sent)).toEqual([]);
			// An omitted field is not ours any more, so going back to the shorter manifest must settle as well.
			evenkeel.accept(files(row, row.write()));
			await evenkeel.settle();
			await evenkeel.stop();
		},
	);

	it.each(Object.entries(row.empties))(
		"is quiet where its manifest declares %s and nothing in it",
		async (_field, extra) => {
			const { observedState, evenkeel } = await born(row, row.write(extra));
			const sent = evenkeel.sent.length;
			await observedState.advance(1_200_000);
			expect(evenkeel.sent.slice(sent).map(({ call }) => call.operation)).toEqual([]);
			expect(evenkeel.sent.filter(({ failure }) => failure)).toEqual([]);
			expect(evenkeel.resource(row.identity)?.unmanaged).toEqual([]);
			await evenkeel.stop();
		},
	);

	const { refused } = row;
	if (refused) {
		it("refuses what AWS cannot change, with a reason", () => refuses(row, refused));
	}

	it("is left alone when it is another owner's, and nobody's", async () => {
		const { observedState, evenkeel: first } = await born(row);
		await first.stop();
		const second = observedState.start();
		const [, edit = ""] = Object.entries(row.updates)[0] ?? [];
		const edited = files(row, row.write(edit));
		second.accept({
			...edited,
			"needs.yaml": edited["needs.yaml"].replaceAll("policy: {}", "policy: { mode: observe }"),
			"environment.yaml": environment().replace("owner: test", "owner: stranger"),
		});
		await observedState.until(() => second.resource(row.identity)?.outcome === "blocked");
		expect(second.resource(row.identity)?.reason).toEqual(
			because("OwnedByOther", { cause: because("OtherOwner", { owner: "test", ours: "stranger" }) }),
		);
		expect(second.sent).toEqual([]);
		await second.stop();
	});

	it("is adopted by tags alone where its manifest says so", async () => {
		const { observedState, evenkeel: first } = await born(row);
		await first.stop();
		const arn = await arnOf(observedState, row.identity);
		const keys = ["evenkeel:owner", "evenkeel:identity", "evenkeel:format"];
		await untag(observedState, arn, keys);
		const refusing = observedState.start();
		refusing.accept(files(row, row.write()));
		await observedState.until(() => refusing.resource(row.identity)?.outcome === "blocked");
		expect(refusing.resource(row.identity)?.reason).toEqual(
			because("NotOwned", { identity: row.identity, had: false }),
		);
		await refusing.stop();
		const adopting = observedState.start();
		adopting.accept(files(row, row.write().replace("policy: {}", "policy: { adopt: true }")));
		await adopting.settle();
		expect(adopting.sent.map(({ call }) => call.operation.replace(/.*:/, ""))).toEqual(["TagResource"]);
		await adopting.stop();
	});

	it("is kept when its manifest goes, and deleted when the environment lists it", async () => {
		const { observedState, evenkeel } = await born(row);
		evenkeel.accept(files(row, undefined));
		await observedState.until(() => evenkeel.resource(row.identity)?.orphan === true);
		expect(evenkeel.resource(row.identity)?.reason).toEqual(
			because("NotListedForDeletion", { identity: row.identity }),
		);
		evenkeel.accept(files(row, undefined, `deletions: [${row.identity}]`));
		await observedState.until(() => evenkeel.resource(row.identity) === undefined, {
			explain: () => JSON.stringify(evenkeel.resource(row.identity)),
		});
		expect(convergence(evenkeel.controller.status(), { healthy: true }).state).toBe("reached");
		await evenkeel.stop();
	});

	it("is kept by what its manifest said while there was one", async () => {
		const { observedState, evenkeel } = await born(
			row,
			row.write().replace("policy: {}", "policy: { onDelete: retain }"),
		);
		evenkeel.accept(files(row, undefined, `deletions: [${row.identity}]`));
		await observedState.until(() => evenkeel.resource(row.identity)?.orphan === true);
		expect(evenkeel.resource(row.identity)?.reason?.code).toBe("RetainedByTag");
		await evenkeel.stop();
	});
});

it("refuses to change a registry in an HTTP namespace, and says so", async () => {
	const observedState = createVirtualWorld();
	const evenkeel = observedState.start();
	const registry = (text: string) => ({
		"environment.yaml": environment(),
		"namespace.yaml": manifest("Namespace", "internal", "  Type: HTTP"),
		"it.yaml": manifest("Registry", "api", `  NamespaceId: internal\n  Description: "${text}"`),
	});
	evenkeel.accept(registry(""));
	await evenkeel.settle();
	const sent = evenkeel.sent.length;
	evenkeel.accept(registry("for the shop"));
	await observedState.advance(1_200_000);
	expect(evenkeel.resource("Registry/internal/api")).toMatchObject({
		outcome: "blocked",
		reason: because("RegistryInHttpNamespace", { fields: ["Description"] }),
	});
	expect(evenkeel.sent.slice(sent)).toEqual([]);
	await evenkeel.stop();
});

async function refuses(row: Row, { born: birth, wanted, reason }: NonNullable<Row["refused"]>): Promise<void> {
	const { observedState, evenkeel } = await born(row, row.write(birth));
	const sent = evenkeel.sent.length;
	evenkeel.accept(files(row, row.write(wanted)));
	await observedState.until(() => evenkeel.resource(row.identity)?.outcome === "blocked");
	expect(evenkeel.resource(row.identity)?.reason).toEqual(reason);
	expect(evenkeel.resource(row.identity)?.drift).not.toEqual([]);
	await observedState.advance(600_000);
	expect(evenkeel.sent.slice(sent)).toEqual([]);
	await evenkeel.stop();
}

/** Removes tags as a person would. */
function untag({ cloudMap, logs, ecs }: VirtualWorld, arn: string, keys: string[]): Promise<object> {
	if (arn.includes(":servicediscovery:")) {
		return cloudMap.send(new UntagCloudMapResource({ ResourceARN: arn, TagKeys: keys }));
	}
	const input = { resourceArn: arn, tagKeys: keys };
	return arn.includes(":logs:") ? logs.send(new UntagLogGroup(input)) : ecs.send(new UntagEcsResource(input));
}

/** The ARN under which AWS tags a resource. */
async function arnOf(observedState: VirtualWorld, identity: string): Promise<string> {
	const [kind, first = "", second = ""] = identity.split("/");
	const { region, account } = observedState.emulator;
	switch (kind) {
		case "Cluster":
			return `arn:aws:ecs:${region}:${account}:cluster/${first}`;
		case "TaskDefinition":
			return `arn:aws:ecs:${region}:${account}:task-definition/${first}:1`;
		case "LogGroup":
			return `arn:aws:logs:${region}:${account}:log-group:${identity.slice("LogGroup/".length)}`;
		case "Service":
			return (await readService(observedState, first, second))?.serviceArn ?? "";
		case "Namespace":
			return (await readNamespace(observedState, first))?.Arn ?? "";
		default:
			return (await readRegistry(observedState, first, second))?.Arn ?? "";
	}
}
