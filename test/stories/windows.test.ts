/** The environment defines when evenkeel may write, such as a freeze on Friday night. */
import { UpdateClusterCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { createAws } from "../../src/aws/client.ts";
import { planOnce } from "../../src/controller/plan-once.ts";
import { kinds } from "../../src/kinds/list.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { load } from "../../src/manifest/load.ts";
import { render } from "../../src/manifest/render.ts";
import { problemText } from "../../src/report/problem-text.ts";
import { doc } from "../support/manifests.ts";
import { asSnapshot, createVirtualWorld, type Files, type VirtualWorld } from "../support/virtual-world.ts";

const hourMs = 3_600_000;
const withWindow = (window: string, insights = "enabled"): Files => ({
	"e.yaml": doc("Environment", "test", `{ owner: test, prune: automatic, windows: [${window}] }`),
	"c.yaml": doc("Cluster", "shop", `{ settings: [{ name: containerInsights, value: ${insights} }] }`),
});
/** Denied for an hour, from the next full hour on. */
function freezeAfter(world: VirtualWorld): string {
	const hour = new Date(world.clock.now() + hourMs).getUTCHours();
	return `{ kind: deny, schedule: "0 ${hour} * * *", duration: 1h, reason: the shop is full }`;
}
const tamper = (world: VirtualWorld) =>
	world.ecs.send(
		new UpdateClusterCommand({ cluster: "shop", settings: [{ name: "containerInsights", value: "disabled" }] }),
	);

describe("a freeze", () => {
	it("pauses drift correction and commits with a message, and ends on time", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		const files = withWindow(freezeAfter(world));
		evenkeel.accept(files);
		await evenkeel.settle();
		const isPaused = () => evenkeel.controller.status().pause !== undefined;
		await world.until(isPaused);
		const beginsMs = world.clock.now();
		expect(beginsMs % hourMs).toBeLessThan(2_000);

		await tamper(world);
		evenkeel.accept({ ...files, "d.yaml": doc("Cluster", "later") });
		const before = evenkeel.sent.length;
		const requests = world.requests.length;
		await world.advance(50 * 60_000);
		expect(evenkeel.sent.length).toBe(before);
		// Paused resources are observed as rarely as synced ones: at most four requests per observation.
		expect(world.requests.length - requests).toBeLessThan(50 * 4);
		expect(evenkeel.resource("Cluster/shop")).toMatchObject({
			outcome: "waiting",
			drift: [{ path: "settings.containerInsights.value", desired: "enabled", observed: "disabled" }],
			reason: {
				code: "Paused",
				params: {
					pause: {
						code: "PausedByWindow",
						params: { until: expect.stringMatching(/^\S+:00:00Z$/), denying: { note: "the shop is full" } },
					},
					operation: expect.stringMatching(/^ecs:UpdateCluster/),
				},
			},
		});
		expect(evenkeel.resource("Cluster/later")).toMatchObject({
			outcome: "waiting",
			reason: { code: "Paused", params: { operation: "ecs:CreateCluster" } },
		});

		await world.until(() => !isPaused());
		await evenkeel.settle();
		const [first] = evenkeel.sent.slice(before);
		expect(first && first.atMs - beginsMs).toBeGreaterThanOrEqual(hourMs - 2_000);
		expect(
			evenkeel.sent
				.slice(before)
				.map(({ call }) => call.operation)
				.sort(),
		).toEqual(["ecs:CreateCluster", "ecs:UpdateCluster"]);
		await evenkeel.stop();
	});

	it("applies to a restarted controller, and blocks deletions too", async () => {
		const world = createVirtualWorld();
		const first = world.start();
		const files = withWindow(freezeAfter(world));
		first.accept({ ...files, "d.yaml": doc("Cluster", "later") });
		await first.settle();
		await world.until(() => first.controller.status().pause !== undefined);
		await first.stop();
		const next = world.start();
		next.accept(files);
		await world.advance(50 * 60_000);
		expect(next.sent).toEqual([]);
		expect(next.resource("Cluster/later")).toMatchObject({ orphan: true, outcome: "waiting" });
		await world.advance(15 * 60_000);
		expect(next.sent.map(({ call }) => call.operation)).toEqual(["ecs:DeleteCluster"]);
		await next.stop();
	});

	it("ends immediately when the windows are removed from the environment", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		evenkeel.accept(withWindow('{ kind: deny, schedule: "* * * * *", duration: 1h }'));
		await world.advance(60_000);
		expect(evenkeel.resource("Cluster/shop")).toMatchObject({ outcome: "blocked" });
		evenkeel.accept(withWindow(""));
		await evenkeel.settle();
		expect(evenkeel.controller.status().pause).toBeUndefined();
		await evenkeel.stop();
	});

	it("is shown in the plan", async () => {
		const world = createVirtualWorld();
		const { region, requestHandler } = world.emulator;
		const { clock } = world;
		const aws = createAws({ region, requestHandler, clock, random: seededRandom(5), budget: async () => {} });
		const { desired } = load(asSnapshot(withWindow('{ kind: deny, schedule: "0 0 * * *", duration: 24h }')), { kinds });
		if (!desired) throw new Error("not loaded");
		const result = await planOnce({ kinds, aws, clock, desired });
		aws.close();
		expect(result).toMatchObject({
			plan: { items: [{ verdict: { reason: { code: "Paused", params: { operation: "ecs:CreateCluster" } } } }] },
		});
	});
});

describe("windows in an environment", () => {
	const loaded = (window: string) => load(asSnapshot(withWindow(window)), { kinds });

	it("are the same after they are rendered and read again", () => {
		const { desired } = loaded(
			'{ kind: allow, schedule: "0 9 * * 1-5", duration: 8h, timeZone: Asia/Tokyo, reason: r }',
		);
		if (!desired) throw new Error("not loaded");
		const again = load(asSnapshot({ "all.yaml": render(desired, "yaml", kinds) }), { kinds });
		expect(again.desired?.environment).toEqual(desired.environment);
	});

	it.each([
		['{ kind: allow, schedule: "0 9 * *", duration: 8h }', "invalid-window A schedule has five parts"],
		['{ kind: allow, schedule: "0 9 * * *", duration: 8h, timeZone: Mars/X }', "invalid-window Unknown time zone"],
		['{ kind: never, schedule: "0 9 * * *", duration: 8h }', "allow"],
		['{ kind: allow, schedule: "0 9 * * *", duration: 8d }', "such as 30m or 8h"],
	])("are rejected with a message: %s", (window, sentence) => {
		const { desired, problems } = loaded(window);
		expect(desired).toBeUndefined();
		expect(problems.map(problemText).join("\n")).toContain(sentence);
	});
});
