/** Tests the timer queue and the address pool of the emulated ECS. */
import { describe, expect, it } from "vitest";
import { createAddressPool } from "../../../../src/emulator/services/ecs/tasks/addresses.ts";
import { createTimerQueue, type TimerSubject } from "../../../../src/emulator/services/ecs/timer-queue.ts";
import { virtualClock } from "../../../../src/lib/clock.ts";
import { seededRandom } from "../../../../src/lib/random.ts";

interface Subject extends TimerSubject {
	readonly name: string;
}

function timerQueueOf(look: (subject: Subject, nowMs: number) => void = () => {}) {
	const clock = virtualClock(0);
	const seen: [string, number][] = [];
	const timers = createTimerQueue<Subject>(clock, (subject) => {
		seen.push([subject.name, clock.now()]);
		look(subject, clock.now());
	});
	const subject = (name: string): Subject => ({ name, wakeAtMs: undefined });
	return { clock, timers, seen, subject };
}

describe("the timers", () => {
	it("wake subjects in order of time, and at one time in order of scheduling", async () => {
		const { clock, timers, seen, subject } = timerQueueOf();
		const random = seededRandom(3);
		const times = Array.from({ length: 200 }, () => Math.floor(random() * 50));
		for (const [index, atMs] of times.entries()) timers.wake(subject(String(index)), atMs);
		await clock.advance(100);
		const expected = times.map((atMs, index): [string, number] => [String(index), atMs]);
		expect(seen).toEqual(expected.sort((a, b) => a[1] - b[1] || Number(a[0]) - Number(b[0])));
	});

	it("keep the earlier of two times for a subject, and wake it once", async () => {
		const { clock, timers, seen, subject } = timerQueueOf();
		const one = subject("one");
		timers.wake(one, 50);
		timers.wake(one, 20);
		timers.wake(one, 70);
		await clock.advance(100);
		expect(seen).toEqual([["one", 20]]);
	});

	it("use a single clock timer, and let a subject schedule its next wake-up", async () => {
		const { clock, timers, seen, subject } = timerQueueOf((woken, nowMs) => {
			if (nowMs < 30) timers.wake(woken, nowMs + 10);
		});
		timers.wake(subject("one"), 10);
		await clock.advance(100);
		expect(seen.map(([, atMs]) => atMs)).toEqual([10, 20, 30]);
		expect(clock.untilNext()).toBeUndefined();
	});

	it("do nothing after they were stopped", async () => {
		const { clock, timers, seen, subject } = timerQueueOf();
		timers.wake(subject("one"), 10);
		timers.stop();
		timers.wake(subject("two"), 10);
		await clock.advance(100);
		expect(seen).toEqual([]);
	});
});

describe("addresses", () => {
	it("are unique, in one /24 per subnet, and are reused last", () => {
		const pool = createAddressPool("ap-northeast-1");
		const first = pool.take("subnet-a");
		const network = (address: string) => address.split(".").slice(0, 3).join(".");
		expect(first).toMatch(/^10\.0\.\d+\.4$/);
		expect(network(pool.take("subnet-b"))).not.toBe(network(first));
		pool.release(first);
		const rest = Array.from({ length: 250 }, () => pool.take("subnet-a"));
		expect(rest).not.toContain(first);
		expect(new Set(rest.map(network))).toEqual(new Set([network(first)]));
		expect(pool.take("subnet-a")).toBe(first);
		const further = Array.from({ length: 300 }, () => pool.take("subnet-a"));
		expect(new Set([...rest, ...further, first]).size).toBe(551);
	});

	it("support more subnets than fit into one network", () => {
		const pool = createAddressPool("ap-northeast-1");
		const addresses = Array.from({ length: 600 }, (_, index) => pool.take(`subnet-${index}`));
		expect(new Set(addresses).size).toBe(600);
		expect(addresses.at(-1)).toMatch(/^10\.2\.\d+\.4$/);
	});

	it("keep a subnet in its Availability Zone", () => {
		const pool = createAddressPool("ap-northeast-1");
		const zones = ["subnet-a", "subnet-b", "subnet-a"].map((subnet) => pool.availabilityZone(subnet));
		expect(zones).toEqual(["ap-northeast-1a", "ap-northeast-1b", "ap-northeast-1a"]);
	});
});
