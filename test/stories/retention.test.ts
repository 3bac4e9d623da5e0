/**
 * Old revisions are deregistered if the manifest sets how many are kept: only revisions that evenkeel registered and
 * nothing uses, only with a complete view, and without delaying other work.
 */

import {
	CreateClusterCommand,
	CreateServiceCommand,
	DeleteServiceCommand,
	DescribeTaskDefinitionCommand,
	ListTaskDefinitionsCommand,
	RegisterTaskDefinitionCommand,
	RunTaskCommand,
	StopTaskCommand,
	type Tag,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import type { FaultRule } from "../../src/emulator/front/fault-rule.ts";
import { seededRandom } from "../../src/lib/random.ts";
import type { Reason } from "../../src/model/reason.ts";
import { service, taskDefinition } from "../support/aws-reading.ts";
import { lifeEndingAt } from "../support/interruptions.ts";
import {
	asSnapshot,
	createVirtualWorld,
	type Files,
	type RunningController,
	type StartOptions,
	type VirtualWorld,
} from "../support/virtual-world.ts";

const hourMs = 3_600_000;
const subnets = { awsvpcConfiguration: { subnets: ["subnet-a"] } };

/** All except lists of tasks and clusters that are truncated without a trace, which hide their users. */
const troubles: readonly FaultRule[] = [
	{ operation: ["Describe*", "List*"], fault: "staleRead", ageSeconds: 60 },
	{ operation: ["Describe*", "List*"], fault: "staleRead", ageWrites: 1 },
	{ operation: ["Describe*", "ecs:ListServices", "ecs:ListTaskDefinition*"], fault: "partialRead", lacks: "items" },
	{ operation: ["ecs:ListServices", "ecs:ListTaskDefinition*"], fault: "partialRead", lacks: "lastPage" },
	{ operation: ["Describe*", "List*"], fault: "internalFailure" },
	{ operation: "*", fault: "throttle" },
	{ operation: ["ecs:Deregister*", "ecs:Update*"], fault: "dropResponse" },
];

interface Said {
	readonly image?: number;
	/** Lines of the task definition. */
	readonly policy?: string;
	/** Additional documents. */
	readonly more?: string;
	/** Additional file. */
	readonly background?: string;
	readonly services?: string;
	readonly environment?: string;
}

const serviceDocument = (name: string, taskDefinition: string, policy = "") => `---
apiVersion: evenkeel/v1alpha1
kind: Service
metadata: { name: ${name} }
${policy}
spec:
  cluster: shop
  taskDefinition: ${taskDefinition}
  launchType: FARGATE
  desiredCount: 1
  deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } }
  networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-a] } }
`;

const familyDocument = (name: string, cpu: number, policy: string) => `apiVersion: evenkeel/v1alpha1
kind: TaskDefinition
metadata: { name: ${name} }
policy: ${policy}
spec: { containerDefinitions: [{ name: web, image: "web:1", memory: 64, cpu: ${cpu} }] }
`;

function manifests(said: Said = {}): Files {
	const { image = 6, policy = "{ keepRevisions: 2 }", more = "", background, environment = "" } = said;
	const { services = serviceDocument("web", "web") } = said;
	return {
		...(background ? { "beside.yaml": background } : {}),
		"shop.yaml": `
apiVersion: evenkeel/v1alpha1
kind: Environment
metadata: { name: test }
spec: { owner: test${environment} }
---
apiVersion: evenkeel/v1alpha1
kind: Cluster
metadata: { name: shop }
spec: {}
---
apiVersion: evenkeel/v1alpha1
kind: TaskDefinition
metadata: { name: web }
policy: ${policy}
spec:
  requiresCompatibilities: [FARGATE]
  networkMode: awsvpc
  cpu: "256"
  memory: "512"
  containerDefinitions: [{ name: web, image: "web:${image}" }]
${services}${more}`,
	};
}

/** Registers six revisions in sequence; a service runs the latest. */
async function sixRevisions(): Promise<VirtualWorld> {
	const world = createVirtualWorld();
	const evenkeel = start(world);
	for (let image = 1; image <= 6; image++) {
		evenkeel.accept(manifests({ image, policy: "{}", ...(image < 6 ? { services: "" } : {}) }));
		await evenkeel.settle();
	}
	await evenkeel.stop();
	expect(await active(world)).toBe("1 2 3 4 5 6");
	return world;
}

/** The observation interval is long, so that the effects of the full resync are visible. */
const start = (world: VirtualWorld, options: StartOptions = {}) => world.start({ intervalMs: 600_000, ...options });

/** The numbers of the active revisions. */
async function active({ ecs }: VirtualWorld, family = "web"): Promise<string> {
	const { taskDefinitionArns } = await ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: family }));
	return (taskDefinitionArns ?? []).map((arn) => arn.slice(arn.lastIndexOf(":") + 1)).join(" ");
}

async function afterHours(world: VirtualWorld, hours: number): Promise<string> {
	await world.advance(hours * hourMs + 60_000);
	return active(world);
}

const deregistered = ({ sent }: RunningController) =>
	sent.flatMap(({ call }) =>
		call.operation === "ecs:DeregisterTaskDefinition" ? [call.input.taskDefinition?.split(":").at(-1)] : [],
	);

/** A user registers a revision with more memory manually, with tags derived from evenkeel's latest one. */
async function registerAnother(world: VirtualWorld, tagsFrom: (tags: Tag[]) => Tag[]) {
	const { taskDefinition: newest, tags = [] } = await taskDefinition(world, "web:6");
	const { family, cpu, networkMode, requiresCompatibilities, containerDefinitions } = newest ?? {};
	const owned = tags.filter(({ key }) => key !== "evenkeel:content");
	await world.ecs.send(
		new RegisterTaskDefinitionCommand({
			...{ family, cpu, memory: "1024", networkMode, requiresCompatibilities, containerDefinitions },
			tags: tagsFrom(owned),
		}),
	);
}

/** A foreign service, in a foreign cluster, on one revision. */
async function foreignService({ ecs }: VirtualWorld, revision: string) {
	await ecs.send(new CreateClusterCommand({ clusterName: "theirs" }));
	await ecs.send(
		new CreateServiceCommand({
			...{ cluster: "theirs", serviceName: "old", taskDefinition: revision, desiredCount: 0 },
			...{ launchType: "FARGATE", networkConfiguration: subnets },
		}),
	);
}

async function standaloneTask({ ecs }: VirtualWorld, revision: string): Promise<string> {
	const { tasks } = await ecs.send(
		new RunTaskCommand({
			...{ cluster: "shop", taskDefinition: revision, launchType: "FARGATE" },
			networkConfiguration: subnets,
		}),
	);
	return tasks?.[0]?.taskArn ?? "";
}

describe("old revisions", () => {
	it("are all kept if the manifest does not set a number", async () => {
		const world = await sixRevisions();
		const evenkeel = start(world);
		evenkeel.accept(manifests({ policy: "{}" }));
		expect(await afterHours(world, 3)).toBe("1 2 3 4 5 6");
		expect(evenkeel.sent).toEqual([]);
		await evenkeel.stop();
	});

	it("are deregistered, the oldest first, down to the manifest's number, and then cause no more requests", async () => {
		const world = await sixRevisions();
		const reasons: Reason[] = [];
		const evenkeel = start(world, {
			onReconcile: ({ plan }) => {
				for (const { verdict } of plan.items) if (verdict.outcome === "action") reasons.push(verdict.reason);
			},
		});
		evenkeel.accept(manifests());
		await evenkeel.settle();
		expect(await active(world)).toBe("5 6");
		expect(deregistered(evenkeel)).toEqual(["1", "2", "3", "4"]);
		expect(reasons[0]).toEqual({ code: "RevisionNotKept", params: { revision: "web:1", keepRevisions: 2 } });
		world.requests.length = 0;
		expect(await afterHours(world, 3)).toBe("5 6");
		expect(deregistered(evenkeel)).toHaveLength(4);
		const asked = world.requests.filter((operation) => /TaskDefinition|Tasks$/.test(operation));
		expect(new Set(asked)).toEqual(
			new Set(["ecs:ListTaskDefinitionFamilies", "ecs:ListTaskDefinitions", "ecs:DescribeTaskDefinition"]),
		);
		await evenkeel.stop();
	});

	it("are deregistered within an hour after a deployment, and not during it", async () => {
		const world = await sixRevisions();
		const evenkeel = start(world);
		evenkeel.accept(manifests());
		await evenkeel.settle();
		await world.advance(600_000);
		evenkeel.accept(manifests({ image: 7 }));
		await evenkeel.settle();
		expect(await active(world)).toBe("5 6 7");
		expect(await afterHours(world, 1)).toBe("6 7");
		await evenkeel.stop();
	});

	it("are deregistered in hundreds, over many pages", async () => {
		const world = await sixRevisions();
		for (let count = 0; count < 105; count++) await registerAnother(world, (tags) => tags);
		const evenkeel = start(world);
		evenkeel.accept(manifests({ image: 7 }));
		expect(await afterHours(world, 1)).toBe("111 112");
		await evenkeel.stop();
	});

	it("are kept while anything uses them, and deregistered afterwards", async () => {
		const pinned = serviceDocument("pinned", '"web:4"', "policy: { suspend: true }");
		const world = await sixRevisions();
		await foreignService(world, "web:1");
		const task = await standaloneTask(world, "web:3");
		const evenkeel = start(world);
		evenkeel.accept(manifests({ more: pinned, policy: "{ keepRevisions: 1 }" }));
		expect(await afterHours(world, 2)).toBe("1 3 4 6");
		await world.ecs.send(new StopTaskCommand({ cluster: "shop", task }));
		expect(await afterHours(world, 1)).toBe("1 4 6");
		evenkeel.accept(manifests({ policy: "{ keepRevisions: 1 }" }));
		expect(await afterHours(world, 1)).toBe("1 6");
		await world.ecs.send(new DeleteServiceCommand({ cluster: "theirs", service: "old" }));
		expect(await afterHours(world, 1)).toBe("6");
		await evenkeel.stop();
	});

	it("are kept while an old service uses them, although its manifest has changed and must not be applied", async () => {
		const world = await sixRevisions();
		const evenkeel = start(world);
		evenkeel.accept({ ...manifests({ more: serviceDocument("old", '"web:2"') }) });
		await evenkeel.settle();
		evenkeel.accept(manifests({ more: serviceDocument("old", "web", "policy: { suspend: true }") }));
		expect(await afterHours(world, 2)).toBe("2 5 6");
		expect((await service(world, "shop", "old"))?.taskDefinition).toMatch(/web:2$/);
		await evenkeel.stop();
	});

	it("of others are neither changed nor counted", async () => {
		const world = await sixRevisions();
		await registerAnother(world, () => []);
		await registerAnother(world, (tags) =>
			tags.map((tag) => (tag.key === "evenkeel:owner" ? { ...tag, value: "other" } : tag)),
		);
		const evenkeel = start(world);
		evenkeel.accept(manifests());
		expect(await afterHours(world, 1)).toBe("5 6 7 8");
		await evenkeel.stop();
	});

	it("are kept for a rollback by the circuit breaker", async () => {
		const world = await sixRevisions();
		const evenkeel = start(world);
		const only = "{ keepRevisions: 1 }";
		evenkeel.accept(manifests({ policy: only }));
		await evenkeel.settle();
		expect(await active(world)).toBe("6");
		const mend = world.emulator
			.service("ecs")
			.failTaskStarts({ service: "web", reason: "CannotPullContainerError: not found" });
		evenkeel.accept(manifests({ image: 7, policy: only }));
		await world.until(() => evenkeel.resource("Service/shop/web")?.outcome === "blocked");
		expect((await service(world, "shop", "web"))?.taskDefinition).toMatch(/web:6$/);
		expect(await afterHours(world, 3)).toBe("6 7");
		mend();
		evenkeel.accept(manifests({ image: 8, policy: only }));
		await evenkeel.settle();
		expect(await afterHours(world, 2)).toBe("8");
		await evenkeel.stop();
	});

	it.each<[string, Parameters<VirtualWorld["emulator"]["faults"]["add"]>[0]]>([
		["services cannot be listed", { operation: "ecs:ListServices", fault: "accessDenied" }],
		["the list of services fails", { operation: "ecs:ListServices", fault: "internalFailure" }],
		[
			"the last page of the services is empty",
			{ operation: "ecs:ListServices", fault: "partialRead", lacks: "lastPage" },
		],
		["services are missing", { operation: "ecs:DescribeServices", fault: "partialRead", lacks: "items" }],
		["tasks cannot be listed", { operation: "ecs:ListTasks", fault: "accessDenied" }],
		["tasks are missing", { operation: "ecs:DescribeTasks", fault: "partialRead", lacks: "items" }],
		["clusters cannot be listed", { operation: "ecs:ListClusters", fault: "accessDenied" }],
	])("are kept while %s", async (_, fault) => {
		const world = await sixRevisions();
		await foreignService(world, "web:1");
		await standaloneTask(world, "web:2");
		const mend = world.emulator.faults.add(fault);
		const evenkeel = start(world);
		evenkeel.accept(manifests());
		expect(await afterHours(world, 1)).toBe("1 2 3 4 5 6");
		expect(evenkeel.sent).toEqual([]);
		mend();
		expect(await afterHours(world, 2)).toBe("1 2 5 6");
		await evenkeel.stop();
	});

	it.each<[string, Said]>([
		["its manifest suspends it", { policy: "{ keepRevisions: 2, suspend: true }" }],
		["its manifest only observes it", { policy: "{ keepRevisions: 2, mode: observe }" }],
		["its manifest retains it", { policy: "{ keepRevisions: 2, onDelete: retain }" }],
		["a window denies it", { environment: ', windows: [{ kind: deny, schedule: "* * * * *", duration: 1h }]' }],
		["a manifest is invalid", { background: "kind: Service\n" }],
	])("are kept while %s", async (_, said) => {
		const world = await sixRevisions();
		const evenkeel = start(world);
		evenkeel.accept(manifests(said));
		expect(await afterHours(world, 1)).toBe("1 2 3 4 5 6");
		evenkeel.accept(manifests());
		expect(await afterHours(world, 1)).toBe("5 6");
		await evenkeel.stop();
	});

	it("delay nothing else when AWS rejects their deregistration", async () => {
		const world = await sixRevisions();
		const mend = world.emulator.faults.add({ operation: "ecs:DeregisterTaskDefinition", fault: "accessDenied" });
		const evenkeel = start(world);
		evenkeel.accept(manifests());
		await world.advance(hourMs);
		expect(evenkeel.resource("TaskDefinition/web")).toMatchObject({
			health: { status: "Healthy" },
			failure: { kind: "denied" },
		});
		expect(evenkeel.resource("Service/shop/web")).toMatchObject({ sync: "Synced", health: { status: "Healthy" } });
		evenkeel.accept(manifests({ image: 7 }));
		await world.until(async () => /web:7$/.test((await service(world, "shop", "web"))?.taskDefinition ?? ""));
		await world.until(() => evenkeel.resource("Service/shop/web")?.health.status === "Healthy");
		mend();
		expect(await afterHours(world, 2)).toBe("6 7");
		await evenkeel.stop();
	});

	it.each([6, 12, 14, 44])(
		"in use survive every trouble, as of seed %i, and the others are deregistered after it",
		async (seed) => {
			const world = await sixRevisions();
			await foreignService(world, "web:1");
			await standaloneTask(world, "web:3");
			await world.advance(600_000);
			const random = seededRandom(seed);
			const oneOf = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
			const trouble = () =>
				world.emulator.faults.add({
					...oneOf(troubles),
					...{ probability: 0.1 + random() * 0.4, seed: Math.floor(random() * 1000) },
				});
			const evenkeel = start(world);
			let image = 6;
			for (let hour = 0; hour < 4; hour++) {
				const ends = [trouble(), trouble(), trouble()];
				image += Math.floor(random() * 2);
				evenkeel.accept(manifests({ image, policy: "{ keepRevisions: 1 }" }));
				await world.advance(hourMs);
				for (const end of ends) end();
			}
			const left = await afterHours(world, 2);
			const last = left.split(" ").at(-1);
			const runs = (await service(world, "shop", "web"))?.taskDefinition?.split(":").at(-1);
			// A lost answer may have left a newer one of the same content, for which no service is redeployed.
			expect(left).toBe([...new Set(["1", "3", runs, last])].join(" "));
			expect(deregistered(evenkeel)).toEqual(expect.arrayContaining(["2", "4", "5"]));
			const content = async (revision: string | undefined) => {
				const taskDefinition = `web:${revision}`;
				const shown = await world.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
				return shown.taskDefinition?.containerDefinitions;
			};
			expect(await content(runs)).toEqual(await content(last));
			await evenkeel.stop();
		},
	);

	it("are deregistered after all other work, ten per reconcile", async () => {
		const world = createVirtualWorld();
		const families = Array.from({ length: 12 }, (_, index) => `family-${index + 10}`);
		const declared = (cpu: number, policy: string) => ({
			"t.yaml": families.map((name) => familyDocument(name, cpu, policy)).join("---\n"),
		});
		const first = start(world);
		for (const cpu of [128, 256, 512]) {
			first.accept(declared(cpu, "{}"));
			await first.settle();
		}
		await first.stop();
		const reconciles: string[][] = [];
		const second = start(world, {
			onReconcile: ({ sent }) => reconciles.push(sent.map(({ call }) => call.operation.replace("ecs:", ""))),
		});
		second.accept({ ...declared(512, "{ keepRevisions: 1 }"), "z.yaml": familyDocument("new", 128, "{}") });
		await second.settle();
		const one = "DeregisterTaskDefinition";
		expect(reconciles[0]).toEqual(["RegisterTaskDefinition", ...Array.from({ length: 10 }, () => one)]);
		expect(reconciles.flat().filter((operation) => operation === one)).toHaveLength(24);
		expect(await active(world, "family-21")).toBe("3");
		await second.stop();
	});

	const calls = [1, 2, 3, 4].flatMap((call) => [["before", call] as const, ["after", call] as const]);
	it.each(calls)("end the same if the controller dies %s call %i", async (when, call) => {
		const world = await sixRevisions();
		await lifeEndingAt(world, asSnapshot(manifests()), [when, call, "ecs:DeregisterTaskDefinition"]);
		const evenkeel = start(world);
		evenkeel.accept(manifests());
		await evenkeel.settle();
		expect(await active(world)).toBe("5 6");
		const requests = world.requests.filter((operation) => operation === "ecs:DeregisterTaskDefinition");
		expect(requests).toHaveLength(4);
		const { taskDefinition: oldest } = await world.ecs.send(
			new DescribeTaskDefinitionCommand({ taskDefinition: "web:1" }),
		);
		expect(oldest?.status).toBe("INACTIVE");
		await evenkeel.stop();
	});
});
