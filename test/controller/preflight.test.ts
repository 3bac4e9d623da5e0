/** What is remembered of look-ups, for how long, and how many are made before a pass goes on. */
import { expect, it } from "vitest";
import { createAws } from "../../src/aws/client.ts";
import { createPreflight } from "../../src/controller/preflight.ts";
import { createEmulator } from "../../src/emulator/emulator.ts";
import { ImageFailure, ImageMissing, type ImageSource } from "../../src/images/image-source.ts";
import { virtualClock } from "../../src/lib/clock.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { type Prerequisite, prerequisiteKey } from "../../src/model/prerequisite.ts";

const image = (name: string): Prerequisite => ({ topic: "images", image: name });

function preflightWith(imageSource: ImageSource) {
	const clock = virtualClock();
	const random = seededRandom(1);
	const { account, region, requestHandler } = createEmulator({ clock, random });
	const { lookups } = createAws({ clock, random, region, requestHandler, budget: async () => {} });
	const preflight = createPreflight({ lookups, imageSource, clock, random, answering: () => ({ account, region }) });
	const known = (name: string) => preflight.findings(clock.now()).get(prerequisiteKey(image(name)));
	const believed = (name: string) => (known(name)?.isOld ? undefined : known(name)?.is);
	return {
		clock,
		preflight,
		known,
		believed,
		lookUp: (names: string[]) => preflight.lookUp(names.map(image), clock.now() + 5_000),
	};
}

it("what does not answer in time is not told, and what could not be asked for meanwhile is left for the next time", async () => {
	const asked: string[] = [];
	const { clock, believed, lookUp } = preflightWith((name) => {
		asked.push(name);
		return new Promise(() => {});
	});
	const names = Array.from({ length: 30 }, (_, number) => `web:${number}`);
	let causes: readonly string[] | undefined;
	void lookUp(names).then((told) => {
		causes = told;
	});
	await clock.advance(4_999);
	expect(causes).toBeUndefined();
	await clock.advance(1);
	expect(causes).toEqual(["the answer takes too long."]);
	expect(asked).toEqual(names.slice(0, 20));
	expect(names.filter((name) => believed(name) === "not told")).toEqual(names.slice(0, 20));
});

it("the same is asked for once, however often it is wanted", async () => {
	const asked: string[] = [];
	const { lookUp, believed } = preflightWith(async (name) => {
		asked.push(name);
		return { digests: [] };
	});
	expect(await lookUp(["web:1", "web:2", "web:1"])).toEqual([]);
	expect(asked).toEqual(["web:1", "web:2"]);
	expect(believed("web:1")).toBe("found");
});

it("what is missing is asked for again after a pause that grows, and begins anew once it was there", async () => {
	let isThere = false;
	const { clock, known, believed, lookUp } = preflightWith(async () => {
		if (!isThere) throw new ImageMissing("The registry has none.");
		return { digests: [] };
	});
	const delayMs = async () => {
		await lookUp(["web:1"]);
		const delay = (known("web:1")?.untilMs ?? 0) - clock.now();
		await clock.advance(delay);
		expect(believed("web:1")).toBeUndefined();
		return delay;
	};
	const pauses = [await delayMs(), await delayMs(), await delayMs(), await delayMs(), await delayMs(), await delayMs()];
	expect(pauses[0]).toBeLessThanOrEqual(5_000);
	expect(pauses[2]).toBeGreaterThan(pauses[0] ?? 0);
	expect(Math.max(...pauses)).toBeLessThanOrEqual(60_000);
	isThere = true;
	expect(await delayMs()).toBe(600_000);
	isThere = false;
	expect(await delayMs()).toBeLessThanOrEqual(5_000);
});

it("what was missing a moment ago stays so while its registry fails, and not for ever", async () => {
	let failure: Error = new ImageMissing("The registry has none.");
	const { clock, known, lookUp } = preflightWith(() => Promise.reject(failure));
	await lookUp(["web:1"]);
	failure = new ImageFailure("The registry answers 500.");
	await clock.advance(60_000);
	expect(await lookUp(["web:1"])).toEqual(["The registry answers 500."]);
	expect(known("web:1")).toMatchObject({ is: "missing", isOld: false, reason: { code: "ImageMissing" } });
	await clock.advance(540_000);
	await lookUp(["web:1"]);
	expect(known("web:1")).toMatchObject({ is: "not told", isOld: false });
});

it("is believed no longer for a clock that is set back", async () => {
	const { clock, known, lookUp, preflight } = preflightWith(() => Promise.reject(new ImageMissing("There is none.")));
	await lookUp(["web:1"]);
	expect(known("web:1")?.isOld).toBe(false);
	const [before] = preflight.findings(clock.now() - 3_600_000).values();
	expect(before?.isOld).toBe(true);
});
