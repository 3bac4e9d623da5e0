/**
 * Runs the discovery checks of the owner's Cloud Map services that ECS services use. It shares the request budget with
 * reconciles and inspects one registry at a time, so that it does not slow them; a mismatch that persists becomes an
 * input of later plans.
 */
import type { Aws } from "../aws/client.ts";
import { AwsFailure } from "../aws/failure.ts";
import { compare } from "../discovery/compare.ts";
import { inspect } from "../discovery/inspect.ts";
import { createMismatchTracker } from "../discovery/mismatch-tracker.ts";
import type { RegistryTarget } from "../discovery/registry-target.ts";
import { momentOn, type WallClock } from "../lib/clock.ts";
import { groupBy } from "../lib/group.ts";
import type { Random } from "../lib/random.ts";
import type { Bug } from "../model/bug.ts";
import type { Mismatch, Mismatches } from "../model/discovery.ts";
import type { Identity } from "../model/identity.ts";
import { spreadInterval } from "./backoff.ts";
import type { SentCall } from "./execute.ts";
import { createRoundRobin } from "./round-robin.ts";

/** Intervals in milliseconds. */
export interface DiscoveryPace {
	/** Between two inspections of a registry without mismatches. */
	readonly intervalMs: number;
	/** How long a mismatch must persist before it counts; also the interval between inspections while there is one. */
	readonly lastsMs: number;
}

/** The embedded AWS can run fast, but its answers take real time; a shorter interval would do nothing but inspect. */
const shortestLastsMs = 1_000;

/** The intervals for `intervalMs`. In an embedded AWS that runs `speed` times faster, a mismatch counts earlier. */
export function discoveryPaceOf(intervalMs: number, speed = 1): DiscoveryPace {
	return { intervalMs, lastsMs: Math.max(shortestLastsMs, 60_000 / speed) };
}

/** The loop, and its results. */
export interface DiscoveryLoop {
	/** Runs until `signal` aborts. */
	readonly run: (signal: AbortSignal) => Promise<void>;
	/** Persistent mismatches by registry and by service. */
	readonly mismatches: () => Mismatches;
	/** Records a call that AWS accepted, which may repair a mismatch. */
	readonly noteSent: (sent: SentCall) => void;
}

/** Checks for new registries, as a fraction of the interval between inspections of a suspicious one. */
const ticks = 12;

/** Creates a loop without results. */
export function createDiscoveryLoop(options: {
	readonly aws: Pick<Aws, "read">;
	readonly clock: WallClock;
	readonly random: Random;
	readonly pace: DiscoveryPace;
	/** The registries to inspect, as known now. */
	readonly targets: () => readonly RegistryTarget[];
	/** Called when the results change, with the affected registries and services. */
	readonly onChange: (identities: Iterable<Identity>) => void;
	/** Called with each bug, each time it occurs. */
	readonly onBug: (bug: Bug) => void;
}): DiscoveryLoop {
	const { aws, clock, random, pace, onChange } = options;
	const tracker = createMismatchTracker(pace.lastsMs);
	let published: Mismatches = new Map();

	function publish(): void {
		const before = published;
		published = withServices(tracker.lasting());
		const concerned = [...before.keys(), ...published.keys()].filter((id) => before.get(id) !== published.get(id));
		onChange(new Set(concerned));
	}

	async function check(target: RegistryTarget): Promise<number> {
		const { registry } = target;
		try {
			const snapshot = await inspect(aws.read, target);
			const changed = tracker.note(registry, compare(snapshot, clock.wallMs()), momentOn(clock));
			if (changed) publish();
		} catch (failure) {
			// A failed inspection keeps the last result. Failed requests are counted with all others.
			if (!(failure instanceof AwsFailure)) throw failure;
		}
		return tracker.isSuspect(registry) ? pace.lastsMs : spreadInterval(pace.intervalMs, random);
	}

	const roundRobin = createRoundRobin({
		...{ clock, check, tickMs: pace.lastsMs / ticks },
		onBug: (error, identity) => options.onBug({ kind: "Registry", error, ...(identity ? { identity } : {}) }),
		targets: () => {
			const targets = new Map(options.targets().map((target) => [target.registry, target]));
			if (tracker.keepOnly(new Set(targets.keys()))) publish();
			return targets;
		},
	});

	return {
		mismatches: () => published,
		noteSent: ({ identity, call, failure, atMs }) => {
			if (failure || call.operation !== "servicediscovery:DeregisterInstance") return;
			tracker.noteRepair(identity, call.input.InstanceId ?? "", atMs);
			published = withServices(tracker.lasting());
			roundRobin.lookAt(identity, atMs);
		},
		run: roundRobin.run,
	};
}

/** Keeps the empty lists of registries without mismatches, which show that they were inspected. */
function withServices(byRegistry: ReadonlyMap<Identity, readonly Mismatch[]>): Mismatches {
	const mismatches = [...byRegistry.values()].flat();
	const ofServices = groupBy(mismatches, ({ service }) => service);
	return new Map([
		...byRegistry,
		...[...ofServices].flatMap(([service, found]) => (service ? [[service, found] as const] : [])),
	]);
}
