/**
 * Caches the results of preflight lookups: existing prerequisites for long, missing ones briefly at first and then with
 * backoff. Only planned actions cause lookups, so there are none while everything is in sync.
 */
import { setMaxListeners } from "node:events";
import type { Answering } from "../aws/answering.ts";
import type { Lookups } from "../aws/lookups.ts";
import type { ImageSource } from "../images/image-source.ts";
import { type Clock, sleep } from "../lib/clock.ts";
import type { Random } from "../lib/random.ts";
import { type Finding, type Findings, type Prerequisite, prerequisiteKey } from "../model/prerequisite.ts";
import { lookUp, undetermined } from "../preflight/look-up.ts";
import type { Sources } from "../preflight/source.ts";

import { type Backoff, backoffDelay } from "./backoff.ts";

/** The cached results, and the lookup of new ones. */
export interface Preflight {
	/** The results known at `nowMs`, as `clock.now()` (monotonic). */
	readonly findings: (nowMs: number) => Findings;
	/**
	 * Looks up prerequisites in parallel until `endMs`, at least one. A lookup unanswered by then counts as failed; one
	 * that was not started stays unknown. Returns the causes of failed lookups as sentences. `signal` aborts it.
	 */
	readonly lookUp: (wanted: readonly Prerequisite[], endMs: number, signal?: AbortSignal) => Promise<readonly string[]>;
	/** Discards the results, which may belong to another account. */
	readonly forget: () => void;
}

/** Maximum number of parallel lookups. */
const maxParallel = 20;
/** How long an existing prerequisite is cached. */
const foundMs = 600_000;
/** An action is waiting for a missing prerequisite, so it is checked often. */
const missingPace: Backoff = { firstBackoffMs: 5_000, maxBackoffMs: 60_000 };
/** A failed lookup blocks no action, so it is retried less often. */
const untoldPace: Backoff = { firstBackoffMs: 30_000, maxBackoffMs: 600_000 };
/** Results that were not requested for this long are discarded. */
const forgottenMs = 3_600_000;

type Known = Finding & {
	/** Expiry and time of the lookup, as `clock.now()` (monotonic). */
	readonly untilMs: number;
	readonly foundAtMs: number;
	/** Consecutive lookups with this result. */
	readonly times: number;
};

/** A clock that was set back must not extend the validity. */
function isOld({ untilMs, foundAtMs }: Known, nowMs: number): boolean {
	return nowMs >= untilMs || nowMs < foundAtMs;
}

/** Creates an empty cache. */
export function createPreflight(options: {
	readonly lookups: Lookups;
	readonly imageSource?: ImageSource;
	/** The account that answers; known before the first reconcile. */
	readonly answering: () => Answering | undefined;
	readonly clock: Clock;
	readonly random: Random;
}): Preflight {
	const { clock, random, lookups, imageSource } = options;
	const known = new Map<string, Known>();

	function remember(key: string, told: Finding): void {
		const before = known.get(key);
		const nowMs = clock.now();
		// A temporary registry failure does not replace the recent result that the image is missing.
		const sinceMs = nowMs - (before?.foundAtMs ?? 0);
		const isStillMissing = told.is === "not told" && before?.is === "missing" && sinceMs >= 0 && sinceMs < foundMs;
		const finding = isStillMissing ? before : { ...told, foundAtMs: nowMs };
		const times = before?.is === finding.is ? before.times + 1 : 1;
		const pace = finding.is === "missing" ? missingPace : untoldPace;
		const believedMs = finding.is === "found" ? foundMs : backoffDelay(pace, times - 1, random);
		known.set(key, { ...finding, times, untilMs: nowMs + believedMs });
	}

	function forgetOld(): void {
		for (const [key, { untilMs }] of known) if (untilMs + forgottenMs < clock.now()) known.delete(key);
	}

	function sources(): Sources {
		const { account = "", region = "" } = options.answering() ?? {};
		return { lookups, account, region, ...(imageSource ? { images: imageSource } : {}) };
	}

	return {
		forget: () => known.clear(),
		findings: (nowMs) => new Map([...known].map(([key, one]) => [key, { ...one, isOld: isOld(one, nowMs) }])),
		lookUp: async (wanted, endMs, signal) => {
			forgetOld();
			const queue = [...new Map(wanted.map((one) => [prerequisiteKey(one), one]))];
			const ended = new AbortController();
			const finished = new AbortController();
			// Many lookups listen to this signal at once, which Node would report as a leak.
			setMaxListeners(0, ended.signal);
			const untilEnd = AbortSignal.any(signal ? [finished.signal, signal] : [finished.signal]);
			const tooLong = sleep(clock, endMs - clock.now(), untilEnd).then(() => ended.abort());
			const causes = new Set<string>();
			const askOn = async () => {
				for (let next = queue.shift(); next; next = queue.shift()) {
					const [key, one] = next;
					const finding = await Promise.race([
						lookUp(one, sources(), ended.signal),
						tooLong.then(() => undetermined(one, "the answer takes too long.")),
					]);
					remember(key, finding);
					if (finding.is === "not told") causes.add(finding.cause);
					if (ended.signal.aborted) return;
				}
			};
			await Promise.all(Array.from({ length: maxParallel }, askOn));
			finished.abort();
			return [...causes];
		},
	};
}
