/**
 * Looking while AWS answers only in part, for every kind: what one failed read hides is unknown and never absent, what it
 * does not hide is seen, and a list that stopped short is said to have done so.
 */
import {
	CreateClusterCommand,
	CreateServiceCommand,
	RegisterTaskDefinitionCommand,
	RunTaskCommand,
} from "@aws-sdk/client-ecs";
import {
	CreateHttpNamespaceCommand,
	CreatePrivateDnsNamespaceCommand,
	CreateServiceCommand as CreateRegistryCommand,
	ListNamespacesCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { createAws } from "../../src/aws/client.ts";
import { AwsFailure, type AwsFailureKind } from "../../src/aws/failure.ts";
import type { Read } from "../../src/aws/reads.ts";
import { createObservedStateStore, type ObservedStateStore } from "../../src/controller/observed-state-store.ts";
import { kinds } from "../../src/kinds/list.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { load } from "../../src/manifest/load.ts";
import { type Identity, kindOf } from "../../src/model/identity.ts";
import type { Kind } from "../../src/model/kind.ts";
import type { Resource } from "../../src/model/manifest.ts";
import type { Observation } from "../../src/model/observed-state.ts";
import { because, type Reason } from "../../src/model/reason.ts";
import { isOursFor } from "../../src/plan/ownership.ts";
import { asSnapshot, createVirtualWorld, type VirtualWorld } from "../support/virtual-world.ts";

/** A read that fails, or tells not all: the operation, and what its input holds as JSON. */
interface Break {
	readonly operation: string;
	readonly pauseState?: string;
	readonly kind?: AwsFailureKind;
	/** What the answer has lost, where it does not fail. */
	readonly without?: string;
}

interface ObservedPlan {
	readonly observedState: ObservedStateStore;
	readonly incomplete: readonly Reason[];
	readonly status: (identity: string) => Observation["status"] | undefined;
	readonly observation: (identity: string) => Observation | undefined;
}

interface Looking {
	readonly due?: readonly string[];
	readonly declared?: string;
	readonly fullResync?: boolean;
	readonly broken?: readonly Break[];
	readonly before?: ObservedStateStore;
}

/** Has every kind look once, in order, as a pass does. */
async function lookAt(aws: VirtualWorld, looking: Looking): Promise<ObservedPlan> {
	const { due = [], declared = "", fullResync = false, broken = [], before } = looking;
	const { desired } = load(asSnapshot({ "it.yaml": declared }), { kinds, owner: "test" });
	const resources = new Map((desired?.resources ?? []).map((resource) => [resource.identity as string, resource]));
	const observedState = before ?? createObservedStateStore();
	const incomplete: Reason[] = [];
	const { clock, emulator } = aws;
	const { read } = createAws({
		region: emulator.region,
		requestHandler: emulator.requestHandler,
		clock,
		random: seededRandom(1),
		budget: async () => {},
	});
	const identities = [...new Set([...due, ...resources.keys()])] as Identity[];
	const observe = async <Spec extends object, Facts extends object>(kind: Kind<Spec, Facts>) => {
		const items = identities
			.filter((identity) => kindOf(identity) === kind.name)
			.map((identity) => ({
				identity,
				resource: resources.get(identity) as Resource<Spec> | undefined,
				last: observedState.get(identity) as never,
			}));
		const observations = await kind.observe({
			due: items,
			fullResync,
			freshTags: new Set(),
			allListed: fullResync,
			isOurs: isOursFor("test"),
			declared: resources as ReadonlyMap<Identity, Resource>,
			onIncomplete: (reason) => void incomplete.push(reason),
			onWarning: () => {},
			observedState,
			read: failing(read, broken),
			reconcileId: 1,
		});
		for (const [identity, observation] of observations)
			observedState.record(identity, observation, { reconcileId: 1, atMs: 0, wallMs: 0 });
	};
	for (const some of kinds.inCreationOrder) await some(observe);
	const observation = (identity: string) => observedState.get(identity as Identity)?.observation;
	return { observedState, incomplete, observation, status: (identity) => observation(identity)?.status };
}

function failing(read: Read, broken: readonly Break[]): Read {
	return async (operation, input) => {
		const hit = broken.find(
			(one) => one.operation === operation && JSON.stringify(input).includes(one.pauseState ?? ""),
		);
		if (!hit) return read(operation, input);
		if (hit.without) return { ...(await read(operation, input)), [hit.without]: undefined };
		throw new AwsFailure(hit.kind ?? "unavailable", "ServerException", operation, "injected");
	};
}

const image = [{ name: "web", image: "web:1", memory: 64, essential: true }];

const ours = [{ key: "evenkeel:owner", value: "test" }];

/** Two of everything, made by hand. */
async function twoOfEach(): Promise<VirtualWorld> {
	const aws = createVirtualWorld();
	for (const end of ["a", "b"]) {
		await aws.cloudMap.send(new CreateHttpNamespaceCommand({ Name: `space-${end}` }));
		await aws.advance(60_000);
		await aws.cloudMap.send(new CreateRegistryCommand({ Name: "api", NamespaceId: await idOf(aws, `space-${end}`) }));
		await aws.ecs.send(new CreateClusterCommand({ clusterName: `cluster-${end}` }));
		await aws.ecs.send(
			new RegisterTaskDefinitionCommand({ family: `family-${end}`, containerDefinitions: image, tags: ours }),
		);
		await aws.ecs.send(
			new CreateServiceCommand({
				cluster: `cluster-${end}`,
				serviceName: "api",
				taskDefinition: `family-${end}`,
				desiredCount: 0,
			}),
		);
	}
	return aws;
}

async function idOf(aws: VirtualWorld, name: string): Promise<string> {
	const { Namespaces } = await aws.cloudMap.send(new ListNamespacesCommand({}));
	return Namespaces?.find(({ Name }) => Name === name)?.Id ?? "";
}

const all = ["a", "b"].flatMap((end) => [
	`Namespace/space-${end}`,
	`Registry/space-${end}/api`,
	`Cluster/cluster-${end}`,
	`TaskDefinition/family-${end}`,
	`Service/cluster-${end}/api`,
]);

describe("a sweep", () => {
	it("shows everything, and is complete", async () => {
		const observedPlan = await lookAt(await twoOfEach(), { fullResync: true });
		expect(all.filter((identity) => observedPlan.status(identity) !== "present")).toEqual([]);
		expect(observedPlan.incomplete).toEqual([]);
	});

	/** What fails; which of the due resources are then not seen; what is said of the list. */
	const rows: readonly (readonly [
		Break,
		unseen: readonly string[],
		list: { readonly kind: string; readonly within?: string },
	])[] = [
		[
			{ operation: "servicediscovery:ListNamespaces" },
			["Namespace/space-a", "Registry/space-a/api", "Namespace/space-b", "Registry/space-b/api"],
			{ kind: "Namespace" },
		],
		[{ operation: "ecs:ListClusters" }, [], { kind: "Cluster" }],
		[{ operation: "ecs:ListServices", pauseState: "cluster-a" }, [], { kind: "Service", within: "Cluster/cluster-a" }],
		[
			{ operation: "ecs:DescribeClusters" },
			["Cluster/cluster-a", "Cluster/cluster-b"],
			{ kind: "Service", within: "Cluster/cluster-a" },
		],
		[{ operation: "ecs:ListTaskDefinitionFamilies" }, [], { kind: "TaskDefinition" }],
	];
	it.each(rows)(
		"of which %o fails still shows what is due, and says that it is not complete",
		async (broken, unseen, list) => {
			const observedPlan = await lookAt(await twoOfEach(), { fullResync: true, due: all, broken: [broken] });
			expect(all.filter((identity) => observedPlan.status(identity) !== "present")).toEqual(unseen);
			expect(all.filter((identity) => observedPlan.status(identity) === "absent")).toEqual([]);
			expect(observedPlan.incomplete).toContainEqual({
				code: "ListFailed",
				params: { ...list, cause: expect.objectContaining({ code: expect.any(String) }) },
			});
		},
	);

	it("of which one namespace's list fails shows the registries of the others", async () => {
		const aws = await twoOfEach();
		const broken = { operation: "servicediscovery:ListServices", pauseState: await idOf(aws, "space-a") };
		const observedPlan = await lookAt(aws, { fullResync: true, due: all, broken: [broken] });
		expect(observedPlan.status("Registry/space-a/api")).toBe("unknown");
		expect(observedPlan.status("Registry/space-b/api")).toBe("present");
		expect(observedPlan.incomplete).toMatchObject([
			{ code: "ListFailed", params: { kind: "Registry", within: "Namespace/space-a" } },
		]);
	});

	it.each([
		[{ operation: "ecs:DescribeServices", pauseState: "cluster-a" }, "Service/cluster-a/api"],
		[{ operation: "ecs:DescribeTaskDefinition", pauseState: "family-a" }, "TaskDefinition/family-a"],
		[{ operation: "ecs:DescribeClusters" }, "Cluster/cluster-a"],
		[{ operation: "servicediscovery:ListTagsForResource", pauseState: ":service/" }, "Registry/space-a/api"],
	])("is not complete when it came across something that %o hides", async (broken, identity) => {
		const observedPlan = await lookAt(await twoOfEach(), { fullResync: true, broken: [broken] });
		expect(observedPlan.status(identity)).toBe("unknown");
		const unobserved = observedPlan.incomplete.filter(
			({ code, params }) => code === "ResourceNotObserved" && "target" in params && params.target === identity,
		);
		expect(unobserved).toHaveLength(1);
	});
});

describe("private namespaces of one name", () => {
	const manifest = (vpc: string) =>
		`apiVersion: evenkeel/v1alpha1\nkind: Namespace\nmetadata: { name: internal }\nspec: { Type: DNS_PRIVATE, Vpc: ${vpc} }\n`;
	const zones: Break = { operation: "route53:GetHostedZone" };

	async function inVpcs(...vpcs: readonly string[]): Promise<VirtualWorld> {
		const aws = createVirtualWorld();
		for (const Vpc of vpcs) {
			await aws.cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name: "internal", Vpc }));
			await aws.advance(120_000);
		}
		return aws;
	}

	const rows: readonly (readonly [
		what: string,
		vpcs: readonly string[],
		broken: readonly Break[],
		expected: Observation["status"],
	])[] = [
		["the one in our VPC is ours", ["vpc-a", "vpc-b"], [], "present"],
		["one in another VPC is not", ["vpc-a"], [], "absent"],
		["two in other VPCs are not", ["vpc-a", "vpc-c"], [], "absent"],
		["the only one may be in another VPC", ["vpc-a"], [{ ...zones, kind: "throttled" }], "unknown"],
		["the only one is taken where zones may not be read", ["vpc-a"], [{ ...zones, kind: "denied" }], "present"],
		["of two none is taken where zones may not be read", ["vpc-a", "vpc-b"], [{ ...zones, kind: "denied" }], "unknown"],
		["the only one is taken where its zone shows no VPC", ["vpc-a"], [{ ...zones, without: "VPCs" }], "present"],
		["of two none is taken where zones show no VPC", ["vpc-a", "vpc-b"], [{ ...zones, without: "VPCs" }], "unknown"],
	];
	it.each(rows)("%s", async (_what, vpcs, broken, expected) => {
		const aws = await inVpcs(...vpcs);
		const observedPlan = await lookAt(aws, { declared: manifest("vpc-b"), broken });
		expect(observedPlan.observation("Namespace/internal")).toMatchObject({ status: expected });
	});

	it("are told apart by the last look once nothing declares them", async () => {
		const aws = await inVpcs("vpc-a", "vpc-b");
		const { observedState, observation } = await lookAt(aws, { declared: manifest("vpc-b") });
		const before = observation("Namespace/internal");
		const observedPlan = await lookAt(aws, { due: ["Namespace/internal"], before: observedState });
		const id = before?.status === "present" ? before.observed.awsRef.id : "none";
		expect(observedPlan.observation("Namespace/internal")).toMatchObject({
			status: "present",
			observed: { awsRef: { id } },
		});
	});

	it("that nobody declares do not keep a sweep from being complete", async () => {
		const observedPlan = await lookAt(await inVpcs("vpc-a", "vpc-b"), { fullResync: true });
		expect(observedPlan.incomplete).toEqual([]);
	});
});

describe("a task definition that goes", () => {
	const due = ["TaskDefinition/family-a"];
	it("waits for the tasks of it that somebody has started by hand", async () => {
		const aws = await twoOfEach();
		const family = "by-hand";
		const fargate = {
			networkMode: "awsvpc" as const,
			requiresCompatibilities: ["FARGATE" as const],
			cpu: "256",
			memory: "512",
			containerDefinitions: image,
			tags: [{ key: "evenkeel:owner", value: "test" }],
		};
		await aws.ecs.send(new RegisterTaskDefinitionCommand({ family, ...fargate }));
		const networkConfiguration = { awsvpcConfiguration: { subnets: ["subnet-1"] } };
		const where = { cluster: "cluster-b", launchType: "FARGATE" as const, networkConfiguration };
		await aws.ecs.send(new RunTaskCommand({ taskDefinition: family, ...where }));
		const { observation } = await lookAt(aws, { fullResync: true, due: [`TaskDefinition/${family}`] });
		expect(busyOf(observation(`TaskDefinition/${family}`))).toEqual(
			because("TasksLeft", { cluster: "Cluster/cluster-b" }),
		);
	});

	it.each([
		[{ operation: "ecs:ListTasks", pauseState: "cluster-b" }, "Cluster/cluster-b"],
		[{ operation: "ecs:DescribeClusters" }, "Cluster/cluster-a"],
	])("waits while %o hides whether tasks of it are left", async (broken, cluster) => {
		const aws = await twoOfEach();
		const clear = await lookAt(aws, { fullResync: true, due });
		expect(busyOf(clear.observation("TaskDefinition/family-a"))).toBeUndefined();
		const { observation } = await lookAt(aws, { fullResync: true, due, broken: [broken] });
		expect(busyOf(observation("TaskDefinition/family-a"))).toMatchObject({
			code: "TasksLeftUnknown",
			params: { cluster },
		});
	});

	it.each([
		["an older revision", [{ "evenkeel:on-delete": "retain" }, {}], "retain"],
		["the newest revision", [{}, { "evenkeel:on-delete": "retain" }], "retain"],
		["no revision", [{}, {}], undefined],
	])("is kept by what %s of ours says", async (_which, tags, expected) => {
		const aws = createVirtualWorld();
		for (const [index, own] of tags.entries()) {
			const all = { "evenkeel:owner": "test", ...own };
			await aws.ecs.send(
				new RegisterTaskDefinitionCommand({
					family: "family-a",
					containerDefinitions: image.map((container) => ({ ...container, memory: 64 + index })),
					tags: Object.entries(all).map(([key, value]) => ({ key, value })),
				}),
			);
		}
		const observation = (await lookAt(aws, { due })).observation("TaskDefinition/family-a");
		expect(observation?.status === "present" ? observation.observed.tags?.["evenkeel:on-delete"] : observation).toBe(
			expected,
		);
	});
});

function busyOf(observation: Observation | undefined) {
	return observation?.status === "present" ? observation.observed.busy : observation?.status;
}
