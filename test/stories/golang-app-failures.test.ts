/**
 * Story 4 with tasks that cannot start: AWS's own reason appears in the status, in a metric and in the log, with checks
 * to perform if AWS's text is not helpful; running tasks keep running.
 */

import { ListServiceDeploymentsCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { createReporter } from "../../src/commands/reporter.ts";
import { kinds } from "../../src/kinds/list.ts";
import type { Health } from "../../src/model/observed-state.ts";
import { textOf } from "../../src/report/catalogue/index.ts";
import { createMetrics } from "../../src/report/metrics.ts";
import { statusText } from "../../src/report/status-text.ts";
import { dnsAnswers, privateAddresses, service, taskId, tasks } from "../support/aws-reading.ts";
import { changed, exampleStory } from "../support/example-manifests.ts";
import { createVirtualWorld, type VirtualWorld, type WorldOptions } from "../support/virtual-world.ts";

const clusterName = "golang-ecs-cluster";
const serviceName = "golang-ecs-app-service";
const identity = `Service/${clusterName}/${serviceName}`;
const stableName = "app.golang-app.internal";
const file = "golang-app/service.yaml";

const cannotPull =
	"CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref " +
	"111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/go-ecs-app:latest: not found";
const cannotReachRegistry =
	"ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to " +
	"retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post " +
	'"https://api.ecr.ap-northeast-1.amazonaws.com/": dial tcp 54.240.0.1:443: i/o timeout. Please check your task network configuration.';

/** In the order in which a user should check. */
const checks = [
	/route to the internet or to VPC endpoints/,
	/network ACLs and security groups/,
	/VPC endpoints for ECR/,
	/execution role/,
	/secrets that the task definition names/,
];

/** A controller whose status is connected to the metrics and the logs of the commands. */
function watched(options: WorldOptions = {}) {
	const world = createVirtualWorld(options);
	const lines: string[] = [];
	const json: string[] = [];
	const context = (to: string[]) => ({
		env: {},
		cwd: "/",
		out: (text: string) => void to.push(...text.trimEnd().split("\n")),
		error: () => {},
		columns: undefined,
		signal: new AbortController().signal,
	});
	const metrics = createMetrics(kinds.names, { now: world.clock.now, process: false });
	const reporters = [
		createReporter(context(lines), world.clock, { log: "text", table: false }),
		createReporter(context(json), world.clock, { log: "json", table: false }),
	];
	const evenkeel = world.start({
		onStatus: (status) => {
			metrics.recordStatus(status);
			for (const reporter of reporters) reporter.show(status);
		},
	});
	const health = () => evenkeel.resource(identity)?.health;
	/** The health of the service in the metric. */
	const shownHealth = async () => {
		const series = (await metrics.text())
			.split("\n")
			.filter(
				(line) => line.startsWith("evenkeel_resource_info{") && line.includes(`name="${clusterName}/${serviceName}"`),
			);
		return series.map((line) => `${/health_status="(\w+)"/.exec(line)?.[1]} ${line.split(" ").at(-1)}`);
	};
	return { world, evenkeel, lines, json, health, shownHealth };
}

async function deployments({ ecs }: VirtualWorld): Promise<number> {
	const all = await ecs.send(new ListServiceDeploymentsCommand({ cluster: clusterName, service: serviceName }));
	return all.serviceDeployments?.length ?? 0;
}

/** AWS's own reason for the most recently stopped task. */
async function stoppedReason(world: VirtualWorld): Promise<string | undefined> {
	return (await tasks(world, clusterName, serviceName, "STOPPED")).at(-1)?.stoppedReason;
}

/** AWS's own words in the reason of a health. */
function stoppedReasonsOf(health: Health | undefined): readonly string[] {
	const params = health?.reason?.params;
	return params && "stoppedReasons" in params ? params.stoppedReasons : [];
}

describe("story golang-app, when its tasks cannot start", () => {
	it.each([
		["the image cannot be pulled", cannotPull, []],
		["there is no route to the registry", cannotReachRegistry, checks],
	] as const)("reports in AWS's words that %s, and that it is over", async (_case, reason, advice) => {
		const { world, evenkeel, lines, json, health, shownHealth } = watched();
		const takeBack = world.emulator.service("ecs").failTaskStarts({ service: serviceName, reason });
		evenkeel.accept(await exampleStory("golang-app"));
		await world.until(async () => (await stoppedReason(world).catch(() => undefined)) !== undefined);
		await world.advance(30_000);
		expect(await stoppedReason(world)).toBe(reason);

		const told = health();
		expect(told?.status).toBe("Degraded");
		expect(told?.reason).toMatchObject({ code: "TasksFailedToStart", params: { unreachable: advice.length > 0 } });
		const text = told?.reason ? textOf(told.reason) : "";
		expect(text).toContain(reason);
		const places = advice.map((check) => text.search(check));
		expect(places.every((place) => place > 0)).toBe(true);
		expect(places).toEqual([...places].sort((a, b) => a - b));
		if (advice.length === 0) expect(text).not.toContain("Check in this order");

		expect(statusText(evenkeel.controller.status(), world.clock.now())).toContain(text);
		expect(await shownHealth()).toEqual(["Degraded 1"]);
		const line = lines.filter((text) => text.includes("Degraded") && text.includes(identity)).at(-1) ?? "";
		expect(line).toContain(reason);
		for (const check of advice) expect(line).toMatch(check);
		const logged = json.map((text) => JSON.parse(text)).filter(({ status }) => status === "Degraded");
		expect(logged.at(-1)).toMatchObject({
			level: 50,
			event: "health",
			identity,
			code: "TasksFailedToStart",
			reason: text,
		});

		takeBack();
		await evenkeel.settle();
		expect(health()).toEqual({ status: "Healthy" });
		expect(await shownHealth()).toEqual(["Healthy 1"]);
		expect(lines.filter((text) => text.includes(identity)).at(-1)).toMatch(/ Healthy +Service\//);
		expect(lines.at(-1)).toMatch(/ converged /);
		expect(dnsAnswers(world, stableName)).toHaveLength(1);
		await evenkeel.stop();
	});

	it("stays Degraded while the failure lasts, and keeps the log short", async () => {
		const { world, evenkeel, lines, health } = watched();
		world.emulator.service("ecs").failTaskStarts({ service: serviceName, reason: cannotPull });
		evenkeel.accept(await exampleStory("golang-app"));
		await world.until(() => health()?.status === "Degraded");
		const failures = () => evenkeel.sent.filter(({ failure }) => failure);
		const sent = evenkeel.sent.length;
		for (let minute = 0; minute < 15; minute++) {
			await world.advance(60_000);
			expect(health()?.status).toBe("Degraded");
			expect(stoppedReasonsOf(health())).toContain(cannotPull);
		}
		expect(evenkeel.sent).toHaveLength(sent);
		expect(failures()).toEqual([]);
		const failedTasks = (await service(world, clusterName, serviceName))?.deployments?.[0]?.failedTasks ?? 0;
		expect(failedTasks).toBeGreaterThan(3);
		expect(lines.filter((text) => text.includes("Degraded")).length).toBeLessThanOrEqual(failedTasks);
		await evenkeel.stop();
	});

	it("leaves the old task and its address unchanged if a new deployment cannot start", async () => {
		const { world, evenkeel, health } = watched();
		const files = await exampleStory("golang-app");
		evenkeel.accept(files);
		await evenkeel.settle();
		const [old] = await tasks(world, clusterName, serviceName);
		const answers = dnsAnswers(world, stableName);
		world.emulator.service("ecs").failTaskStarts({ service: serviceName, reason: cannotPull });
		evenkeel.accept(changed(files, file, 'redeploy: "1"', 'redeploy: "2"'));
		await world.until(() => health()?.status === "Degraded");
		await world.advance(600_000);
		expect(stoppedReasonsOf(health())).toContain(cannotPull);
		expect((await tasks(world, clusterName, serviceName)).map(taskId)).toContain(old && taskId(old));
		expect(dnsAnswers(world, stableName)).toEqual(answers);
		expect(await deployments(world)).toBe(2);
		await evenkeel.stop();
	});

	it("is also Degraded if a task of a finished deployment ends and its successor cannot start", async () => {
		const { world, evenkeel, health } = watched();
		evenkeel.accept(await exampleStory("golang-app"));
		await evenkeel.settle();
		const takeBack = world.emulator
			.service("ecs")
			.failTaskStarts({ service: serviceName, reason: cannotReachRegistry });
		const [task] = await tasks(world, clusterName, serviceName);
		expect(world.emulator.service("ecs").killTask(task ? taskId(task) : "")).toBe(true);
		await world.until(() => health()?.status === "Degraded");
		expect(stoppedReasonsOf(health())).toContain(cannotReachRegistry);
		expect(dnsAnswers(world, stableName)).toEqual([]);
		takeBack();
		await evenkeel.settle();
		expect(dnsAnswers(world, stableName)).toEqual(privateAddresses(await tasks(world, clusterName, serviceName)));
		await evenkeel.stop();
	});
});
