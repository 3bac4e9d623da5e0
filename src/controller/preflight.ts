/**
 * Remembers what was looked up before calls, so that a pass asks for nothing that it knows: what is there for long, what is
 * missing for a moment, and ever longer while it stays so. Nothing is asked but for a call, and so nothing once all is in sync.
 */
import { setMaxListeners } from "node:events";
import type { Answering } from "../aws/answering.ts";
import type { LookUps } from "../aws/look-ups.ts";
import type { ImageSource } from "../images/image-source.ts";
import { type Clock, sleep } from "../lib/clock.ts";
import type { Random } from "../lib/random.ts";
import { type Finding, type Findings, type Prerequisite, prerequisiteKey } from "../model/prerequisite.ts";
import { lookUp, notTold } from "../preflight/look-up.ts";
import type { Sources } from "../preflight/source.ts";

import { type Backoff, backoffPause } from "./pauses.ts";

/** What was found, and what is to be looked up. */
export interface Preflight {
	/** What is known at a time, milliseconds since the epoch. */
	readonly findings: (nowMs: number) => Findings;
	/**
	 * Looks up, many at once, until `endMs`: what was asked for then and has not been answered is not told, and what could not
	 * be asked for is left as unknown. At least one is asked for. Gives why some were not told, in sentences. `signal` ends it
	 * early.
	 */
	readonly lookUp: (wanted: readonly Prerequisite[], endMs: number, signal?: AbortSignal) => Promise<readonly string[]>;
	/** Forgets what was found, which may be another account's. */
	readonly forget: () => void;
}

/** So many are asked for at once. */
const mostAtOnce = 20;
/** How long what is there is believed to be. */
const foundMs = 600_000;
/** What is missing is waited for by somebody. */
const missingPace: Backoff = { firstBackoffMs: 5_000, longestBackoffMs: 60_000 };
/** What cannot be asked keeps no call back, so there is no hurry. */
const untoldPace: Backoff = { firstBackoffMs: 30_000, longestBackoffMs: 600_000 };
/** What nobody has asked for again for so long is forgotten. */
const forgottenMs = 3_600_000;

type Known = Finding & {
	/** Until when it is believed, and when it was told; milliseconds since the epoch. */
	readonly untilMs: number;
	readonly toldAtMs: number;
	/** How often in a row it was found so. */
	readonly times: number;
};

/** A clock that was set back makes nothing believed for longer. */
function isOld({ untilMs, toldAtMs }: Known, nowMs: number): boolean {
	return nowMs >= untilMs || nowMs < toldAtMs;
}

/** A memory of nothing. */
export function createPreflight(options: {
	readonly lookUps: LookUps;
	readonly imageSource?: ImageSource;
	/** Who answers; known before the first pass. */
	readonly answering: () => Answering | undefined;
	readonly clock: Clock;
	readonly random: Random;
}): Preflight {
	const { clock, random, lookUps, imageSource } = options;
	const known = new Map<string, Known>();

	function remember(key: string, told: Finding): void {
		const before = known.get(key);
		const nowMs = clock.now();
		// A registry that fails for a moment does not bring what it has just said is not there.
		const sinceMs = nowMs - (before?.toldAtMs ?? 0);
		const isStillMissing = told.is === "not told" && before?.is === "missing" && sinceMs >= 0 && sinceMs < foundMs;
		const finding = isStillMissing ? before : { ...told, toldAtMs: nowMs };
		const times = before?.is === finding.is ? before.times + 1 : 1;
		const pace = finding.is === "missing" ? missingPace : untoldPace;
		const believedMs = finding.is === "found" ? foundMs : backoffPause(pace, times - 1, random);
		known.set(key, { ...finding, times, untilMs: nowMs + believedMs });
	}

	function forgetOld(): void {
		for (const [key, { untilMs }] of known) if (untilMs + forgottenMs < clock.now()) known.delete(key);
	}

	function sources(): Sources {
		const { account = "", region = "" } = options.answering() ?? {};
		return { lookUps, account, region, ...(imageSource ? { images: imageSource } : {}) };
	}

	return {
		forget: () => known.clear(),
		findings: (nowMs) => new Map([...known].map(([key, one]) => [key, { ...one, isOld: isOld(one, nowMs) }])),
		lookUp: async (wanted, endMs, signal) => {
			forgetOld();
			const queue = [...new Map(wanted.map((one) => [prerequisiteKey(one), one]))];
			const ended = new AbortController();
			const finished = new AbortController();
			// Many wait for this one at once, which Node otherwise takes for a leak.
			setMaxListeners(0, ended.signal);
			const untilEnd = AbortSignal.any(signal ? [finished.signal, signal] : [finished.signal]);
			const tooLong = sleep(clock, endMs - clock.now(), untilEnd).then(() => ended.abort());
			const causes = new Set<string>();
			const askOn = async () => {
				for (let next = queue.shift(); next; next = queue.shift()) {
					const [key, one] = next;
					const finding = await Promise.race([
						lookUp(one, sources(), ended.signal),
						tooLong.then(() => notTold(one, "the answer takes too long.")),
					]);
					remember(key, finding);
					if (finding.is === "not told") causes.add(finding.cause);
					if (ended.signal.aborted) return;
				}
			};
			await Promise.all(Array.from({ length: mostAtOnce }, askOn));
			finished.abort();
			return [...causes];
		},
	};
}
