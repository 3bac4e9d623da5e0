/**
 * The loop: when passes happen. It wakes for a new snapshot, for what falls due, and for nothing else; what woke it is not
 * an input of the plan.
 */
import type { Aws } from "../aws/client.ts";
import { AwsFailure } from "../aws/failure.ts";
import { subjectsOf } from "../discovery/subject.ts";
import type { ImageSource } from "../images/image-source.ts";
import { followedImages } from "../kinds/service/deployed-images.ts";
import { type Clock, sleep } from "../lib/clock.ts";
import type { Random } from "../lib/random.ts";
import type { Identity } from "../model/identity.ts";
import type { SomeKind } from "../model/kind.ts";
import type { Desired, Resource } from "../model/manifest.ts";
import type { Plan } from "../model/plan.ts";
import type { Status } from "../model/status.ts";
import { type Answering, mismatch, whoAnswers } from "./account.ts";
import { reschedule, stalledItems } from "./aftermath.ts";
import { changedManifests, concerned, noteRetained } from "./changes.ts";
import { createDiscoveryLoop, type DiscoveryPace } from "./discovery-loop.ts";
import type { SentCall } from "./execute.ts";
import { createHolding } from "./holding.ts";
import { createImageLoop, type ImagePace } from "./image-loop.ts";
import { needsOf } from "./needs.ts";
import type { Listing } from "./observe.ts";
import type { Operations } from "./operations.ts";
import { type Looked, runPass } from "./pass.ts";
import { createRepetition } from "./repetition.ts";
import { createSchedule, type Pace } from "./schedule.ts";
import { type LastSuccess, type Manifests, statusOf } from "./status.ts";
import { createStatusBook, type DriftCount } from "./status-book.ts";
import { createWorldStore } from "./world-store.ts";

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
	/** Told once what people should know of this AWS, as a sentence. */
	readonly onWarning?: (sentence: string) => void;
}

export interface ControllerOptions extends Listeners {
	readonly kinds: readonly SomeKind[];
	readonly aws: Aws;
	readonly clock: Clock;
	readonly random: Random;
	readonly pace: Pace;
	/** The most writes of one pass. */
	readonly mostWrites: number;
	/** Looks, plans and tells, and never writes. */
	readonly observe?: boolean;
	/** How often registries are compared with tasks and records; absent for never. */
	readonly discovery?: DiscoveryPace;
	/** Whom to ask about new images, and how often; absent for nobody. */
	readonly images?: { readonly source: ImageSource; readonly pace: ImagePace };
}

export interface Controller {
	/** Takes what the folder says; the loop wakes and plans from it. */
	readonly accept: (manifests: Manifests) => void;
	/** Runs until `signal` aborts; the call in flight is finished and reported before it resolves. */
	readonly run: (signal: AbortSignal) => Promise<void>;
	readonly status: () => Status;
	/** Whether everything that is declared has been looked at once. */
	readonly ready: () => boolean;
	/** For how long the present pass has been running, milliseconds; 0 between passes. */
	readonly passRunsForMs: () => number;
}

/** How long to wait before asking again which account answers, while AWS does not say. */
const accountRetryMs = 5_000;
/** With nothing to look at, only a new snapshot wakes the loop. */
const longestPauseMs = 3_600_000;

/** A controller that has read nothing yet; `accept` feeds it and `run` sets it going. */
export function createController(options: ControllerOptions): Controller {
	const { clock, kinds, aws } = options;
	const schedule = createSchedule(options.pace, options.random);
	const book = createStatusBook();
	const world = createWorldStore();
	const operations: Operations = new Map();
	const repetition = createRepetition(options.pace.settleMs);
	const listing: Listing = { incomplete: undefined };
	const retained = new Set<Identity>();
	const attempts = new Map<Identity, number>();
	const warnings = new Set<string>();
	let manifests: Manifests = { desired: undefined, problems: [] };
	let revisionAtMs: number | undefined;
	let answering: Answering | undefined;
	let stopped: string | undefined;
	let passes = 0;
	let lastSuccess: LastSuccess | undefined;
	let nextSweepMs = 0;
	let passSinceMs: number | undefined;
	let wake = () => {};
	const holding = createHolding({ observe: options.observe ?? false });
	const windows = () => manifests.desired?.environment.windows ?? [];
	const holdAt = (nowMs: number) => holding.holdAt(windows(), nowMs);
	const discovery = options.discovery
		? createDiscoveryLoop({
				...options,
				pace: options.discovery,
				subjects: () => (manifests.desired && !stopped ? subjectsOf(world, manifests.desired.environment.owner) : []),
				onChange: lookAgain,
			})
		: undefined;
	const images = options.images
		? createImageLoop({
				...options,
				...options.images,
				running: () => (manifests.desired && !stopped ? followedImages(world) : []),
				onChange: lookAgain,
			})
		: undefined;

	function lookAgain(identities: Iterable<Identity>): void {
		schedule.wake([...identities].filter((identity) => world.get(identity)));
		wake();
	}

	const status = () =>
		statusOf({
			...{ manifests, revisionAtMs, answering, stopped, passes, lastSuccess },
			hold: holdAt(clock.now()),
			resources: book.all(),
		});

	/** Whether the right account answers. Asked once, and again for an environment that says something else. */
	async function rightAccount(desired: Desired): Promise<boolean> {
		try {
			answering ??= await whoAnswers(aws.read);
		} catch (failure) {
			if (!(failure instanceof AwsFailure)) throw failure;
			stopped = `AWS does not answer, so nothing is planned: ${failure.message}`;
			return false;
		}
		stopped = mismatch(desired.environment, answering);
		return stopped === undefined;
	}

	async function onePass(desired: Desired, due: ReadonlySet<Identity>, signal: AbortSignal): Promise<void> {
		const startMs = clock.now();
		const sweep = startMs >= nextSweepMs;
		passes += 1;
		const result = await runPass(
			{
				...{ kinds, desired, aws, clock, world, operations, attempts, pass: passes, due, sweep, listing, retained },
				...(discovery ? { mismatches: discovery.mismatches() } : {}),
				...(images ? { images: images.news() } : {}),
				holdAt,
				holdBack: (item) => repetition.holdBack(item, clock.now()),
				onWarning: (sentence) => {
					if (!warnings.has(sentence)) options.onWarning?.(sentence);
					warnings.add(sentence);
				},
			},
			{
				most: options.mostWrites,
				signal,
				isInForce: () => manifests.desired === desired,
				onSent: (sent) => {
					discovery?.noteSent(sent);
					images?.noteSent(sent);
					options.onSent?.(sent);
				},
			},
		);
		// A list that was not complete keeps all orphans, so it is soon made again.
		if (sweep) nextSweepMs = startMs + (listing.incomplete ? options.pace.longestBackoffMs : options.pace.sweepMs);
		const nowMs = clock.now();
		const stalled = stalledItems(repetition, result);
		const { changed, drift } = book.note({ ...result, stalled }, desired.revision, nowMs);
		reschedule(schedule, { ...options, desired, result, stalled, changed, nowMs });
		forgetGone(desired, due, result);
		// What was written meanwhile is looked at anew: this pass has judged it, and has set its next look, by what was there before.
		if (manifests.desired && manifests.desired !== desired) takeUp(desired, manifests.desired);
		if (result.plan.items.every(({ health }) => health.status !== "Unknown")) {
			lastSuccess = { lastSuccessMs: nowMs, lastSuccessRevision: desired.revision };
		}
		options.onPass?.({ durationMs: nowMs - startMs, plan: result.plan, sent: result.sent, drift });
	}

	/** Sets in motion what differs between two revisions of the folder. */
	function takeUp(before: Desired | undefined, after: Desired): void {
		const changed = changedManifests(before, after);
		const moved = concerned(kinds, changed, after, book.all());
		schedule.wake(moved);
		// Where nothing is to be looked at for it, the last look holds for this revision as well.
		if (moved.size === 0 && lastSuccess?.lastSuccessRevision === before?.revision && lastSuccess) {
			lastSuccess = { ...lastSuccess, lastSuccessRevision: after.revision };
		}
		book.declare(after, changed, clock.now());
	}

	/** What was looked at and is nobody's business any more: gone from AWS, or not ours, and declared by no manifest. */
	function forgetGone(desired: Desired, due: ReadonlySet<Identity>, { plan, failed }: Looked): void {
		const kept = new Set<Identity>([
			...desired.resources.map(({ identity }) => identity),
			...plan.items.map(({ identity }) => identity),
			...failed.map(({ identity }) => identity),
			...operations.keys(),
		]);
		for (const identity of due) {
			if (kept.has(identity)) continue;
			// What is not ours stays known, as after a sweep: what lies in it may still have to be found.
			if (world.get(identity)?.sight.status !== "present") world.forget(identity);
			book.forget(identity);
			schedule.forget(identity);
			repetition.forget(identity);
		}
	}

	/** Due resources, and what has to be seen with them: what they need and was never seen. */
	function withNeeds(desired: Desired, due: ReadonlySet<Identity>): ReadonlySet<Identity> {
		const declared = new Map(desired.resources.map((resource) => [resource.identity, resource]));
		const all = new Set(due);
		for (const identity of due) {
			for (const target of needsOf(kinds, declared, identity)) {
				// Whatever was looked at already has a time of its own for the next look.
				if (declared.has(target) && !world.get(target)) all.add(target);
				else if (mayHaveMoved(identity, declared.get(target))) all.add(target);
			}
		}
		return all;
	}

	/** What is yet to be created, or waits by itself, may wait for a new look at what CI has made of its images. */
	function mayHaveMoved(identity: Identity, target: Resource | undefined): boolean {
		if (!target?.policy.liveImages.length) return false;
		const sight = world.get(identity)?.sight;
		return sight?.status !== "present" || sight.observed.busy !== undefined;
	}

	return {
		status,
		ready: () =>
			manifests.desired !== undefined &&
			stopped === undefined &&
			book.all().every(({ lookedAtMs, orphan }) => lookedAtMs || orphan),
		passRunsForMs: () => (passSinceMs === undefined ? 0 : clock.now() - passSinceMs),
		accept: (next) => {
			const before = manifests.desired;
			// Without a desired state the last one stays in force, but what it does not name may be declared by now.
			manifests = { ...next, desired: next.desired ?? (before?.complete ? { ...before, complete: false } : before) };
			if (next.desired && next.desired !== before) {
				revisionAtMs = clock.now();
				noteRetained(retained, before, next.desired);
				takeUp(before, next.desired);
			}
			options.onStatus?.(status());
			wake();
		},
		run: async (signal) => {
			const failing = new AbortController();
			const either = AbortSignal.any([signal, failing.signal]);
			const all = [passesUntil(either), discovery?.run(either), images?.run(either)];
			// A bug in one of them ends all.
			await Promise.all(all).finally(() => failing.abort());
		},
	};

	async function passesUntil(signal: AbortSignal): Promise<void> {
		while (!signal.aborted) {
			// A fresh controller for each pause: aborted by the loop's end or by whatever wakes it.
			const pause = new AbortController();
			wake = () => pause.abort();
			signal.addEventListener("abort", wake, { once: true });
			const { desired } = manifests;
			let pauseMs = longestPauseMs;
			if (desired && !(await rightAccount(desired))) {
				// The wrong account stays wrong until the environment says otherwise.
				pauseMs = answering ? longestPauseMs : accountRetryMs;
			} else if (desired) {
				const due = schedule.due(clock.now());
				if (due.size > 0 || clock.now() >= nextSweepMs) {
					passSinceMs = clock.now();
					await onePass(desired, withNeeds(desired, due), signal);
					passSinceMs = undefined;
				}
				const nowMs = clock.now();
				const changesAtMs = holding.changesAtMs(windows(), nowMs) ?? Number.POSITIVE_INFINITY;
				pauseMs = Math.min(schedule.nextMs() ?? nextSweepMs, nextSweepMs, changesAtMs) - nowMs;
			}
			options.onStatus?.(status());
			if (pauseMs > 0 && !signal.aborted) await sleep(clock, pauseMs, pause.signal);
			signal.removeEventListener("abort", wake);
		}
	}
}
