/**
 * Looks at the registries of ours that services use, one after the other and beside the passes, whose pace it must not slow:
 * it shares their request budget, and has at most one registry in flight. What has lasted is an input of later plans.
 */
import type { Aws } from "../aws/client.ts";
import { AwsFailure } from "../aws/failure.ts";
import { compare } from "../discovery/compare.ts";
import { inspect } from "../discovery/inspect.ts";
import { createMismatchBook } from "../discovery/mismatch-book.ts";
import type { Subject } from "../discovery/subject.ts";
import { momentOn, type WallClock } from "../lib/clock.ts";
import { groupBy } from "../lib/group.ts";
import type { Random } from "../lib/random.ts";
import type { Bug } from "../model/bug.ts";
import type { Mismatch, Mismatches } from "../model/discovery.ts";
import type { Identity } from "../model/identity.ts";
import type { SentCall } from "./execute.ts";
import { spreadInterval } from "./pauses.ts";
import { createRounds } from "./rounds.ts";

/** Pauses in milliseconds. */
export interface DiscoveryPace {
	/** Between two looks at a registry that is well. */
	readonly intervalMs: number;
	/** For how long a mismatch has to be seen until it counts; also the pause between two looks while there is one. */
	readonly lastsMs: number;
}

/** However fast an embedded AWS runs, its answers take their time, and looks that follow closely would do nothing else. */
const shortestLastsMs = 1_000;

/** The pauses for an interval; in an embedded AWS that runs `speed` times faster a mismatch lasts sooner. */
export function discoveryPaceOf(intervalMs: number, speed = 1): DiscoveryPace {
	return { intervalMs, lastsMs: Math.max(shortestLastsMs, 60_000 / speed) };
}

/** The loop, and what it has found out. */
export interface DiscoveryLoop {
	/** Runs until `signal` aborts. */
	readonly run: (signal: AbortSignal) => Promise<void>;
	/** What has lasted, by registry and by service. */
	readonly mismatches: () => Mismatches;
	/** Takes notice of a call that AWS took, which may repair something. */
	readonly noteSent: (sent: SentCall) => void;
}

/** How often it is looked whether there is a new registry, as a part of the pause between suspicious looks. */
const ticks = 12;

/** A loop that has looked at nothing yet. */
export function createDiscoveryLoop(options: {
	readonly aws: Pick<Aws, "read">;
	readonly clock: WallClock;
	readonly random: Random;
	readonly pace: DiscoveryPace;
	/** The registries to look at, as known now. */
	readonly subjects: () => readonly Subject[];
	/** Called when a later plan would see something else: with the registries and services that it is about. */
	readonly onChange: (identities: Iterable<Identity>) => void;
	/** Called with each bug, as often as it comes up. */
	readonly onBug: (bug: Bug) => void;
}): DiscoveryLoop {
	const { aws, clock, random, pace, onChange } = options;
	const book = createMismatchBook(pace.lastsMs);
	let published: Mismatches = new Map();

	function publish(): void {
		const before = published;
		published = withServices(book.lasting());
		const concerned = [...before.keys(), ...published.keys()].filter((id) => before.get(id) !== published.get(id));
		onChange(new Set(concerned));
	}

	async function look(subject: Subject): Promise<number> {
		const { registry } = subject;
		try {
			const picture = await inspect(aws.read, subject);
			const changed = book.note(registry, compare(picture, clock.wallMs()), momentOn(clock));
			if (changed) publish();
		} catch (failure) {
			// A failed look is no news: what was known stays, and the requests that failed are counted where all are.
			if (!(failure instanceof AwsFailure)) throw failure;
		}
		return book.isSuspect(registry) ? pace.lastsMs : spreadInterval(pace.intervalMs, random);
	}

	const rounds = createRounds({
		...{ clock, look, tickMs: pace.lastsMs / ticks },
		onBug: (error, identity) => options.onBug({ kind: "Registry", error, ...(identity ? { identity } : {}) }),
		subjects: () => {
			const subjects = new Map(options.subjects().map((subject) => [subject.registry, subject]));
			if (book.keepOnly(new Set(subjects.keys()))) publish();
			return subjects;
		},
	});

	return {
		mismatches: () => published,
		noteSent: ({ identity, call, failure, atMs }) => {
			if (failure || call.operation !== "servicediscovery:DeregisterInstance") return;
			book.noteRepair(identity, call.input.InstanceId ?? "", atMs);
			published = withServices(book.lasting());
			rounds.lookAt(identity, atMs);
		},
		run: rounds.run,
	};
}

/** Registries without mismatches keep their empty lists, as a sign that they were looked at. */
function withServices(byRegistry: ReadonlyMap<Identity, readonly Mismatch[]>): Mismatches {
	const mismatches = [...byRegistry.values()].flat();
	const ofServices = groupBy(mismatches, ({ service }) => service);
	return new Map([
		...byRegistry,
		...[...ofServices].flatMap(([service, found]) => (service ? [[service, found] as const] : [])),
	]);
}
