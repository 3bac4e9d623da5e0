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
import { createWorldStore, type WorldStore } from "../../src/controller/world-store.ts";
import { kinds } from "../../src/kinds/list.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { load } from "../../src/manifest/load.ts";
import { type Identity, kindOf } from "../../src/model/identity.ts";
import type { Kind } from "../../src/model/kind.ts";
import type { Resource } from "../../src/model/manifest.ts";
import { because, type Reason } from "../../src/model/reason.ts";
import type { Sight } from "../../src/model/world.ts";
import { isOursFor } from "../../src/plan/ownership.ts";
import { asSnapshot, createVirtualWorld, type VirtualWorld } from "../support/virtual-world.ts";

/** A read that fails, or tells not all: the operation, and what its input holds as JSON. */
interface Break {
	readonly operation: string;
	readonly holding?: string;
	readonly kind?: AwsFailureKind;
	/** What the answer has lost, where it does not fail. */
	readonly without?: string;
}

interface Looked {
	readonly world: WorldStore;
	readonly incomplete: readonly Reason[];
	readonly status: (identity: string) => Sight["status"] | undefined;
	readonly sight: (identity: string) => Sight | undefined;
}

interface Looking {
	readonly due?: readonly string[];
	readonly declared?: string;
	readonly sweep?: boolean;
	readonly broken?: readonly Break[];
	readonly before?: WorldStore;
}

/** Has every kind look once, in order, as a pass does. */
async function lookAt(aws: VirtualWorld, looking: Looking): Promise<Looked> {
	const { due = [], declared = "", sweep = false, broken = [], before } = looking;
	const { desired } = load(asSnapshot({ "it.yaml": declared }), { kinds, owner: "test" });
	const resources = new Map((desired?.resources ?? []).map((resource) => [resource.identity as string, resource]));
	const world = before ?? createWorldStore();
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
				last: world.get(identity) as never,
			}));
		const sights = await kind.observe({
			due: items,
			sweep,
			freshTags: new Set(),
			allListed: sweep,
			isOurs: isOursFor("test"),
			declared: resources as ReadonlyMap<Identity, Resource>,
			onIncomplete: (reason) => void incomplete.push(reason),
			onWarning: () => {},
			world,
			read: failing(read, broken),
			pass: 1,
		});
		for (const [identity, sight] of sights) world.record(identity, sight, { pass: 1, atMs: 0, wallMs: 0 });
	};
	for (const some of kinds.inCreationOrder) await some(observe);
	const sight = (identity: string) => world.get(identity as Identity)?.sight;
	return { world, incomplete, sight, status: (identity) => sight(identity)?.status };
}

function failing(read: Read, broken: readonly Break[]): Read {
	return async (operation, input) => {
		const hit = broken.find((one) => one.operation === operation && JSON.stringify(input).includes(one.holding ?? ""));
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
		const looked = await lookAt(await twoOfEach(), { sweep: true });
		expect(all.filter((identity) => looked.status(identity) !== "present")).toEqual([]);
		expect(looked.incomplete).toEqual([]);
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
		[{ operation: "ecs:ListServices", holding: "cluster-a" }, [], { kind: "Service", within: "Cluster/cluster-a" }],
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
			const looked = await lookAt(await twoOfEach(), { sweep: true, due: all, broken: [broken] });
			expect(all.filter((identity) => looked.status(identity) !== "present")).toEqual(unseen);
			expect(all.filter((identity) => looked.status(identity) === "absent")).toEqual([]);
			expect(looked.incomplete).toContainEqual({
				code: "ListFailed",
				params: { ...list, cause: expect.objectContaining({ code: expect.any(String) }) },
			});
		},
	);

	it("of which one namespace's list fails shows the registries of the others", async () => {
		const aws = await twoOfEach();
		const broken = { operation: "servicediscovery:ListServices", holding: await idOf(aws, "space-a") };
		const looked = await lookAt(aws, { sweep: true, due: all, broken: [broken] });
		expect(looked.status("Registry/space-a/api")).toBe("unknown");
		expect(looked.status("Registry/space-b/api")).toBe("present");
		expect(looked.incomplete).toMatchObject([
			{ code: "ListFailed", params: { kind: "Registry", within: "Namespace/space-a" } },
		]);
	});

	it.each([
		[{ operation: "ecs:DescribeServices", holding: "cluster-a" }, "Service/cluster-a/api"],
		[{ operation: "ecs:DescribeTaskDefinition", holding: "family-a" }, "TaskDefinition/family-a"],
		[{ operation: "ecs:DescribeClusters" }, "Cluster/cluster-a"],
		[{ operation: "servicediscovery:ListTagsForResource", holding: ":service/" }, "Registry/space-a/api"],
	])("is not complete when it came across something that %o hides", async (broken, identity) => {
		const looked = await lookAt(await twoOfEach(), { sweep: true, broken: [broken] });
		expect(looked.status(identity)).toBe("unknown");
		const unobserved = looked.incomplete.filter(
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
		expected: Sight["status"],
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
		const looked = await lookAt(aws, { declared: manifest("vpc-b"), broken });
		expect(looked.sight("Namespace/internal")).toMatchObject({ status: expected });
	});

	it("are told apart by the last look once nothing declares them", async () => {
		const aws = await inVpcs("vpc-a", "vpc-b");
		const { world, sight } = await lookAt(aws, { declared: manifest("vpc-b") });
		const before = sight("Namespace/internal");
		const looked = await lookAt(aws, { due: ["Namespace/internal"], before: world });
		const id = before?.status === "present" ? before.observed.handle.id : "none";
		expect(looked.sight("Namespace/internal")).toMatchObject({ status: "present", observed: { handle: { id } } });
	});

	it("that nobody declares do not keep a sweep from being complete", async () => {
		const looked = await lookAt(await inVpcs("vpc-a", "vpc-b"), { sweep: true });
		expect(looked.incomplete).toEqual([]);
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
		const { sight } = await lookAt(aws, { sweep: true, due: [`TaskDefinition/${family}`] });
		expect(busyOf(sight(`TaskDefinition/${family}`))).toEqual(because("TasksLeft", { cluster: "Cluster/cluster-b" }));
	});

	it.each([
		[{ operation: "ecs:ListTasks", holding: "cluster-b" }, "Cluster/cluster-b"],
		[{ operation: "ecs:DescribeClusters" }, "Cluster/cluster-a"],
	])("waits while %o hides whether tasks of it are left", async (broken, cluster) => {
		const aws = await twoOfEach();
		const clear = await lookAt(aws, { sweep: true, due });
		expect(busyOf(clear.sight("TaskDefinition/family-a"))).toBeUndefined();
		const { sight } = await lookAt(aws, { sweep: true, due, broken: [broken] });
		expect(busyOf(sight("TaskDefinition/family-a"))).toMatchObject({ code: "TasksLeftUnknown", params: { cluster } });
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
		const sight = (await lookAt(aws, { due })).sight("TaskDefinition/family-a");
		expect(sight?.status === "present" ? sight.observed.tags?.["evenkeel:on-delete"] : sight).toBe(expected);
	});
});

function busyOf(sight: Sight | undefined) {
	return sight?.status === "present" ? sight.observed.busy : sight?.status;
}
