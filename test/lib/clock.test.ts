import { describe, expect, it } from "vitest";
import { sleep, virtualClock } from "../../src/lib/clock.ts";

describe("virtualClock", () => {
	it("runs what falls due in order of time, and of scheduling where times are equal", async () => {
		const clock = virtualClock(0);
		const log: string[] = [];
		clock.schedule(20, () => log.push(`c@${clock.now()}`));
		clock.schedule(10, () => log.push(`a@${clock.now()}`));
		clock.schedule(10, () => log.push(`b@${clock.now()}`));
		await clock.advance(15);
		expect([log, clock.now(), clock.untilNext()]).toEqual([["a@10", "b@10"], 15, 5]);
	});

	it("runs what was scheduled meanwhile", async () => {
		const clock = virtualClock(0);
		let woken = 0;
		void (async () => {
			for (;;) {
				await sleep(clock, 10);
				woken++;
			}
		})();
		await clock.advance(100);
		expect(woken).toBe(10);
	});

	it("forgets what was cancelled", async () => {
		const clock = virtualClock(0);
		let ran = false;
		clock.schedule(10, () => {
			ran = true;
		})();
		await clock.advance(20);
		expect(ran).toBe(false);
	});
});

describe("sleep", () => {
	it("ends at once when it is told to, and leaves no timer behind", async () => {
		const clock = virtualClock(0);
		const ending = new AbortController();
		const slept = sleep(clock, 1_000, ending.signal);
		ending.abort();
		await slept;
		expect(clock.untilNext()).toBeUndefined();
	});
});
