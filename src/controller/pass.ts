/**
 * One pass: look at what is due, plan, send. Nothing of a pass outlives it but what was seen and what was sent, so a process
 * that is killed anywhere in it starts again without a trace.
 */
import type { Aws } from "../aws/client.ts";
import type { AwsFailure } from "../aws/failure.ts";
import type { Clock } from "../lib/clock.ts";
import type { Mismatches } from "../model/discovery.ts";
import type { Hold } from "../model/hold.ts";
import { type Identity, kindOf } from "../model/identity.ts";
import type { ImagesNews } from "../model/images.ts";
import type { Kind, SomeKind } from "../model/kind.ts";
import type { Desired, Resource } from "../model/manifest.ts";
import { callsOf, type Item, type Plan } from "../model/plan.ts";
import { suspendedTag } from "../model/tags.ts";
import type { Observation, Sight } from "../model/world.ts";
import { makePlan } from "../plan/plan.ts";
import { execute, type SentCall } from "./execute.ts";
import { type Operations, operationSentence, pollOperation } from "./operations.ts";
import type { WorldStore } from "./world-store.ts";

export interface PassInput {
	readonly kinds: readonly SomeKind[];
	readonly desired: Desired;
	readonly aws: Aws;
	readonly clock: Clock;
	readonly world: WorldStore;
	/** Cloud Map operations under way; those that have ended are taken out. */
	readonly operations: Operations;
	/** How often creating each resource came to nothing, for request ids; counted up here. */
	readonly attempts: Map<Identity, number>;
	readonly pass: number;
	readonly due: ReadonlySet<Identity>;
	/** Also list everything, so that orphans are found. */
	readonly sweep: boolean;
	/** What the last list of everything could not show; a sweep begins it anew. */
	readonly listing: Listing;
	/** Resources whose last manifest kept evenkeel's hands off them. */
	readonly retained: ReadonlySet<Identity>;
	/** What tasks, instances and records disagree in, as it is known when the pass begins. */
	readonly mismatches?: Mismatches;
	/** What keeps all calls back at that time, milliseconds since the epoch. */
	readonly holdAt: (nowMs: number) => Hold | undefined;
	/** Told what people should know of this AWS, the same sentence perhaps in each pass. */
	readonly onWarning: (sentence: string) => void;
	/** What registries say of the images that services run, as it is known when the pass begins. */
	readonly images?: ImagesNews;
	/** Why a call is not sent now, though it is wanted: its like was taken a moment ago. */
	readonly holdBack: (item: Item) => string | undefined;
}

export interface Listing {
	/** A sentence, when some list was not read to its end. */
	incomplete: string | undefined;
}

export interface Looked {
	readonly plan: Plan;
	/** Operations that ended badly since the last pass. */
	readonly failed: readonly { readonly identity: Identity; readonly operation: string; readonly failure: AwsFailure }[];
}

/** Looks and plans, and writes nothing: this alone is what `evenkeel plan` does. */
export async function look(input: PassInput): Promise<Looked> {
	if (input.sweep) input.listing.incomplete = undefined;
	const { failed, busy, ended } = await pollOperations(input);
	for (const { identity } of failed) countAttempt(input, identity);
	const failedNow = new Set(failed.map(({ identity }) => identity));
	const due = new Set([...input.due].filter((identity) => !failedNow.has(identity)));
	// Before anything is observed, so that what refers to a resource in the making finds it neither there nor unknown.
	for (const [identity, sight] of busy) record(input, identity, sight);
	await observe(input, new Set([...due].filter((identity) => !busy.has(identity))), { sweep: input.sweep });
	for (const identity of ended) {
		if (input.world.get(identity)?.sight.status === "absent") countAttempt(input, identity);
	}
	const plan = planNow(input, due);
	const unsure = tagsUnread(input, plan);
	if (unsure.size === 0) return { plan, failed };
	await observe(input, unsure, { sweep: false, freshTags: unsure });
	return { plan: planNow(input, due), failed };
}

/** For how long a plan may be acted upon: what it was made from gets old. */
export const longestPlanMs = 300_000;

export interface PassResult extends Looked {
	readonly sent: readonly SentCall[];
}

/** A whole pass. `signal` stops it between two calls. */
export async function runPass(
	input: PassInput,
	{
		isInForce,
		...options
	}: Pick<Parameters<typeof execute>[2], "most" | "signal" | "onSent"> & {
		/** Whether the folder still says what the plan follows from. */
		readonly isInForce: () => boolean;
	},
): Promise<PassResult> {
	const { clock, aws, kinds } = input;
	const looked = await look(input);
	// From here on, since looks that take long must not keep anything from ever being done.
	const plannedAtMs = clock.now();
	const sent = await execute(aws, inOrder(kinds, looked.plan), {
		...options,
		clock,
		stillWanted: () => {
			const nowMs = clock.now();
			return isInForce() && nowMs - plannedAtMs < longestPlanMs && !input.holdAt(nowMs);
		},
	});
	for (const { identity, call, operationId, atMs } of sent) {
		if (operationId) input.operations.set(identity, { operationId, operation: call.operation, startedAtMs: atMs });
	}
	return { ...looked, sent };
}

/** A creation that came to nothing is tried under another request id, since AWS answers for the old one with what it knows. */
function countAttempt({ attempts }: PassInput, identity: Identity): void {
	attempts.set(identity, (attempts.get(identity) ?? 0) + 1);
}

function planNow(input: PassInput, due: ReadonlySet<Identity>): Plan {
	const { incomplete } = input.listing;
	const hold = input.holdAt(input.clock.now());
	const { items } = makePlan({ ...input, due, ...(incomplete ? { incomplete } : {}), ...(hold ? { hold } : {}) });
	return {
		items: items.map((item) => {
			const reason = item.verdict.outcome === "call" ? input.holdBack(item) : undefined;
			return reason ? { ...item, verdict: { outcome: "wait", reason } } : item;
		}),
	};
}

/** Calls in the order of kinds, so that within one pass the first things come first; what goes, goes in the reverse. */
function inOrder(kinds: readonly SomeKind[], plan: Plan) {
	const order = new Map(kinds.map((some, index) => [some((kind) => kind.name), index + 1]));
	const orphans = new Set(plan.items.filter(({ orphan }) => orphan).map(({ identity }) => identity));
	const rank = (identity: Identity) => {
		const place = order.get(kindOf(identity)) ?? 0;
		return orphans.has(identity) ? 2 * kinds.length + 1 - place : place;
	};
	return [...callsOf(plan)].sort((a, b) => rank(a.identity) - rank(b.identity));
}

async function pollOperations({ aws, due, operations, world, clock }: PassInput) {
	const failed: { identity: Identity; operation: string; failure: AwsFailure }[] = [];
	const busy = new Map<Identity, Sight>();
	const ended: Identity[] = [];
	for (const [identity, underWay] of [...operations]) {
		if (!due.has(identity)) continue;
		const result = await pollOperation(aws.read, underWay, clock.now());
		if (result.end === "pending") {
			busy.set(identity, busySight(world.get(identity), operationSentence(underWay)));
			continue;
		}
		operations.delete(identity);
		if (result.end === "success") ended.push(identity);
		else failed.push({ identity, operation: underWay.operation, failure: result.failure });
	}
	return { failed, busy, ended };
}

/** What was last seen, with the reason why nothing can be done about it now. */
function busySight(last: Observation | undefined, sentence: string): Sight {
	if (last?.sight.status !== "present") return { status: "absent", busy: sentence };
	return { status: "present", observed: { ...last.sight.observed, busy: sentence } };
}

interface ObserveOptions {
	readonly sweep: boolean;
	readonly freshTags?: ReadonlySet<Identity>;
}

/** Kind after kind, in the order of the list, so that each finds what it refers to already seen. */
async function observe(input: PassInput, due: ReadonlySet<Identity>, options: ObserveOptions): Promise<void> {
	const declared = new Map(input.desired.resources.map((resource) => [resource.identity, resource]));
	for (const some of input.kinds) await some((kind) => observeKind(input, kind, due, declared, options));
}

async function observeKind<Spec extends object, Facts extends object>(
	input: PassInput,
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
	const onIncomplete = (reason: string) => {
		isComplete = false;
		// What a look at single resources could not see is unknown, and says so by itself.
		if (sweep) input.listing.incomplete = reason;
	};
	const sights = await kind.observe({
		onIncomplete,
		onWarning: input.onWarning,
		due: items,
		sweep,
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
		if (!sights.has(identity)) record(input, identity, { status: "unknown", reason: "AWS did not show it." });
	}
}

/** What a complete list does not show any more and nobody declares: foreign resources that are gone. */
function forgetVanished(
	{ world, operations, pass, due }: PassInput,
	kindName: string,
	declared: ReadonlyMap<Identity, Resource>,
): void {
	for (const observation of [...world.all()]) {
		const { identity } = observation;
		if (kindOf(identity) !== kindName || observation.pass === pass) continue;
		if (!declared.has(identity) && !due.has(identity) && !operations.has(identity)) world.forget(identity);
	}
}

function record({ world, pass, clock }: PassInput, identity: Identity, sight: Sight): void {
	world.record(identity, sight, { pass, atMs: clock.now() });
}

/**
 * Existing resources whose plan rests on tags of an earlier pass: where a call is planned, whose are they today? And what a
 * tag has suspended may have been resumed since.
 */
function tagsUnread({ world, pass }: PassInput, plan: Plan): ReadonlySet<Identity> {
	const unsure = plan.items.filter(({ identity, verdict, health }) => {
		const sight = world.get(identity)?.sight;
		if (sight?.status !== "present" || sight.observed.tagsPass === pass) return false;
		const suspended = health.status === "Suspended" && suspendedTag in (sight.observed.tags ?? {});
		return verdict.outcome === "call" || suspended;
	});
	return new Set(unsure.map(({ identity }) => identity));
}
