/**
 * Random histories: revisions of the folder, failing AWS, lost answers, crashes and restarts, in any order. However it was, a
 * world in which nothing fails any more ends as the last revision says: nothing is there twice, what is listed is gone, what
 * is not ours is as it was, and nothing is written any more.
 */
import {
	CreateClusterCommand,
	ListClustersCommand,
	ListServicesCommand,
	ListTaskDefinitionFamiliesCommand,
	RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import {
	CreateHttpNamespaceCommand,
	ListNamespacesCommand,
	ListServicesCommand as ListRegistriesCommand,
} from "@aws-sdk/client-servicediscovery";
import fc from "fast-check";
import { expect, it } from "vitest";
import { AwsFailure } from "../../src/aws/failure.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { createVirtualWorld, type Files, type RunningController, type VirtualWorld } from "../support/virtual-world.ts";

const doc = (kind: string, name: string, spec: string) =>
	`apiVersion: evenkeel/v1alpha1\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: ${spec}\n`;
const service = (cluster: string, count: number, more: string) =>
	`{ cluster: ${cluster}, taskDefinition: web, launchType: FARGATE, desiredCount: ${count}, networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-1] } }, ${more} }`;
const connect =
	"serviceConnectConfiguration: { enabled: true, namespace: mesh, services: [{ portName: http, clientAliases: [{ port: 80 }] }] }";

/** What may be declared: its identity, what it refers to, and its document, of which each version is another one. */
const pool: readonly (readonly [identity: string, needs: readonly string[], document: (version: number) => string])[] =
	[
		["Cluster/shop", [], (version) => doc("Cluster", "shop", `{ tags: [{ key: v, value: '${version}' }] }`)],
		["Cluster/other", [], () => doc("Cluster", "other", "{}")],
		[
			"TaskDefinition/web",
			[],
			(version) =>
				doc(
					"TaskDefinition",
					"web",
					`{ networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: 256, memory: 512, containerDefinitions: [{ name: web, image: 'web:${version}', portMappings: [{ containerPort: 80, name: http }] }] }`,
				),
		],
		["Namespace/internal", [], () => doc("Namespace", "internal", "{ Type: DNS_PRIVATE, Vpc: vpc-1 }")],
		["Namespace/mesh", [], (version) => doc("Namespace", "mesh", `{ Type: HTTP, Description: 'v${version}' }`)],
		[
			"Registry/internal/api",
			["Namespace/internal"],
			(version) =>
				doc(
					"Registry",
					"api",
					`{ NamespaceId: internal, DnsConfig: { DnsRecords: [{ Type: A, TTL: ${10 + version} }] }, HealthCheckCustomConfig: {} }`,
				),
		],
		[
			"Service/shop/api",
			["Cluster/shop", "TaskDefinition/web", "Namespace/internal", "Registry/internal/api"],
			(version) =>
				doc("Service", "api", service("shop", 1 + version, "serviceRegistries: [{ registry: internal/api }]")),
		],
		[
			"Service/other/connected",
			["Cluster/other", "TaskDefinition/web", "Namespace/mesh"],
			(version) => doc("Service", "connected", service("other", 1 + version, connect)),
		],
	];

/** For each of the pool its version, or undefined where it is not declared. */
type Revision = readonly (number | undefined)[];

/** The identities that a revision declares, with what they refer to. */
function declaredBy(revision: Revision): ReadonlySet<string> {
	return new Set(
		pool.flatMap(([identity, needs], index) => (revision[index] === undefined ? [] : [identity, ...needs])),
	);
}

function filesOf(revision: Revision): Files {
	const declared = declaredBy(revision);
	const documents = pool.map(([identity, , document], index) =>
		declared.has(identity) ? document(revision[index] ?? 0) : "",
	);
	const deletions = pool.map(([identity]) => identity).join(", ");
	const environment = doc("Environment", "test", `{ owner: test, deletions: [${deletions}] }`);
	return { "all.yaml": [environment, ...documents].filter((text) => text !== "").join("---\n") };
}

type Step =
	| { readonly does: "accept"; readonly revision: Revision }
	| { readonly does: "wait"; readonly seconds: number }
	| { readonly does: "restart" }
	| { readonly does: "fail"; readonly what: "reads" | "calls" | "answers" | "process"; readonly rate: number };

const revisions: fc.Arbitrary<Revision> = fc.tuple(
	...pool.map(() => fc.option(fc.nat(2), { nil: undefined, freq: 2 })),
);
const steps: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 3, arbitrary: fc.record({ does: fc.constant("accept"), revision: revisions }) },
	{ weight: 4, arbitrary: fc.record({ does: fc.constant("wait"), seconds: fc.integer({ min: 1, max: 200 }) }) },
	{ weight: 1, arbitrary: fc.record({ does: fc.constant("restart") }) },
	{
		weight: 3,
		arbitrary: fc.record({
			does: fc.constant("fail"),
			what: fc.constantFrom("reads", "calls", "answers", "process"),
			rate: fc.constantFrom(0, 0.1, 0.5, 1),
		}),
	},
) as fc.Arbitrary<Step>;

/** Goes through `history` and gives the controller that lives at its end, in a world where nothing fails any more. */
async function live(world: VirtualWorld, history: readonly Step[], last: Revision): Promise<RunningController> {
	const random = seededRandom(1);
	const rates = { reads: 0, calls: 0, answers: 0, process: 0 };
	const may = (what: keyof typeof rates, operation: string) => {
		if (random() >= rates[what]) return;
		if (what === "process") throw new Error("The controller is killed.");
		throw new AwsFailure(random() < 0.5 ? "throttled" : "unavailable", "Fault", operation, "it failed");
	};
	let files: Files | undefined;
	let dead = false;
	const start = () => {
		dead = false;
		const evenkeel = world.start({
			aroundRead: async (operation, _input, read) => {
				may("reads", operation);
				return read();
			},
			beforeCall: ({ operation }) => may("calls", operation),
			afterCall: ({ operation }) => {
				may("answers", operation);
				may("process", operation);
			},
		});
		evenkeel.ended.catch(() => {
			dead = true;
		});
		if (files) evenkeel.accept(files);
		return evenkeel;
	};
	let evenkeel = start();
	const restart = async () => {
		await evenkeel.stop();
		evenkeel = start();
	};
	for (const step of history) {
		if (dead) await restart();
		if (step.does === "fail") rates[step.what] = step.rate;
		if (step.does === "restart") await restart();
		if (step.does === "wait") await world.advance(step.seconds * 1_000);
		if (step.does === "accept") {
			files = filesOf(step.revision);
			evenkeel.accept(files);
		}
	}
	Object.assign(rates, { reads: 0, calls: 0, answers: 0, process: 0 });
	if (dead) await restart();
	evenkeel.accept(filesOf(last));
	return evenkeel;
}

/** Everything in the account, by identity; what ECS makes for Service Connect is left out. */
async function inventory({ ecs, cloudMap }: VirtualWorld): Promise<readonly string[]> {
	const last = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);
	const clusters = ((await ecs.send(new ListClustersCommand({}))).clusterArns ?? []).map(last);
	const services = await Promise.all(
		clusters.map(async (cluster) =>
			((await ecs.send(new ListServicesCommand({ cluster }))).serviceArns ?? []).map(
				(arn) => `Service/${cluster}/${last(arn)}`,
			),
		),
	);
	const { families = [] } = await ecs.send(new ListTaskDefinitionFamiliesCommand({ status: "ACTIVE" }));
	const { Namespaces = [] } = await cloudMap.send(new ListNamespacesCommand({}));
	const { Services = [] } = await cloudMap.send(new ListRegistriesCommand({}));
	return [
		...clusters.map((name) => `Cluster/${name}`),
		...services.flat(),
		...families.map((family) => `TaskDefinition/${family}`),
		...Namespaces.map(({ Name }) => `Namespace/${Name}`),
		...Services.filter(({ DnsConfig }) => DnsConfig?.DnsRecords?.length).map(({ Name }) => `Registry/internal/${Name}`),
	].sort();
}

const strangers = ["Cluster/theirs", "Namespace/theirs", "TaskDefinition/theirs"];

async function withStrangers(): Promise<VirtualWorld> {
	const world = createVirtualWorld();
	await world.ecs.send(new CreateClusterCommand({ clusterName: "theirs" }));
	await world.ecs.send(
		new RegisterTaskDefinitionCommand({
			family: "theirs",
			containerDefinitions: [{ name: "a", image: "a", memory: 64 }],
		}),
	);
	await world.cloudMap.send(new CreateHttpNamespaceCommand({ Name: "theirs" }));
	await world.advance(60_000);
	return world;
}

/** The same histories at each run of the tests, so that a commit is judged by itself; others for those who search. */
const { EVENKEEL_FUZZ_RUNS: numRuns = 8, EVENKEEL_FUZZ_SEED: seed = 4 } = Object.fromEntries(
	Object.entries(process.env).map(([name, value]) => [name, Number(value)]),
);

it("ends as the last revision says and then is quiet, whatever has happened before", { timeout: 120_000 }, async () => {
	const histories = fc.array(steps, { minLength: 4, maxLength: 12 });
	await fc.assert(
		fc.asyncProperty(histories, revisions, async (history, last) => {
			const world = await withStrangers();
			const evenkeel = await live(world, history, last);
			await evenkeel.settle({ atMostMs: 7_200_000 });
			const before = evenkeel.sent.length;
			await world.advance(1_200_000);
			expect(evenkeel.sent.slice(before)).toEqual([]);
			expect(await inventory(world)).toEqual([...declaredBy(last), ...strangers].sort());
			await evenkeel.stop();
		}),
		{ numRuns, seed },
	);
});
