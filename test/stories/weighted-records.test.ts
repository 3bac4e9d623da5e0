/** A registry with weighted records: each query gets one address of a running task, and all tasks get their share. */
import { expect, it } from "vitest";
import { dnsAnswers, privateAddresses, recordSets, tasks } from "../support/aws-reading.ts";
import { changed, exampleStory, withDesiredCount } from "../support/example-manifests.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

it("a registry with WEIGHTED routing has one record set per task, and answers with one of them at a time", async () => {
	const world = createVirtualWorld();
	const evenkeel = world.start();
	const weighted = changed(
		await exampleStory("golang-app"),
		"golang-app/discovery.yaml",
		"  DnsConfig:\n",
		"  DnsConfig:\n    RoutingPolicy: WEIGHTED\n",
	);
	evenkeel.accept(withDesiredCount(weighted, "golang-app/service.yaml", 3));
	await evenkeel.settle();
	const running = privateAddresses(await tasks(world, "golang-ecs-cluster", "golang-ecs-app-service"));
	expect(running).toHaveLength(3);
	expect(await recordSets(world, "golang-app.internal")).toHaveLength(3);
	const answered = new Set<string>();
	for (let question = 0; question < 60; question++) {
		const answers = dnsAnswers(world, "app.golang-app.internal");
		expect(answers).toHaveLength(1);
		answered.add(answers[0] ?? "");
	}
	expect([...answered].sort()).toEqual([...running].sort());
	await evenkeel.stop();
});
