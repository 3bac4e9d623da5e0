/**
 * The controller loop: decides when to reconcile. It wakes for a new snapshot and for resources that fall due; the
 * cause of a wakeup is not an input of the plan.
 */
import type { Aws } from "../aws/client.ts";
import type { ImageSource } from "../images/image-source.ts";
import { momentOn, type WallClock } from "../lib/clock.ts";
import { stableJson } from "../lib/json.ts";
import { onceEach } from "../lib/once-each.ts";
import type { Random } from "../lib/random.ts";
import type { Bug } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import type { Kinds } from "../model/kinds.ts";
import type { Desired } from "../model/manifest.ts";
import type { Plan } from "../model/plan.ts";
import type { Reason } from "../model/reason.ts";
import type { Status } from "../model/status.ts";
import { createAccountGuard } from "./account-guard.ts";
import { applyRevision, noteRetained } from "./apply-revision.ts";
import { type BackgroundOptions, createBackgroundLoops } from "./background-loops.ts";
import { type Backoff, backoffDelay } from "./backoff.ts";
import { createControllerState, forgetObserved } from "./controller-state.ts";
import { dueWithFullResync } from "./dependencies.ts";
import type { SentCall } from "./execute.ts";
import { createPauseState } from "./pause-state.ts";
import { createPreflight } from "./preflight.ts";
import { reconcile } from "./reconcile.ts";
import { recordReconcileResult } from "./record-reconcile.ts";
import type { Pace } from "./schedule.ts";
import { sleepUntilDue } from "./sleep.ts";
import { type Manifests, statusOf } from "./status.ts";
import type { DriftCount } from "./status-store.ts";

/** Callbacks for observers. Messages for people are derived from comparing statuses. */
export interface Listeners {
	readonly onSent?: (sent: SentCall) => void;
	readonly onReconcile?: (ended: {
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
export interface ControllerOptions extends Listeners, BackgroundOptions {
	readonly kinds: Kinds;
	readonly aws: Aws;
	readonly clock: WallClock;
	readonly random: Random;
	readonly pace: Pace;
	/** Maximum number of write calls in one reconcile. */
	readonly maxWrites: number;
	/** Observe, plan and report, but never write. */
	readonly observe?: boolean;
	/** Checks that images exist; absent to skip the check. */
	readonly imageSource?: ImageSource;
	/** The ancestry of revisions for the status; absent if the folder is read once. */
	readonly ancestry?: () => Status["ancestry"];
}

/** A controller, as its callers use it. */
export interface Controller {
	/** Replaces the manifests and wakes the loop. */
	readonly setManifests: (manifests: Manifests) => void;
	/** Records that the folder was read again without a change. */
	readonly readAgain: () => void;
	/** Runs until `signal` aborts. A call in flight is reported before it resolves or rejects. */
	readonly run: (signal: AbortSignal) => Promise<void>;
	readonly status: () => Status;
	/** Whether every declared resource has been observed once. */
	readonly ready: () => boolean;
	/** How long the current reconcile has been running, in milliseconds; 0 between reconciles. */
	readonly reconcileRunsForMs: () => number;
}

/** Backoff for determining the account again while another account, or none, answers. */
const accountBackoff: Backoff = { firstBackoffMs: 5_000, maxBackoffMs: 60_000 };
/** Without resources to observe, only a new snapshot wakes the loop. */
const maxSleepMs = 3_600_000;

/** Creates a controller without manifests. `setManifests` supplies them and `run` starts it. */
export function createController(options: ControllerOptions): Controller {
	const { clock, kinds } = options;
	const state = createControllerState(options.pace, options.random);
	const { statusStore, schedule, observedState } = state;
	const account = createAccountGuard(options);
	const { aws } = account;
	const preflight = createPreflight({ ...options, lookups: aws.lookups, answering: account.answering });
	const pauseState = createPauseState({ observe: options.observe ?? false });
	const onWarning = onceEach(options.onWarning ?? (() => {}), stableJson);
	const onBug = options.onBug ?? (() => {});
	let manifests: Manifests = { desired: undefined, problems: [] };
	let revisionAtMs: number | undefined;
	let reconcileSinceMs: number | undefined;
	/** Consecutive failed checks of the account. */
	let failedAccountChecks = 0;
	let wake = () => {};
	const windows = () => manifests.desired?.environment.windows ?? [];
	const pauseAt = (wallMs: number) => pauseState.pauseAt(windows(), wallMs);
	const pauseKey = () => stableJson(pauseAt(clock.wallMs())?.reason);
	const background = createBackgroundLoops({
		...options,
		onBug,
		aws: account.background,
		observedState,
		owner: () => (account.stopped() === undefined ? manifests.desired?.environment.owner : undefined),
		onChange: (identities) => {
			schedule.wake([...identities].filter((identity) => observedState.get(identity)));
			wake();
		},
	});

	const status = () =>
		statusOf({
			...{ manifests, revisionAtMs, reconciles: state.reconciles, lastSuccess: state.lastSuccess },
			answering: account.answering(),
			stopped: account.stopped(),
			pause: pauseAt(clock.wallMs()),
			ancestry: options.ancestry?.(),
			resources: statusStore.all(),
		});

	/** Runs one reconcile after the other, and sleeps until the next one is due or something wakes it. */
	async function reconcileUntil(signal: AbortSignal): Promise<void> {
		while (!signal.aborted) {
			// Each sleep has its own controller, aborted when the loop ends or wakes.
			const sleepAbort = new AbortController();
			wake = () => sleepAbort.abort();
			signal.addEventListener("abort", wake, { once: true });
			const before = pauseKey();
			const delayMs = await reconcileAndDelayMs(signal);
			if (delayMs === undefined) return;
			options.onStatus?.(status());
			const pauseChanged = windows().length > 0 ? () => pauseKey() !== before : undefined;
			// A pause has begun or ended, so paused and pending actions are planned again.
			if (!signal.aborted && (await sleepUntilDue(clock, delayMs, sleepAbort.signal, pauseChanged)))
				schedule.wake(statusStore.notInSync());
			signal.removeEventListener("abort", wake);
		}
	}

	/**
	 * Runs the reconcile that is due, if any, and returns the time until the next one in milliseconds; undefined if it
	 * was interrupted.
	 */
	async function reconcileAndDelayMs(signal: AbortSignal): Promise<number | undefined> {
		const { desired } = manifests;
		if (!desired) return maxSleepMs;
		const accountDelayMs = () => backoffDelay(accountBackoff, failedAccountChecks++, options.random);
		const isRight = await account.isRight(desired.environment);
		if (signal.aborted) return undefined;
		if (!isRight) return accountDelayMs();
		if (state.accountEpoch !== account.epoch()) {
			state.accountEpoch = account.epoch();
			forgetObserved(state, desired);
			preflight.forget();
		}
		const due = schedule.due(clock.now());
		if (due.size > 0 || clock.now() >= state.nextFullResyncMs) {
			reconcileSinceMs = clock.now();
			const isValid = await reconcileOnce(desired, due, signal);
			reconcileSinceMs = undefined;
			if (!isValid && signal.aborted) return undefined;
		}
		if (state.accountEpoch !== account.epoch()) return accountDelayMs();
		failedAccountChecks = 0;
		const { atMs, wallMs } = momentOn(clock);
		const changesAtMs = pauseState.changesAtMs(windows(), wallMs) ?? Number.POSITIVE_INFINITY;
		return Math.min(
			(schedule.nextMs() ?? state.nextFullResyncMs) - atMs,
			state.nextFullResyncMs - atMs,
			changesAtMs - wallMs,
		);
	}

	/** Runs one reconcile and records its result. Returns false if the result must be discarded. */
	async function reconcileOnce(desired: Desired, dueNow: ReadonlySet<Identity>, signal: AbortSignal): Promise<boolean> {
		const startMs = clock.now();
		const fullResync = startMs >= state.nextFullResyncMs;
		const due = new Set(fullResync ? [...dueNow, ...dueWithFullResync(desired)] : dueNow);
		state.reconciles += 1;
		account.begin();
		const result = await reconcile(
			{
				...{ kinds, desired, aws, account, clock, due, fullResync, pauseAt, onWarning, onBug, preflight },
				...state,
				...background.results(),
				reconcileId: state.reconciles,
				deferral: (item) => state.ineffectiveCalls.deferral(item, clock.now()),
			},
			{
				most: options.maxWrites,
				signal,
				isInForce: () => manifests.desired === desired,
				onSent: (sent) => {
					background.noteSent(sent);
					options.onSent?.(sent);
				},
			},
		);
		if ("abandonedBecause" in result) return false;
		const now = momentOn(clock);
		const ended = { kinds, desired, fullResync, startMs, result, pace: options.pace };
		const drift = recordReconcileResult(state, ended, now);
		// Manifests written during this reconcile are observed again: it planned and scheduled them by their previous
		// content.
		const newer = manifests.desired;
		if (newer && newer !== desired) applyRevision(state, kinds, desired, newer, now.wallMs);
		options.onReconcile?.({ durationMs: now.atMs - startMs, plan: result.plan, sent: result.sent, drift });
		return true;
	}

	return {
		status,
		ready: () =>
			manifests.desired !== undefined &&
			account.stopped() === undefined &&
			statusStore.all().every(({ observedAtMs, orphan }) => observedAtMs || orphan),
		reconcileRunsForMs: () => (reconcileSinceMs === undefined ? 0 : clock.now() - reconcileSinceMs),
		setManifests: (next) => {
			const before = manifests.desired;
			// If the new snapshot is invalid, the last valid one stays in use, but is marked incomplete: the invalid one
			// may declare any resource, so nothing is pruned.
			manifests = { ...next, desired: next.desired ?? (before?.complete ? { ...before, complete: false } : before) };
			if (next.desired && next.desired !== before) {
				revisionAtMs = clock.wallMs();
				noteRetained(state.retained, before, next.desired);
				state.removalAge.changed(before, next.desired, clock.now());
				applyRevision(state, kinds, before, next.desired, clock.wallMs());
			}
			options.onStatus?.(status());
			wake();
		},
		readAgain: () => state.removalAge.readAgain(clock.now()),
		run: async (signal) => {
			const failing = new AbortController();
			const either = AbortSignal.any([signal, failing.signal]);
			// A bug of the engine in either loop ends both.
			await Promise.all([reconcileUntil(either), background.run(either)]).finally(() => failing.abort());
		},
	};
}
