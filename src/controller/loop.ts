/**
 * The controller loop: decides when to reconcile. It wakes for a new snapshot and for resources that fall due; the
 * cause of a wakeup is not an input of the plan.
 */
import type { Aws } from "../aws/client.ts";
import type { ImageSource } from "../images/image-source.ts";
import { momentOn, type WallClock } from "../lib/clock.ts";
import { stableJson } from "../lib/json.ts";
import type { Random } from "../lib/random.ts";
import type { Bug } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import type { Kinds } from "../model/kinds.ts";
import type { Desired } from "../model/manifest.ts";
import type { Plan } from "../model/plan.ts";
import type { Reason } from "../model/reason.ts";
import type { Status } from "../model/status.ts";
import { createAccountWatch } from "./account-watch.ts";
import { takeAftermath } from "./aftermath.ts";
import { type BesideOptions, createBeside } from "./beside.ts";
import { noteRetained, takeUp } from "./changes.ts";
import type { SentCall } from "./execute.ts";
import { createHolding } from "./holding.ts";
import { createMemory, forgetSeen } from "./memory.ts";
import { dueWithSweep } from "./needs.ts";
import { runPass } from "./pass.ts";
import { type Backoff, backoffPause } from "./pauses.ts";
import { createPreflight } from "./preflight.ts";
import { rest } from "./rest.ts";
import type { Pace } from "./schedule.ts";
import { type Manifests, statusOf } from "./status.ts";
import type { DriftCount } from "./status-book.ts";

/** Callbacks for observers. Messages for people are derived from comparing statuses. */
export interface Listeners {
	readonly onSent?: (sent: SentCall) => void;
	readonly onPass?: (pass: {
		readonly durationMs: number;
		readonly plan: Plan;
		readonly sent: readonly SentCall[];
		readonly drift: readonly DriftCount[];
	}) => void;
	/** Called after every change of the status. */
	readonly onStatus?: (status: Status) => void;
	/** Called once for each warning about this AWS. */
	readonly onWarning?: (warning: Reason) => void;
	/** Called with each bug, each time it occurs. */
	readonly onBug?: (bug: Bug) => void;
}

/** The dependencies and settings of a controller. */
export interface ControllerOptions extends Listeners, BesideOptions {
	readonly kinds: Kinds;
	readonly aws: Aws;
	readonly clock: WallClock;
	readonly random: Random;
	readonly pace: Pace;
	/** Maximum number of write calls in one reconcile. */
	readonly mostWrites: number;
	/** Observe, plan and report, but never write. */
	readonly observe?: boolean;
	/** Checks that images exist; absent to skip the check. */
	readonly imageSource?: ImageSource;
	/** The ancestry of revisions for the status; absent if the folder is read once. */
	readonly ancestry?: () => Status["ancestry"];
}

/** A controller, as its callers use it. */
export interface Controller {
	/** Applies a new snapshot of the manifests; the loop wakes and plans from it. */
	readonly accept: (manifests: Manifests) => void;
	/** Records that the folder was read again without a change. */
	readonly readAgain: () => void;
	/** Runs until `signal` aborts. A call in flight is reported before it resolves or rejects. */
	readonly run: (signal: AbortSignal) => Promise<void>;
	readonly status: () => Status;
	/** Whether every declared resource has been observed once. */
	readonly ready: () => boolean;
	/** How long the current reconcile has been running, in milliseconds; 0 between reconciles. */
	readonly passRunsForMs: () => number;
}

/** Backoff for determining the account again while another account, or none, answers. */
const accountPace: Backoff = { firstBackoffMs: 5_000, longestBackoffMs: 60_000 };
/** Without resources to observe, only a new snapshot wakes the loop. */
const longestPauseMs = 3_600_000;

/** Creates a controller without manifests. `accept` supplies them and `run` starts it. */
export function createController(options: ControllerOptions): Controller {
	const { clock, kinds } = options;
	const memory = createMemory(options.pace, options.random);
	const { book, schedule, world } = memory;
	const account = createAccountWatch(options);
	const { aws } = account;
	const preflight = createPreflight({ ...options, lookUps: aws.lookUps, answering: account.answering });
	const holding = createHolding({ observe: options.observe ?? false });
	const onWarning = once(options.onWarning);
	const onBug = options.onBug ?? (() => {});
	let manifests: Manifests = { desired: undefined, problems: [] };
	let revisionAtMs: number | undefined;
	let passSinceMs: number | undefined;
	/** Consecutive failed checks of the account. */
	let wrongAnswers = 0;
	let wake = () => {};
	const windows = () => manifests.desired?.environment.windows ?? [];
	const holdAt = (wallMs: number) => holding.holdAt(windows(), wallMs);
	const heldBy = () => stableJson(holdAt(clock.wallMs())?.reason);
	const beside = createBeside({
		...options,
		onBug,
		aws: account.background,
		world,
		owner: () => (account.stopped() === undefined ? manifests.desired?.environment.owner : undefined),
		onChange: (identities) => {
			schedule.wake([...identities].filter((identity) => world.get(identity)));
			wake();
		},
	});

	const status = () =>
		statusOf({
			...{ manifests, revisionAtMs, passes: memory.passes, lastSuccess: memory.lastSuccess },
			answering: account.answering(),
			stopped: account.stopped(),
			hold: holdAt(clock.wallMs()),
			ancestry: options.ancestry?.(),
			resources: book.all(),
		});

	/** Runs one reconcile after the other, and pauses until the next one is due or something wakes it. */
	async function passesUntil(signal: AbortSignal): Promise<void> {
		while (!signal.aborted) {
			// Each pause has its own controller, aborted when the loop ends or wakes.
			const pause = new AbortController();
			wake = () => pause.abort();
			signal.addEventListener("abort", wake, { once: true });
			const before = heldBy();
			const pauseMs = await passAndPauseMs(signal);
			if (pauseMs === undefined) return;
			options.onStatus?.(status());
			const isOtherwise = windows().length > 0 ? () => heldBy() !== before : undefined;
			// The paused or pending actions are planned again.
			if (!signal.aborted && (await rest(clock, pauseMs, pause.signal, isOtherwise))) schedule.wake(book.notInSync());
			signal.removeEventListener("abort", wake);
		}
	}

	/**
	 * Runs the reconcile that is due, if any, and returns the time until the next one in milliseconds; undefined if it
	 * was interrupted.
	 */
	async function passAndPauseMs(signal: AbortSignal): Promise<number | undefined> {
		const { desired } = manifests;
		if (!desired) return longestPauseMs;
		const accountPauseMs = () => backoffPause(accountPace, wrongAnswers++, options.random);
		const isRight = await account.isRight(desired.environment);
		if (signal.aborted) return undefined;
		if (!isRight) return accountPauseMs();
		if (memory.era !== account.era()) {
			memory.era = account.era();
			forgetSeen(memory, desired);
			preflight.forget();
		}
		const due = schedule.due(clock.now());
		if (due.size > 0 || clock.now() >= memory.nextSweepMs) {
			passSinceMs = clock.now();
			const isWhole = await onePass(desired, due, signal);
			passSinceMs = undefined;
			if (!isWhole && signal.aborted) return undefined;
		}
		if (memory.era !== account.era()) return accountPauseMs();
		wrongAnswers = 0;
		const { atMs, wallMs } = momentOn(clock);
		const changesAtMs = holding.changesAtMs(windows(), wallMs) ?? Number.POSITIVE_INFINITY;
		return Math.min((schedule.nextMs() ?? memory.nextSweepMs) - atMs, memory.nextSweepMs - atMs, changesAtMs - wallMs);
	}

	/** Runs one reconcile and records its result. Returns false if the result must be discarded. */
	async function onePass(desired: Desired, dueNow: ReadonlySet<Identity>, signal: AbortSignal): Promise<boolean> {
		const startMs = clock.now();
		const sweep = startMs >= memory.nextSweepMs;
		const due = new Set(sweep ? [...dueNow, ...dueWithSweep(desired)] : dueNow);
		memory.passes += 1;
		account.begin();
		const result = await runPass(
			{
				...{ kinds, desired, aws, account, clock, due, sweep, holdAt, onWarning, onBug, preflight },
				...memory,
				...beside.found(),
				pass: memory.passes,
				holdBack: (item) => memory.repetition.holdBack(item, clock.now()),
			},
			{
				most: options.mostWrites,
				signal,
				isInForce: () => manifests.desired === desired,
				onSent: (sent) => {
					beside.noteSent(sent);
					options.onSent?.(sent);
				},
			},
		);
		if ("doubt" in result) return false;
		const now = momentOn(clock);
		const ended = { kinds, desired, sweep, startMs, result, pace: options.pace };
		const drift = takeAftermath(memory, ended, now);
		// Manifests written during this reconcile are observed again: it planned and scheduled them by their previous
		// content.
		const newer = manifests.desired;
		if (newer && newer !== desired) takeUp(memory, kinds, desired, newer, now.wallMs);
		options.onPass?.({ durationMs: now.atMs - startMs, plan: result.plan, sent: result.sent, drift });
		return true;
	}

	return {
		status,
		ready: () =>
			manifests.desired !== undefined &&
			account.stopped() === undefined &&
			book.all().every(({ lookedAtMs, orphan }) => lookedAtMs || orphan),
		passRunsForMs: () => (passSinceMs === undefined ? 0 : clock.now() - passSinceMs),
		accept: (next) => {
			const before = manifests.desired;
			// Without a valid new state the last one stays in force, but resources it does not declare may be declared
			// now.
			manifests = { ...next, desired: next.desired ?? (before?.complete ? { ...before, complete: false } : before) };
			if (next.desired && next.desired !== before) {
				revisionAtMs = clock.wallMs();
				noteRetained(memory.retained, before, next.desired);
				memory.settling.changed(before, next.desired, clock.now());
				takeUp(memory, kinds, before, next.desired, clock.wallMs());
			}
			options.onStatus?.(status());
			wake();
		},
		readAgain: () => memory.settling.readAgain(clock.now()),
		run: async (signal) => {
			const failing = new AbortController();
			const either = AbortSignal.any([signal, failing.signal]);
			// A bug of the engine in either loop ends both.
			await Promise.all([passesUntil(either), beside.run(either)]).finally(() => failing.abort());
		},
	};
}

/** Forwards each warning only the first time. */
function once(tell: (warning: Reason) => void = () => {}): (warning: Reason) => void {
	const told = new Set<string>();
	return (warning) => {
		const key = stableJson(warning);
		if (told.has(key)) return;
		told.add(key);
		tell(warning);
	};
}
