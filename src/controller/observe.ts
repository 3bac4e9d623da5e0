/**
 * Looks at AWS and takes down what was seen. What it could not see becomes unknown, and what a complete list does not show
 * any more is forgotten: whoever plans from the world finds nothing in it that was guessed.
 */
import type { Aws } from "../aws/client.ts";
import { momentOn, type WallClock } from "../lib/clock.ts";
import { type Bug, internalError, type ResourceBug } from "../model/bug.ts";
import { type Identity, kindOf } from "../model/identity.ts";
import type { ImagesNews } from "../model/images.ts";
import type { Kind } from "../model/kind.ts";
import type { Kinds } from "../model/kinds.ts";
import { byIdentity, type Desired, type Resource } from "../model/manifest.ts";
import { because, type Reason } from "../model/reason.ts";
import type { Observation, Sight } from "../model/world.ts";
import { isOursFor } from "../plan/ownership.ts";
import { isListedLately } from "../plan/seen.ts";
import { observeAround } from "./observe-around.ts";
import type { Operations } from "./operations.ts";
import type { WorldStore } from "./world-store.ts";

/** What a look is made with, and where it is taken down. */
export interface ObserveInput {
	readonly kinds: Kinds;
	readonly desired: Desired;
	readonly aws: Pick<Aws, "read">;
	readonly clock: WallClock;
	readonly world: WorldStore;
	/** Cloud Map operations under way; those that have ended are taken out. */
	readonly operations: Operations;
	readonly pass: number;
	readonly due: ReadonlySet<Identity>;
	/** What the last list of everything could not show; a sweep begins it anew. */
	readonly listing: Listing;
	/** Called with what operators should know of this AWS, perhaps in each reconcile. */
	readonly onWarning: (warning: Reason) => void;
	/** What registries say of the images that services run, as it is known when the pass begins. */
	readonly images?: ImagesNews;
	/** Called with each bug, perhaps in each reconcile. */
	readonly onBug: (bug: Bug) => void;
}

/** What is remembered of the last list of everything. */
export interface Listing {
	/** Why a list was not read to its end. */
	incomplete: Reason | undefined;
	/** When it was begun, milliseconds since the epoch. */
	atMs?: number;
}

interface ObserveOptions {
	/** Also list everything, so that orphans are found. */
	readonly sweep: boolean;
	/** Resources whose tags are read anew, whatever is remembered of them. */
	readonly freshTags?: ReadonlySet<Identity>;
}

/** Kind after kind, in the order of the list, so that each finds what it refers to already seen. */
export async function observe(input: ObserveInput, due: ReadonlySet<Identity>, options: ObserveOptions): Promise<void> {
	const declared = byIdentity(input.desired.resources);
	for (const some of input.kinds.inCreationOrder)
		await some((kind) => observeKind(input, kind, due, declared, options));
}

async function observeKind<Spec extends object, Facts extends object>(
	input: ObserveInput,
	kind: Kind<Spec, Facts>,
	due: ReadonlySet<Identity>,
	declared: ReadonlyMap<Identity, Resource>,
	{ sweep, freshTags = new Set() }: ObserveOptions,
): Promise<void> {
	const items = [...due]
		.filter((identity) => kindOf(identity) === kind.name)
		.sort()
		.map((identity) => ({
			identity,
			// Sound: what stands under a kind's name was accepted by that kind's schema, or made by its own `observe`.
			resource: declared.get(identity) as Resource<Spec> | undefined,
			last: input.world.get(identity) as Observation<Spec, Facts> | undefined,
		}));
	if (items.length === 0 && !sweep) return;
	let isComplete = true;
	const onIncomplete = (reason: Reason) => {
		isComplete = false;
		// What a look at single resources could not see is unknown, and says so by itself.
		if (sweep) input.listing.incomplete = reason;
	};
	const sights = await observeAround(kind, input.onBug, {
		onIncomplete,
		onWarning: input.onWarning,
		due: items,
		sweep,
		allListed: sweep || isListedLately(input.listing.atMs, input.clock.now()),
		isOurs: isOursFor(input.desired.environment.owner),
		freshTags,
		declared,
		...(input.images ? { images: input.images } : {}),
		world: input.world,
		read: input.aws.read,
		pass: input.pass,
	});
	for (const [identity, sight] of sights) {
		// A sweep also shows what an operation of ours is still at work on, and what it shows may be over in a moment.
		if (!input.operations.has(identity)) record(input, identity, sight);
	}
	if (sweep && isComplete) forgetVanished(input, kind.name, declared);
	for (const { identity } of items) {
		if (!sights.has(identity)) record(input, identity, { status: "unknown", reason: because("NotInAnswer") });
	}
}

/** What a complete list does not show any more and nobody declares: foreign resources that are gone. */
function forgetVanished(
	{ world, operations, pass, due }: ObserveInput,
	kindName: string,
	declared: ReadonlyMap<Identity, Resource>,
): void {
	for (const observation of [...world.all()]) {
		const { identity } = observation;
		if (kindOf(identity) !== kindName || observation.pass === pass) continue;
		if (!declared.has(identity) && !due.has(identity) && !operations.has(identity)) world.forget(identity);
	}
}

/** Reports a bug. What it came up with counts as not observed, so that nothing is written for it and nothing is pruned. */
export function recordBug(input: ObserveInput, bug: ResourceBug): void {
	input.onBug(bug);
	record(input, bug.identity, { status: "unknown", reason: internalError(bug) });
}

/** Takes down what was just seen of a resource. */
export function record({ world, pass, clock }: ObserveInput, identity: Identity, sight: Sight): void {
	world.record(identity, sight, { pass, ...momentOn(clock) });
}
