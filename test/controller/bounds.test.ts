/**
 * What bounds a pass: how much it sends, for how long its plan holds, and what it may not rest upon. These guards do nothing
 * on a good day, so each is shown on the day that it is for.
 */
import { ListClustersCommand } from "@aws-sdk/client-ecs";
import { expect, it } from "vitest";
import { doc, environment } from "../support/manifests.ts";
import { createVirtualWorld, type StartOptions, type VirtualWorld } from "../support/virtual-world.ts";

const clusters = (count: number) =>
	Array.from({ length: count }, (_, index) => doc("Cluster", `shop-${index}`)).join("---\n");
const definition = doc("TaskDefinition", "web", "{ containerDefinitions: [{ name: web, image: web, memory: 64 }] }");
const service = (count: number) =>
	doc(
		"Service",
		"api",
		`{ cluster: shop-0, taskDefinition: web, launchType: EC2, desiredCount: ${count}, deploymentConfiguration: { minimumHealthyPercent: 0 } }`,
	);
const shop = (count: number, spec = "") => ({
	"e.yaml": environment(spec),
	"c.yaml": clusters(1),
	"t.yaml": definition,
	"s.yaml": service(count),
});

/** How many calls each pass sends. */
function counting(observedState: VirtualWorld, options: StartOptions = {}) {
	const counts: number[] = [];
	return {
		counts,
		evenkeel: observedState.start({ ...options, onReconcile: ({ sent }) => void counts.push(sent.length) }),
	};
}

it("sends fifty writes at most, and the others in the next pass", async () => {
	const { counts, evenkeel } = counting(createVirtualWorld());
	evenkeel.accept({ "e.yaml": environment(), "c.yaml": clusters(60) });
	await evenkeel.settle();
	expect(counts.slice(0, 2)).toEqual([50, 10]);
	await evenkeel.stop();
});

it("acts upon a plan for five minutes, and makes another one for what is left", async () => {
	const observedState = createVirtualWorld();
	observedState.emulator.faults.add({ operation: "ecs:CreateCluster", fault: "delay", delaySeconds: 25 });
	const { counts, evenkeel } = counting(observedState);
	evenkeel.accept({ "e.yaml": environment(), "c.yaml": clusters(14) });
	await evenkeel.settle();
	expect(counts.slice(0, 2)).toEqual([12, 2]);
	await evenkeel.stop();
});

it("does not repeat a call whose effect AWS shows five seconds late", async () => {
	const observedState = createVirtualWorld();
	const evenkeel = observedState.start();
	evenkeel.accept(shop(1));
	await evenkeel.settle();
	observedState.emulator.faults.add({ operation: "ecs:DescribeServices", fault: "staleRead", ageSeconds: 5 });
	await observedState.advance(300_000);
	const before = evenkeel.sent.length;
	evenkeel.accept(shop(2));
	await observedState.advance(300_000);
	expect(evenkeel.sent.slice(before).map(({ call }) => call.operation)).toEqual(["ecs:UpdateService"]);
	await evenkeel.stop();
});

it("deletes nothing while a list of everything stops short, whatever it is a list of", async () => {
	const observedState = createVirtualWorld();
	const first = observedState.start();
	first.accept({ "e.yaml": environment(), "c.yaml": clusters(1) });
	await first.settle();
	await first.stop();
	const mend = observedState.emulator.faults.add({
		operation: "ecs:ListTaskDefinitionFamilies",
		fault: "internalFailure",
	});
	const second = observedState.start();
	second.accept({ "e.yaml": environment("deletions: [Cluster/shop-0]") });
	await observedState.advance(1_800_000);
	expect(second.sent).toEqual([]);
	mend();
	await observedState.advance(1_800_000);
	expect((await observedState.ecs.send(new ListClustersCommand({}))).clusterArns).toEqual([]);
	await second.stop();
});

it("stops a deletion under way when the folder cannot be read any more", async () => {
	const observedState = createVirtualWorld();
	const evenkeel = observedState.start();
	evenkeel.accept(shop(1));
	await evenkeel.settle();
	const { "s.yaml": _, ...others } = shop(1, "deletions: [Service/shop-0/api]");
	evenkeel.accept(others);
	await observedState.until(() => evenkeel.sent.at(-1)?.call.operation === "ecs:UpdateService");
	evenkeel.controller.setManifests({ desired: undefined, problems: [] });
	await observedState.advance(600_000);
	expect(evenkeel.sent.at(-1)?.call.operation).toBe("ecs:UpdateService");
	await evenkeel.stop();
});

it("registers nothing anew when AWS shows what was registered with another default", async () => {
	const observedState = createVirtualWorld();
	const first = observedState.start();
	first.accept(shop(1));
	await first.settle();
	await first.stop();
	const second = observedState.start({
		aroundRead: async (operation, _input, read) => {
			const answer: { taskDefinition?: object } = await read();
			if (operation !== "ecs:DescribeTaskDefinition") return answer;
			return { ...answer, taskDefinition: { ...answer.taskDefinition, pidMode: "task" } };
		},
	});
	second.accept(shop(1));
	await second.settle();
	await observedState.advance(600_000);
	expect(second.sent).toEqual([]);
	await second.stop();
});
