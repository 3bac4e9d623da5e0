/**
 * Watches the synced folder and delivers a snapshot whenever its content or its commit has changed.
 * File system events get lost and come in floods, so an event only triggers a read of the whole folder, and a slow periodic
 * read covers lost events.
 */
import type { WallClock } from "../lib/clock.ts";
import { sameJson } from "../lib/json.ts";
import type { Problem } from "../model/problem.ts";
import { because } from "../model/reason.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { checkoutCache } from "./checkout-judgement.ts";
import { SourceFailure } from "./failure.ts";
import { reportingSlowReads, slowReadMs } from "./slow.ts";
import type { Reading, SnapshotOptions } from "./snapshot.ts";
import { sameContent, takeReading } from "./snapshot.ts";
import type { Targets } from "./targets.ts";
import { targetsOf, watchTargets } from "./targets.ts";
import type { SourceTrouble } from "./trouble.ts";

export interface WatchOptions extends SnapshotOptions {
	readonly clock: WallClock;
	/**
	 * Called with the first snapshot, and again when a text, a problem, the revision or its provenance has changed, or
	 * after an error. The next read starts after it has resolved.
	 */
	readonly onSnapshot: (snapshot: Snapshot) => void | Promise<void>;
	/** Called when a read finds the same as the last snapshot. */
	readonly onSame?: () => void;
	/**
	 * Called when the folder cannot be read, when reading it is slow (while it lasts), and when it cannot be watched. The last
	 * snapshot stays applied; after a failed or slow read the next snapshot is delivered even if it is the same.
	 */
	readonly onError: (trouble: SourceTrouble) => void;
	/**
	 * Called with every reading. While readings are rejected the last snapshot stays applied, and the next one is delivered
	 * even if it is the same.
	 */
	readonly gate?: {
		readonly judge: (reading: Reading) => Promise<Problem | undefined>;
		readonly onRejected: (problem: Problem, revision: string) => void;
	};
	/** How long events must pause before the folder is read. */
	readonly debounceMs?: number;
	/** The interval of reads without an event. */
	readonly resyncMs?: number;
	/** The interval of three further reads after a change, where only they show that a folder outside of Git is stable. */
	readonly confirmMs?: number;
	/** After how long a read in progress is reported. */
	readonly slowMs?: number;
}

export interface Watch {
	/** Resolves once the folder is watched and its first read has ended, successfully or not. */
	readonly started: Promise<void>;
	/** Stops watching; once it has resolved, no callback is called. */
	readonly close: () => Promise<void>;
}

/** The interval of reads of a folder that is missing. */
const retryMs = 1_000;
/** How many times an unverified snapshot is read again soon. */
const confirmations = 3;
/** A folder that changes without a pause is read anyway, this many debounce times after the first event. */
const maxDebounces = 8;

/** Starts watching. Never throws and never gives up: every failure is passed to `onError` and retried. */
export function watchSource(options: WatchOptions): Watch {
	const { clock, debounceMs = 150, resyncMs = 30_000, confirmMs = 2_000, slowMs = slowReadMs } = options;
	const cache = checkoutCache();
	let closed = false;
	let cancelTimer = () => {};
	let timerAtMs: number | undefined;
	let firstHintMs: number | undefined;
	let running: Promise<void> | undefined;
	let hintedMeanwhile = false;
	let last: Snapshot | undefined;
	let confirmed = 0;
	let lastAnswered: Problem | SourceTrouble | undefined;
	let blind: string | undefined;
	let watching: { readonly targets: Targets; readonly close: () => Promise<void> } | undefined;

	const readIn = (delayMs: number) => {
		if (closed) return;
		cancelTimer();
		timerAtMs = clock.now() + delayMs;
		cancelTimer = clock.schedule(delayMs, () => {
			timerAtMs = undefined;
			firstHintMs = undefined;
			void look();
		});
	};
	const hint = () => {
		firstHintMs ??= clock.now();
		const latestMs = firstHintMs + maxDebounces * debounceMs;
		readIn(Math.max(0, Math.min(debounceMs, latestMs - clock.now())));
	};
	/** Schedules a read within this time, without delaying an earlier one. */
	const readWithin = (delayMs: number) => {
		if (timerAtMs === undefined || timerAtMs > clock.now() + delayMs) readIn(delayMs);
	};
	const tell = (trouble: SourceTrouble) => {
		reportOnce(trouble, () => options.onError(trouble));
		if (trouble.is !== "unwatched") last = undefined;
	};
	const read = () => {
		const { path } = options;
		const isSlow = () => tell({ is: "slow", path, seconds: Math.round(slowMs / 100) / 10 });
		return reportingSlowReads({ clock, limitMs: slowMs, tell: isSlow }, () => takeReading({ cache, ...options }));
	};
	const reportOnce = (what: Problem | SourceTrouble, say: () => void) => {
		if (!closed && !(lastAnswered && sameJson(what, lastAnswered))) say();
		lastAnswered = what;
	};

	/** Runs one read at a time; a hint during a read triggers another. */
	const look = (): Promise<void> => {
		if (running) {
			hintedMeanwhile = true;
			return running;
		}
		running = readOnce().finally(() => {
			running = undefined;
			if (hintedMeanwhile) hint();
			else readWithin(isUnconfirmed() ? Math.min(confirmMs, resyncMs) : resyncMs);
			hintedMeanwhile = false;
		});
		return running;
	};
	const isUnconfirmed = () => last?.provenance.is === "unversioned" && confirmed < confirmations;
	const readOnce = async () => {
		const reading = await orReport(read);
		if (closed) return;
		if (reading) {
			await takeOrReject(reading);
		} else {
			readWithin(retryMs);
		}
		// A change between the read and the new watch causes no event, so every new watch is followed by a read.
		if (await orReport(() => rewatch(reading))) hintedMeanwhile = true;
	};
	const takeOrReject = async (reading: Reading) => {
		const { gate } = options;
		const { revision } = reading.snapshot;
		const problem = await gate?.judge(reading);
		if (closed) return;
		if (problem) {
			reportOnce(problem, () => gate?.onRejected(problem, revision));
			last = undefined;
		} else {
			lastAnswered = undefined;
			await publish(reading.snapshot);
		}
	};
	const orReport = async <Result>(action: () => Promise<Result>): Promise<Result | undefined> => {
		try {
			return await action();
		} catch (error) {
			if (!(error instanceof SourceFailure)) throw error;
			tell({ is: "unreadable", reason: error.reason });
			return undefined;
		}
	};
	const publish = async (snapshot: Snapshot) => {
		if (last && isSameSnapshot(last, snapshot)) {
			confirmed += 1;
			return options.onSame?.();
		}
		confirmed = 0;
		last = snapshot;
		await options.onSnapshot(snapshot);
	};
	const rewatch = async (reading: Reading | undefined): Promise<boolean> => {
		const targets = await targetsOf(options, reading);
		if (closed || (targets.key === watching?.targets.key && blind === undefined)) return false;
		// Closed first: chokidar shares handles by path, so a recreated folder would keep the dead handle.
		await watching?.close();
		const wasBlind = blind;
		blind = undefined;
		const onFailure = (systemCode: string) => {
			blind = systemCode;
			if (blind === wasBlind) return;
			tell({ is: "unwatched", reason: because("FolderNotWatched", { systemCode, resyncSeconds: resyncMs / 1_000 }) });
		};
		watching = { targets, close: await watchTargets(targets, hint, onFailure) };
		// While the folder cannot be watched, each periodic read retries the watch, and a further read would add nothing.
		return blind === undefined;
	};

	const started = look();
	return {
		started,
		close: async () => {
			closed = true;
			cancelTimer();
			await running;
			cancelTimer();
			await watching?.close();
		},
	};
}

/** Whether two snapshots have the same content and the same provenance. */
export function isSameSnapshot(a: Snapshot, b: Snapshot): boolean {
	const isSameState = a.revision === b.revision && a.path === b.path && sameJson(a.provenance, b.provenance);
	return isSameState && sameContent(a, b);
}
