import { describe, expect, it } from "vitest";
import { momentOn, sleep, systemClock, virtualClock, wasSetSince } from "../../src/lib/clock.ts";

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

describe("the machine's clock", () => {
	const machine = (wall: () => number, passed: () => number) => systemClock({ wallMs: wall, passedMs: passed });

	it("is told as it is set, while time goes on evenly", () => {
		let wall = 1_000_000;
		let passed = 5;
		const clock = machine(
			() => wall,
			() => passed,
		);
		const began = momentOn(clock);
		expect(began).toEqual({ atMs: 1_000_000, wallMs: 1_000_000 });
		passed += 100;
		wall += 100;
		expect([clock.now() - began.atMs, clock.wallMs(), wasSetSince(clock, began)]).toEqual([100, 1_000_100, false]);
		wall -= 7_200_000;
		expect([clock.now() - began.atMs, clock.wallMs(), wasSetSince(clock, began)]).toEqual([100, -6_199_900, true]);
	});

	it.each([
		[999, false],
		[-999, false],
		[1_000, true],
		[-1_000, true],
		[7_200_000, true],
	])("was set by %i ms: %s", (byMs, isSet) => {
		let wall = 0;
		const clock = machine(
			() => wall,
			() => 0,
		);
		const began = momentOn(clock);
		wall += byMs;
		expect(wasSetSince(clock, began)).toBe(isSet);
	});
});
