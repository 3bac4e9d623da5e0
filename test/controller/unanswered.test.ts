/**
 * An AWS that takes requests and never answers some of them: what that costs everything else, what is told of it, and that
 * nothing of it keeps the program from ending.
 */
import { ListTaskDefinitionsCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { ListServicesCommand, UpdateServiceCommand as UpdateRegistryCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { defaultLimits } from "../../src/aws/limits.ts";
import { doc, environment } from "../support/manifests.ts";
import { createVirtualWorld, type RunningController, type VirtualWorld } from "../support/virtual-world.ts";

const service = (cluster: string, desiredCount: number) =>
	doc("Service", `in-${cluster}`, `{ cluster: ${cluster}, taskDefinition: web, desiredCount: ${desiredCount} }`);
const files = (count = 1) => ({
	"e.yaml": environment(),
	"c.yaml": [doc("Cluster", "a"), doc("Cluster", "b")].join("---\n"),
	"n.yaml": doc("Namespace", "internal", "{ Type: DNS_PRIVATE, Vpc: vpc-1 }"),
	"r.yaml": doc("Registry", "api", "{ NamespaceId: internal, DnsConfig: { DnsRecords: [{ Type: A, TTL: 10 }] } }"),
	"t.yaml": doc("TaskDefinition", "web", "{ containerDefinitions: [{ name: web, image: web, memory: 64 }] }"),
	"s.yaml": [service("a", count), service("b", count)].join("---\n"),
});
const intervalMs = 60_000;

async function born(observedState: VirtualWorld): Promise<RunningController> {
	const evenkeel = observedState.start({ intervalMs });
	evenkeel.accept(files());
	await evenkeel.settle();
	return evenkeel;
}

/** Changes of others, and the call that undoes each. */
const drifts = {
	"the service in b": {
		undoes: "ecs:UpdateService",
		make: ({ ecs }: VirtualWorld) =>
			ecs.send(new UpdateServiceCommand({ cluster: "b", service: "in-b", desiredCount: 3 })),
	},
	"the registry": {
		undoes: "servicediscovery:UpdateService",
		make: async ({ cloudMap }: VirtualWorld) => {
			const { Services = [] } = await cloudMap.send(new ListServicesCommand({}));
			const Service = { DnsConfig: { DnsRecords: [{ Type: "A" as const, TTL: 99 }] } };
			await cloudMap.send(new UpdateRegistryCommand({ Id: Services[0]?.Id, Service }));
		},
	},
};

describe("a read that is never answered", () => {
	it.each<[operation: string, input: Record<string, unknown> | undefined, drift: keyof typeof drifts]>([
		["ecs:DescribeServices", { cluster: "a" }, "the service in b"],
		["ecs:DescribeServices", { cluster: "a" }, "the registry"],
		["ecs:DescribeServices", undefined, "the registry"],
		["ecs:DescribeClusters", undefined, "the service in b"],
		["ecs:ListTaskDefinitions", undefined, "the service in b"],
		["ecs:DescribeTaskDefinition", undefined, "the registry"],
		["servicediscovery:ListNamespaces", undefined, "the service in b"],
		["servicediscovery:*", undefined, "the service in b"],
		["route53:*", undefined, "the registry"],
	])("%s %j delays %s by little more than its limit", async (operation, input, drift) => {
		const observedState = createVirtualWorld();
		const evenkeel = await born(observedState);
		await observedState.advance(2 * intervalMs);
		const { make, undoes } = drifts[drift];
		await make(observedState);
		observedState.emulator.faults.add({ operation, fault: "neverAnswers", ...(input ? { input } : {}) });
		const before = evenkeel.sent.length;
		const startMs = observedState.clock.now();
		await observedState.until(() => evenkeel.sent.slice(before).some(({ call }) => call.operation === undoes));
		expect(observedState.clock.now() - startMs).toBeLessThanOrEqual(intervalMs + 3 * defaultLimits.readMs);
		await evenkeel.stop();
	});

	it("is told of with its operation and limit, and everything is as before once it is answered", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = await born(observedState);
		const mend = observedState.emulator.faults.add({ operation: "ecs:DescribeServices", fault: "neverAnswers" });
		await observedState.until(() => evenkeel.resource("Service/a/in-a")?.health.status === "Unknown");
		expect(evenkeel.resource("Service/a/in-a")).toMatchObject({
			outcome: "waiting",
			reason: {
				code: "ObservationFailed",
				params: {
					cause: { code: "ReadFailed", params: { operation: "ecs:DescribeServices", awsCode: "RequestTimeout" } },
				},
			},
		});
		await observedState.advance(3_600_000);
		const before = evenkeel.sent.length;
		mend();
		await evenkeel.settle();
		expect(evenkeel.sent.slice(before)).toEqual([]);
		await evenkeel.stop();
	});

	it("tells no account", async () => {
		const observedState = createVirtualWorld();
		const mend = observedState.emulator.faults.add({ operation: "ecs:DescribeClusters", fault: "neverAnswers" });
		const evenkeel = observedState.start();
		evenkeel.accept(files());
		await observedState.until(() => evenkeel.controller.status().stopped?.code === "AwsNotAnswering");
		mend();
		await evenkeel.settle();
		await evenkeel.stop();
	});

	it("does not keep the controller from ending, and nothing is told that the end has cut short", async () => {
		const observedState = createVirtualWorld();
		const told: string[] = [];
		const evenkeel = observedState.start({
			onStatus: ({ resources, stopped }) =>
				void told.push(...resources.map(({ health }) => health.status), ...(stopped ? [stopped.code] : [])),
		});
		evenkeel.accept(files());
		await evenkeel.settle();
		observedState.emulator.faults.add({ operation: "*", fault: "neverAnswers" });
		await observedState.advance(intervalMs + defaultLimits.readMs / 2);
		expect(evenkeel.controller.reconcileRunsForMs()).toBeGreaterThan(0);
		const stopMs = observedState.clock.now();
		told.length = 0;
		await evenkeel.stop();
		expect(observedState.clock.now()).toBe(stopMs);
		expect(told).toEqual([]);
	});
});

describe("a write that is never answered", () => {
	it.each(["request", "response"] as const)(
		"is followed by a look, and leaves nothing twice: the %s is lost",
		async (of) => {
			const observedState = createVirtualWorld();
			const evenkeel = observedState.start();
			observedState.emulator.faults.add({ operation: "*:Create*", fault: "neverAnswers", of, probability: 0.5 });
			observedState.emulator.faults.add({
				operation: "ecs:RegisterTaskDefinition",
				fault: "neverAnswers",
				of,
				count: 1,
			});
			evenkeel.accept(files());
			await evenkeel.settle();
			const lost = evenkeel.sent.filter(({ failure }) => failure?.code === "RequestTimeout");
			expect(lost.length).toBeGreaterThan(2);
			expect(lost[0]?.failure?.message).toMatch(/within 30 s\. It is unknown whether the call has taken effect/);
			const { Services = [] } = await observedState.cloudMap.send(new ListServicesCommand({}));
			expect(Services).toHaveLength(1);
			const { taskDefinitionArns } = await observedState.ecs.send(new ListTaskDefinitionsCommand({}));
			expect(taskDefinitionArns).toHaveLength(1);
			await evenkeel.stop();
		},
	);

	it("is reported when the controller ends meanwhile, and the next one goes on", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = await born(observedState);
		const mend = observedState.emulator.faults.add({
			operation: "ecs:UpdateService",
			fault: "neverAnswers",
			of: "response",
		});
		const before = evenkeel.sent.length;
		evenkeel.accept(files(2));
		await observedState.advance(1_000);
		const stopMs = observedState.clock.now();
		const stopped = evenkeel.stop();
		await observedState.until(() => evenkeel.sent.length > before);
		await stopped;
		expect(observedState.clock.now() - stopMs).toBe(defaultLimits.graceMs);
		expect(evenkeel.sent.slice(before)).toMatchObject([
			{
				identity: "Service/a/in-a",
				failure: { code: "Ending", message: expect.stringContaining("unknown whether the call has taken effect") },
			},
		]);
		mend();
		const next = observedState.start();
		next.accept(files(2));
		await next.settle();
		expect(next.sent.map(({ identity }) => identity)).toEqual(["Service/b/in-b"]);
		await next.stop();
	});

	it("holds up the writes behind it by its limit", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = await born(observedState);
		const input = { cluster: "a" };
		observedState.emulator.faults.add({ operation: "ecs:UpdateService", fault: "neverAnswers", input });
		evenkeel.accept(files(2));
		const startMs = observedState.clock.now();
		await observedState.until(() =>
			evenkeel.sent.some(({ identity, failure }) => identity === "Service/b/in-b" && !failure),
		);
		expect(observedState.clock.now() - startMs).toBeLessThanOrEqual(defaultLimits.writeMs + intervalMs);
		await evenkeel.stop();
	});
});
