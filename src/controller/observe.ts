/**
 * Observes AWS and records the observations. Failed observations become unknown, and resources missing from a complete
 * list are forgotten, so the observed state contains no guesses.
 */
import type { Aws } from "../aws/client.ts";
import { momentOn, type WallClock } from "../lib/clock.ts";
import { type Bug, internalError, type ResourceBug } from "../model/bug.ts";
import { type Identity, kindOf } from "../model/identity.ts";
import type { ImageStates } from "../model/images.ts";
import type { Kind } from "../model/kind.ts";
import type { Kinds } from "../model/kinds.ts";
import { byIdentity, type Desired, type Resource } from "../model/manifest.ts";
import type { Observation, ObservationRecord } from "../model/observed-state.ts";
import { because, type Reason } from "../model/reason.ts";
import { isListedRecently } from "../plan/observed.ts";
import { isOursFor } from "../plan/ownership.ts";
import { observeIsolatingBugs } from "./observe-isolating-bugs.ts";
import type { ObservedStateStore } from "./observed-state-store.ts";
import type { Operations } from "./operations.ts";

/** The inputs of an observation, and the stores it writes to. */
export interface ObserveInput {
	readonly kinds: Kinds;
	readonly desired: Desired;
	readonly aws: Pick<Aws, "read">;
	readonly clock: WallClock;
	readonly observedState: ObservedStateStore;
	/** Cloud Map operations in progress; operations that have ended are removed. */
	readonly operations: Operations;
	readonly reconcileId: number;
	readonly due: ReadonlySet<Identity>;
	/** What the last full resync could not list; a full resync resets it. */
	readonly listing: Listing;
	/** Called with warnings about this AWS, possibly in each reconcile. */
	readonly onWarning: (warning: Reason) => void;
	/** Answers of the image registries for running images, as of the start of the reconcile. */
	readonly images?: ImageStates;
	/** Called with each bug, possibly in each reconcile. */
	readonly onBug: (bug: Bug) => void;
}

/** The state of the last full resync. */
export interface Listing {
	/** Why a list is incomplete. */
	incomplete: Reason | undefined;
	/** Start of the resync, as `clock.now()` (monotonic). */
	atMs?: number;
}

interface ObserveOptions {
	/** Also list everything, so that orphans are found. */
	readonly fullResync: boolean;
	/** Resources whose tags must be read again, regardless of the cache. */
	readonly freshTags?: ReadonlySet<Identity>;
}

/** Observes kind after kind in creation order, so that the targets of references are observed first. */
export async function observe(input: ObserveInput, due: ReadonlySet<Identity>, options: ObserveOptions): Promise<void> {
	const declared = byIdentity(input.desired.resources);
	for (const withKind of input.kinds.inCreationOrder)
		await withKind((kind) => observeKind(input, kind, due, declared, options));
}

async function observeKind<Spec extends object, Facts extends object>(
	input: ObserveInput,
	kind: Kind<Spec, Facts>,
	due: ReadonlySet<Identity>,
	declared: ReadonlyMap<Identity, Resource>,
	{ fullResync, freshTags = new Set() }: ObserveOptions,
): Promise<void> {
	const items = [...due]
		.filter((identity) => kindOf(identity) === kind.name)
		.sort()
		.map((identity) => ({
			identity,
			// The cast is safe: a resource under a kind's name was accepted by that kind's schema or returned by its `observe`.
			resource: declared.get(identity) as Resource<Spec> | undefined,
			last: input.observedState.get(identity) as ObservationRecord<Spec, Facts> | undefined,
		}));
	if (items.length === 0 && !fullResync) return;
	let isComplete = true;
	const onIncomplete = (reason: Reason) => {
		isComplete = false;
		// Without a full resync, resources that could not be observed are recorded as unknown one by one.
		if (fullResync) input.listing.incomplete = reason;
	};
	const observations = await observeIsolatingBugs(kind, input.onBug, {
		onIncomplete,
		onWarning: input.onWarning,
		due: items,
		fullResync,
		allListed: fullResync || isListedRecently(input.listing.atMs, input.clock.now()),
		isOurs: isOursFor(input.desired.environment.owner),
		freshTags,
		declared,
		...(input.images ? { images: input.images } : {}),
		observedState: input.observedState,
		read: input.aws.read,
		reconcileId: input.reconcileId,
	});
	for (const [identity, observation] of observations) {
		// A full resync also lists resources with an operation in progress, whose state may change at once.
		if (!input.operations.has(identity)) record(input, identity, observation);
	}
	if (fullResync && isComplete) forgetVanished(input, kind.name, declared);
	for (const { identity } of items) {
		if (!observations.has(identity)) record(input, identity, { status: "unknown", reason: because("NotInAnswer") });
	}
}

/**
 * Forgets undeclared resources that a complete list no longer contains: they were deleted or now belong to another
 * owner. Nothing is deleted in AWS.
 */
function forgetVanished(
	{ observedState, operations, reconcileId, due }: ObserveInput,
	kindName: string,
	declared: ReadonlyMap<Identity, Resource>,
): void {
	for (const record of [...observedState.all()]) {
		const { identity } = record;
		if (kindOf(identity) !== kindName || record.reconcileId === reconcileId) continue;
		if (!declared.has(identity) && !due.has(identity) && !operations.has(identity)) observedState.forget(identity);
	}
}

/** Reports a bug. The affected resource counts as not observed, so that nothing is written for it and nothing is pruned. */
export function recordBug(input: ObserveInput, bug: ResourceBug): void {
	input.onBug(bug);
	record(input, bug.identity, { status: "unknown", reason: internalError(bug) });
}

/** Records an observation made in this reconcile. */
export function record(
	{ observedState, reconcileId, clock }: ObserveInput,
	identity: Identity,
	observation: Observation,
): void {
	observedState.record(identity, observation, { reconcileId, ...momentOn(clock) });
}
