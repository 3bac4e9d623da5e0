/**
 * Watches the synced folder and hands out a snapshot whenever its content or its commit changed. File system events get
 * lost and come in floods, so an event is only a hint to read the whole folder again, and a slow resync covers what no
 * event told.
 */
import type { WallClock } from "../lib/clock.ts";
import { sameJson } from "../lib/json.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Held } from "./ancestry.ts";
import { checkoutCache } from "./checkout-judgement.ts";
import { SourceFailure } from "./failure.ts";
import { slowReadMs, tellingSlow } from "./slow.ts";
import type { Reading, SnapshotOptions } from "./snapshot.ts";
import { sameContent, takeReading } from "./snapshot.ts";
import type { Targets } from "./targets.ts";
import { targetsOf, watchTargets } from "./targets.ts";
import type { SourceTrouble } from "./trouble.ts";

export interface WatchOptions extends SnapshotOptions {
	readonly clock: WallClock;
	/** Called with the first snapshot, and again only when a text, a problem, the revision or its provenance changed, or after an error. Until it is done nothing is read. */
	readonly onSnapshot: (snapshot: Snapshot) => void | Promise<void>;
	/** Called when the folder was read once more and is as the last snapshot has it. */
	readonly onSame?: () => void;
	/**
	 * Called with a sentence when the folder cannot be read: the last snapshot stays in force, and the next one comes even if
	 * it is the same. Or when reading it takes long, while it does, which ends with a snapshot or another error. Or when it
	 * can be read and not watched.
	 */
	readonly onError: (sentence: string, what: SourceTrouble) => void;
	/**
	 * Asked of all that is read, at each look. While something is held the last snapshot stays in force, and the next one comes
	 * even if it is the same.
	 */
	readonly gate?: {
		readonly judge: (reading: Reading) => Promise<Held | undefined>;
		readonly onHeld: (held: Held, revision: string) => void;
	};
	/** How long events must pause before the folder is read. */
	readonly debounceMs?: number;
	/** How often the folder is read though no event came. */
	readonly resyncMs?: number;
	/** How soon it is read again, three times, where only that shows that a folder outside of Git stays as it is. */
	readonly confirmMs?: number;
	/** After how long a read is told of while it lasts. */
	readonly slowMs?: number;
}

export interface Watch {
	/** Resolves once the folder was read, or failed to be, and is being watched. */
	readonly started: Promise<void>;
	/** Stops watching; when it resolves, nothing is called any more. */
	readonly close: () => Promise<void>;
}

/** A folder that vanished is looked for this often. */
const retryMs = 1_000;
/** So often is a new snapshot that nothing vouches for read again soon. */
const confirmations = 3;
/** A folder that is written to without a pause is read all the same, this many debounce times after the first event. */
const mostDebounces = 8;

/** Starts watching. Never throws and never gives up: whatever goes wrong is told to `onError` and tried again. */
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
	let lastError = "";
	let blind = "";
	let watching: { readonly targets: Targets; readonly close: () => Promise<void> } | undefined;

	const lookIn = (delayMs: number) => {
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
		const latestMs = firstHintMs + mostDebounces * debounceMs;
		lookIn(Math.max(0, Math.min(debounceMs, latestMs - clock.now())));
	};
	/** Sets a time to look at the latest, without putting off what is due earlier. */
	const lookWithin = (delayMs: number) => {
		if (timerAtMs === undefined || timerAtMs > clock.now() + delayMs) lookIn(delayMs);
	};
	const tell = (sentence: string, what: SourceTrouble) => {
		tellOnce(sentence, () => options.onError(sentence, what));
		if (what !== "unwatched") last = undefined;
	};
	const read = () => {
		const slow = { clock, path: options.path, limitMs: slowMs, tell: (sentence: string) => tell(sentence, "slow") };
		return tellingSlow(slow, () => takeReading({ cache, ...options }));
	};
	const tellOnce = (sentence: string, say: () => void) => {
		if (sentence !== lastError && !closed) say();
		lastError = sentence;
	};

	/** One look at a time; a hint that comes while one is running asks for another. */
	const look = (): Promise<void> => {
		if (running) {
			hintedMeanwhile = true;
			return running;
		}
		running = lookOnce().finally(() => {
			running = undefined;
			if (hintedMeanwhile) hint();
			else lookWithin(isUnconfirmed() ? Math.min(confirmMs, resyncMs) : resyncMs);
			hintedMeanwhile = false;
		});
		return running;
	};
	const isUnconfirmed = () => last?.provenance.is === "unversioned" && confirmed < confirmations;
	const lookOnce = async () => {
		const reading = await orTell(read);
		if (closed) return;
		if (reading) {
			await takeOrHold(reading);
		} else {
			lookWithin(retryMs);
		}
		// What changed between the read and the new watch told nobody, so there is one more read after each new watch.
		if (await orTell(() => rewatch(reading))) hintedMeanwhile = true;
	};
	const takeOrHold = async (reading: Reading) => {
		const { gate } = options;
		const { revision } = reading.snapshot;
		const held = await gate?.judge(reading);
		if (closed) return;
		if (held) {
			tellOnce(held.sentence, () => gate?.onHeld(held, revision));
			last = undefined;
		} else {
			lastError = "";
			await publish(reading.snapshot);
		}
	};
	const orTell = async <Result>(action: () => Promise<Result>): Promise<Result | undefined> => {
		try {
			return await action();
		} catch (error) {
			if (!(error instanceof SourceFailure)) throw error;
			tell(error.message, "unreadable");
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
		if (closed || (targets.key === watching?.targets.key && blind === "")) return false;
		// Closed first: chokidar shares handles by path, so a folder made again would keep the dead handle of the old one.
		await watching?.close();
		const wasBlind = blind;
		blind = "";
		const onFailure = (code: string) => {
			blind = blindness(code, resyncMs);
			if (blind !== wasBlind) tell(blind, "unwatched");
		};
		watching = { targets, close: await watchTargets(targets, hint, onFailure) };
		// While blind, the watch is tried again with each resync, and there is nothing that a further read would close.
		return blind === "";
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

/** Whether two snapshots say the same, and the same vouches for it. */
export function isSameSnapshot(a: Snapshot, b: Snapshot): boolean {
	const isSameState = a.revision === b.revision && a.path === b.path && sameJson(a.provenance, b.provenance);
	return isSameState && sameContent(a, b);
}

function blindness(code: string, resyncMs: number): string {
	const cause =
		code === "ENOSPC"
			? "no watches are left (see fs.inotify.max_user_watches)"
			: code === "EMFILE"
				? "no watchers or file handles are left (see fs.inotify.max_user_instances)"
				: `the operating system answers ${code}`;
	return `The folder cannot be watched for changes: ${cause}. It is read every ${resyncMs / 1000} s instead.`;
}
