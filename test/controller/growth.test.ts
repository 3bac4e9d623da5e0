/**
 * What a folder asks for is untrusted, so planning it may cost no more than in proportion to its size either: the calls that are
 * made for four times as many resources are about four times as many, and not sixteen times.
 */
import { describe, expect, it } from "vitest";
import { concerned } from "../../src/controller/apply-revision.ts";
import { withDependencies } from "../../src/controller/dependencies.ts";
import { createObservedStateStore } from "../../src/controller/observed-state-store.ts";
import { kinds } from "../../src/kinds/list.ts";
import { load } from "../../src/manifest/load.ts";
import { render } from "../../src/manifest/render.ts";
import type { Desired } from "../../src/model/manifest.ts";
import { makePlan } from "../../src/plan/plan.ts";
import { converge } from "../support/converged.ts";
import { hostileFolders } from "../support/hostile-folders.ts";
import { countSteps } from "../support/steps.ts";
import { asSnapshot } from "../support/virtual-world.ts";

const factor = 4;
const most = 1.3 * factor;

const times = (count: number, make: (index: number) => string) =>
	Array.from({ length: count }, (_, index) => make(index));
const manifest = (kind: string, name: string, ...lines: readonly string[]) =>
	[`apiVersion: evenkeel/v1alpha1`, `kind: ${kind}`, `metadata: { name: ${name} }`, ...lines, ""].join("\n");
const environment = manifest(
	"Environment",
	"e",
	"spec: { owner: o, prune: listed, rollouts: { maxConcurrent: 1, stopAfterFailures: 1 } }",
);

/** Services that share a registry and have each a task definition of which only the newest revision is kept. */
const shop = (size: number) => ({
	"e.yaml": environment,
	"all.yaml": [
		manifest("Cluster", "c", "spec: {}"),
		manifest("Namespace", "n", "spec: { Type: DNS_PRIVATE, Vpc: vpc-0e8a1c5d9f3b27460 }"),
		manifest(
			"Registry",
			"r",
			"spec:",
			"  NamespaceId: n",
			"  DnsConfig: { DnsRecords: [{ Type: A, TTL: 9 }] }",
			"  HealthCheckCustomConfig: { FailureThreshold: 1 }",
		),
	].join("---\n"),
	"definitions.yaml": times(size, (index) =>
		manifest(
			"TaskDefinition",
			`t${index}`,
			"policy: { keepRevisions: 1 }",
			"spec: { networkMode: awsvpc, containerDefinitions: [{ name: web, image: web, memory: 9 }] }",
		),
	).join("---\n"),
	"services.yaml": times(size, (index) =>
		manifest(
			"Service",
			`s${index}`,
			"spec:",
			"  cluster: c",
			`  taskDefinition: t${index}`,
			"  desiredCount: 1",
			"  networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-0a1b2c3d4e5f60718] } }",
			"  serviceRegistries: [{ registry: r }]",
		),
	).join("---\n"),
});

describe("planning grows with the number of resources", () => {
	it("for what is in sync, and for what is listed to go", async () => {
		const steps = async (size: number) => {
			const { input } = await converge(shop(size), { fullResync: true });
			const deletions = input.desired.resources.map(({ identity }) => identity);
			const gone: Desired = {
				...input.desired,
				resources: [],
				environment: { ...input.desired.environment, deletions },
			};
			// What takes over from those that go, and is not there yet.
			const successors = input.desired.resources
				.filter(({ kind }) => kind === "Service")
				.map((one) => ({ ...one, identity: `${one.identity}-new` as const }));
			const replaced: Desired = {
				...gone,
				resources: [...input.desired.resources.filter(({ kind }) => kind === "Registry"), ...successors],
			};
			return [input.desired, gone, replaced].map((desired) =>
				countSteps(() => makePlan({ ...input, desired, listedAtMs: input.listing.atMs ?? 0 })),
			);
		};
		const [small, large] = [await steps(15), await steps(15 * factor)];
		for (const [index, count] of large.entries()) expect(count / (small[index] ?? 0)).toBeLessThan(most);
	});

	it("where all services call all others", () => {
		const folder = hostileFolders.find(({ name }) => name === "services that all use all others");
		const steps = (size: number) => {
			const { desired } = load(asSnapshot({ "e.yaml": environment, ...folder?.files(size) }), { kinds });
			if (!desired?.complete) throw new Error("The folder is not right.");
			const all = new Set(desired.resources.map(({ identity }) => identity));
			const observedState = createObservedStateStore();
			const needed = countSteps(() => {
				concerned(kinds, new Set(), desired, []);
				withDependencies({ kinds, desired, observedState, due: all });
			});
			for (const identity of all)
				observedState.record(identity, { status: "absent" }, { reconcileId: 1, atMs: 0, wallMs: 0 });
			const input = {
				kinds,
				desired,
				observedState,
				due: all,
				reconcileId: 1,
				retained: new Set<never>(),
				attempts: new Map<never, never>(),
			};
			return [needed, countSteps(() => makePlan(input)), countSteps(() => render(desired, "json", kinds))];
		};
		const [small, large] = [steps(40), steps(40 * factor)];
		for (const [index, count] of large.entries()) expect(count / (small[index] ?? 0)).toBeLessThan(most);
	});
});
