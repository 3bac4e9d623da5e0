import { describe, expect, it } from "vitest";
import { createBudget } from "../../src/aws/budget.ts";
import { operationNames } from "../../src/aws/operations.ts";
import { createThrottle } from "../../src/emulator/front/throttle.ts";
import { services } from "../../src/emulator/services/list.ts";
import { virtualClock } from "../../src/lib/clock.ts";

describe("createBudget", () => {
	it("lets a burst through at once and then keeps to AWS's rate times our share", async () => {
		const clock = virtualClock();
		const budget = createBudget(clock, 0.5);
		let passed = 0;
		for (let request = 0; request < 30; request++) void budget("ecs:RegisterTaskDefinition").then(() => passed++);
		await clock.advance(0);
		expect(passed).toBe(10);
		await clock.advance(10_000);
		expect(passed).toBe(15);
	});

	it("never has AWS throttle what evenkeel sends, however much it wants to send at once", async () => {
		const clock = virtualClock();
		// A little below AWS's own rate, since times are rounded.
		const budget = createBudget(clock, 0.95);
		const throttle = createThrottle(clock, 1);
		const refused = new Set<string>();
		for (const name of operationNames(({ usedBy }) => usedBy !== "images")) {
			const [prefix, operation = ""] = name.split(":");
			const service = services.find((one) => one.name === prefix);
			if (!service) throw new Error(`The embedded AWS has no service ${prefix}`);
			for (let turn = 0; turn < 150; turn++) {
				const input = { family: `family-${turn}` };
				void budget(name).then(
					() => throttle({ service, operation, name, input, caller: { accessKeyId: "" } }) && refused.add(name),
				);
			}
		}
		await clock.advance(14_400_000);
		expect([...refused]).toEqual([]);
	});

	it("has separate buckets for separate groups", async () => {
		const clock = virtualClock();
		const budget = createBudget(clock, 0.5);
		let passed = 0;
		for (let request = 0; request < 20; request++) void budget("ecs:CreateCluster");
		const others = [
			"ecs:DescribeServices",
			"route53:GetHostedZone",
			...operationNames(({ usedBy }) => usedBy === "preflight"),
		];
		for (const operation of others) void budget(operation).then(() => passed++);
		await clock.advance(0);
		expect(passed).toBe(others.length);
	});
});
