/**
 * The loop: when passes happen. It wakes for a new snapshot, for what falls due, and for nothing else; what woke it is not
 * an input of the plan.
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

/** What happens, for those who watch. What is told to people comes from comparing statuses. */
export interface Listeners {
	readonly onSent?: (sent: SentCall) => void;
	readonly onPass?: (pass: {
		readonly durationMs: number;
		readonly plan: Plan;
		readonly sent: readonly SentCall[];
		readonly drift: readonly DriftCount[];
	}) => void;
	/** After everything that changes the status. */
	readonly onStatus?: (status: Status) => void;
	/** Called once with each thing that operators should know of this AWS. */
	readonly onWarning?: (warning: Reason) => void;
	/** Called with each bug, as often as it comes up. */
	readonly onBug?: (bug: Bug) => void;
}

/** What a controller works with, and how. */
export interface ControllerOptions extends Listeners, BesideOptions {
	readonly kinds: Kinds;
	readonly aws: Aws;
	readonly clock: WallClock;
	readonly random: Random;
	readonly pace: Pace;
	/** The most writes of one pass. */
	readonly mostWrites: number;
	/** Looks, plans and tells, and never writes. */
	readonly observe?: boolean;
	/** Whom to ask whether images are there; nobody when absent. */
	readonly imageSource?: ImageSource;
	/** What the status says of the ancestry of revisions; absent where a folder is read once. */
	readonly ancestry?: () => Status["ancestry"];
}

/** A controller, for those who feed it and look at it. */
export interface Controller {
	/** Takes what the folder says; the loop wakes and plans from it. */
	readonly accept: (manifests: Manifests) => void;
	/** Notes that the folder was read once more and says what was last accepted. */
	readonly readAgain: () => void;
	/** Runs until `signal` aborts; the call in flight is reported before it resolves, however it ends. */
	readonly run: (signal: AbortSignal) => Promise<void>;
	readonly status: () => Status;
	/** Whether everything that is declared has been looked at once. */
	readonly ready: () => boolean;
	/** For how long the present pass has been running, milliseconds; 0 between passes. */
	readonly passRunsForMs: () => number;
}

/** How long to wait before asking again which account answers, while another one or none does. */
const accountPace: Backoff = { firstBackoffMs: 5_000, longestBackoffMs: 60_000 };
/** With nothing to look at, only a new snapshot wakes the loop. */
const longestPauseMs = 3_600_000;

/** A controller that has read nothing yet; `accept` feeds it and `run` sets it going. */
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
	/** How often in a row the right account has not answered. */
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

	/** Makes one pass after the other, and pauses until the next is due or something wakes it. */
	async function passesUntil(signal: AbortSignal): Promise<void> {
		while (!signal.aborted) {
			// A fresh controller for each pause: aborted by the loop's end or by whatever wakes it.
			const pause = new AbortController();
			wake = () => pause.abort();
			signal.addEventListener("abort", wake, { once: true });
			const before = heldBy();
			const pauseMs = await passAndPauseMs(signal);
			if (pauseMs === undefined) return;
			options.onStatus?.(status());
			const isOtherwise = windows().length > 0 ? () => heldBy() !== before : undefined;
			// What was held back, or was to be sent, is planned anew.
			if (!signal.aborted && (await rest(clock, pauseMs, pause.signal, isOtherwise))) schedule.wake(book.notInSync());
			signal.removeEventListener("abort", wake);
		}
	}

	/** Makes the pass that is due by now, if there is one, and gives the time until the next; undefined when it was cut short. */
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

	/** One pass and what follows from it. False where it counts for nothing. */
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
		// What was written meanwhile is looked at anew: this pass has judged it, and has set its next look, by what was there before.
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
			// Without a desired state the last one stays in force, but what it does not name may be declared by now.
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
			// A bug of the engine in one of them ends all.
			await Promise.all([passesUntil(either), beside.run(either)]).finally(() => failing.abort());
		},
	};
}

/** Passes each warning on only the first time. */
function once(tell: (warning: Reason) => void = () => {}): (warning: Reason) => void {
	const told = new Set<string>();
	return (warning) => {
		const key = stableJson(warning);
		if (told.has(key)) return;
		told.add(key);
		tell(warning);
	};
}
