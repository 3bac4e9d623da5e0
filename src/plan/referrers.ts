/**
 * Finds what the deletion of a resource must wait for: resources that still refer to it in AWS, and a successor. Both
 * are indexed, because removing thousands of manifests plans thousands of deletions among thousands of resources.
 */
import { grouped } from "../lib/group.ts";
import { oncePer } from "../lib/once-per.ts";
import { inTurnOf } from "../model/bug.ts";
import { type Identity, kindOf } from "../model/identity.ts";
import type { Kind } from "../model/kind.ts";
import { recordOf } from "../model/kinds.ts";
import type { Observed } from "../model/observed-state.ts";
import { findReferences, referredIdentity } from "../model/references.ts";
import type { PlanContext } from "./context.ts";

/** The first resource, of any owner, that still refers to this one in AWS. */
export function referrerOf<Spec extends object, Facts extends object>(
	target: Kind<Spec, Facts>,
	observed: Observed<Spec, Facts>,
	context: PlanContext,
): Identity | undefined {
	const index = referrersIn(context);
	const { namedAs, observedReferrers } = target.relations ?? {};
	const { arn, id } = observed.awsRef;
	const keys = namedAs ? [namedAs.ofResource(observed)] : [...new Set([arn, id])];
	const found = keys.flatMap((key) => {
		const all = index.get(keyOf(target.name, key)) ?? [];
		return all.find((identity) => !observedReferrers?.includes(kindOf(identity))) ?? [];
	});
	return found[0];
}

/** Resources by the kind and text of their references. The observed state does not change while a plan is made. */
const referrersIn = oncePer(({ input }: PlanContext) =>
	grouped(
		[...input.observedState.all()].flatMap(({ identity, observation }) => {
			if (observation.status !== "present") return [];
			const references = input.kinds.of(identity)?.((kind) => kind.manifest.references) ?? [];
			return findReferences(references, observation.observed.spec).map(({ reference, value }) => {
				const namedAs = input.kinds.get(reference.to)?.((kind) => kind.relations?.namedAs?.inReference);
				return [keyOf(reference.to, namedAs ? namedAs(value) : value), identity] as const;
			});
		}),
	),
);

/**
 * A declared resource of the same kind that serves the same target, such as a registry, and is not healthy yet. The old
 * resource is kept until then, so that the target's name still resolves.
 */
export function successorOf<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	observed: Observed<Spec, Facts>,
	context: PlanContext,
): Identity | undefined {
	const served = kind.manifest.references.filter((reference) => reference.served);
	const targets = findReferences(served, observed.spec).map(({ value }) => value);
	if (targets.length === 0) return undefined;
	const index = successorsIn(context);
	const found = targets.flatMap((target) => {
		const first = index.get(keyOf(kind.name, target));
		return first ? [first] : [];
	});
	return found.sort(([a], [b]) => a - b)[0]?.[1];
}

/** For each kind and served target: the first declared resource that is not healthy, with its position among all. */
const successorsIn = oncePer(({ input, declared }: PlanContext) => {
	const index = new Map<string, readonly [place: number, identity: Identity]>();
	for (const [place, resource] of [...declared.values()].entries()) {
		input.kinds.get(resource.kind)?.((kind) => {
			const served = kind.manifest.references.filter((reference) => reference.served);
			const targets = findReferences(served, resource.spec).flatMap((found) => {
				const target = referredIdentity(found);
				const awsRef = target && input.observedState.get(target)?.lastAwsRef;
				return (target ? awsRef && found.reference.valueOf(awsRef) : found.value) ?? [];
			});
			const unserved = targets.map((target) => keyOf(kind.name, target)).filter((key) => !index.has(key));
			if (unserved.length === 0) return;
			const record = recordOf(kind, input.observedState, resource.identity);
			const observation = record?.observation;
			const isHealthy =
				observation?.status === "present" &&
				inTurnOf(
					resource.identity,
					() => kind.health(observation.observed, undefined, record?.wallMs ?? 0).status === "Healthy",
				);
			if (isHealthy) return;
			for (const key of unserved) index.set(key, [place, resource.identity]);
		});
	}
	return index;
});

function keyOf(kind: string, text: string): string {
	return `${kind} ${text}`;
}
