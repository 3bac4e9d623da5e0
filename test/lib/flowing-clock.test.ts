import { describe, expect, it } from "vitest";
import { sleep } from "../../src/lib/clock.ts";
import { flowingClock } from "../../src/lib/flowing-clock.ts";

const hour = 3_600_000;

describe("flowingClock", () => {
	it("goes on by itself", async () => {
		const clock = flowingClock(1_000);
		const beganMs = clock.now();
		await sleep(clock, 5_000);
		expect(clock.now() - beganMs).toBeGreaterThanOrEqual(5_000);
	});

	it("runs what falls due in order, each action in one instant", async () => {
		const clock = flowingClock(1_000);
		const beganMs = clock.now();
		const log: string[] = [];
		await new Promise<void>((resolve) => {
			// So far apart that no pause between two of them changes their order.
			for (const delayMs of [300_000, 100_000, 200_000]) {
				clock.schedule(delayMs, () => {
					const instantMs = clock.now();
					for (const untilMs = performance.now() + 1; performance.now() < untilMs; );
					log.push(`${delayMs} ${clock.now() - instantMs}`);
					if (log.length === 3) resolve();
				});
			}
		});
		expect(log).toEqual(["100000 0", "200000 0", "300000 0"]);
		expect(clock.now()).toBeGreaterThanOrEqual(beganMs + 300_000);
	});

	it("jumps ahead, with everything that falls due on the way", async () => {
		const clock = flowingClock(1);
		const beganMs = clock.now();
		const hours: number[] = [];
		void (async () => {
			while (hours.length < 3) {
				await sleep(clock, hour);
				hours.push(Math.round((clock.now() - beganMs) / hour));
			}
		})();
		await clock.advance(2 * hour + 1_000);
		expect(hours).toEqual([1, 2]);
		expect(clock.now() - beganMs).toBeGreaterThanOrEqual(2 * hour + 1_000);
		await clock.advance(hour);
		expect(hours).toEqual([1, 2, 3]);
	});

	it("never goes back, and takes one jump after the other", async () => {
		const clock = flowingClock(50);
		const seen: number[] = [];
		for (let at = 0; at < 10; at++) clock.schedule(at * 100, () => seen.push(clock.now()));
		await Promise.all([clock.advance(500), clock.advance(700)]);
		expect(seen).toHaveLength(10);
		expect(seen).toEqual([...seen].sort((a, b) => a - b));
		expect(clock.now()).toBeGreaterThanOrEqual(seen.at(-1) ?? 0);
	});

	it("forgets what was cancelled", async () => {
		const clock = flowingClock(1);
		let ran = false;
		const cancel = clock.schedule(hour, () => {
			ran = true;
		});
		cancel();
		cancel();
		await clock.advance(2 * hour);
		expect(ran).toBe(false);
	});
});
