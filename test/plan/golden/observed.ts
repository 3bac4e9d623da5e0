/** The observed world of a golden case. */
import { createObservedStateStore } from "../../../src/controller/observed-state-store.ts";
import { kinds } from "../../../src/kinds/list.ts";
import { type Identity, kindOf, nameOf } from "../../../src/model/identity.ts";
import type { Desired, Resource } from "../../../src/model/manifest.ts";
import type { AwsRef, Observation, ObservedState } from "../../../src/model/observed-state.ts";
import { defaultPolicy } from "../../../src/model/policy.ts";
import type { Reason } from "../../../src/model/reason.ts";
import { referredIdentity, replaceReferences } from "../../../src/model/references.ts";
import { ownershipTags } from "../../../src/plan/ownership.ts";

/** The present reconcile. */
export const reconcileId = 7;
/** When everything was observed: 2026-01-31 12:00:00Z. */
export const observedMs = Date.UTC(2026, 0, 31, 12);

/** A code, or a code with its parameters. */
export type WrittenReason = string | Reason;

/** What AWS has of one resource. `null`, which is nothing written, is as usual. */
type ObservedText =
	| "absent"
	| null
	| { readonly absent: WrittenReason }
	| { readonly unknown: WrittenReason }
	| {
			/** Laid over the spec of the manifest; null takes a field away. */
			readonly spec?: Readonly<Record<string, unknown>>;
			/** Laid over the tags; null takes one away. `unread`: none were read. */
			readonly tags?: Readonly<Record<string, string | null>> | "unread";
			/** The owner in its tags; null: it has none. */
			readonly owner?: string | null;
			readonly busy?: WrittenReason;
			/** Laid over the facts of a settled resource. */
			readonly facts?: Readonly<Record<string, unknown>>;
			/** It was observed in the reconcile before this one. */
			readonly earlier?: true;
	  };

export type ObservedTexts = Readonly<Record<Identity, ObservedText>>;

/** What each kind's `observe` says of a resource that has settled. */
const settledFacts: Readonly<Record<string, object>> = {
	Namespace: {},
	Registry: { inHttpNamespace: false, createdAtMs: 0 },
	Cluster: { status: "ACTIVE", activeServices: 0, drainingServices: 0, tasks: 0, containerInstances: 0 },
	TaskDefinition: { revisions: [] },
	Service: {
		...{ status: "ACTIVE", desiredCount: 1, runningCount: 1, pendingCount: 0 },
		deployments: [{ id: "ecs-svc/1", status: "PRIMARY", rolloutState: "COMPLETED", createdAtMs: 0, updatedAtMs: 0 }],
		...{ taskDefinitions: [], stoppedReasons: [], history: [], endpoints: [] },
	},
};

/** The world that `texts` describe; throws for a member that means nothing. */
export function observedWorld(texts: ObservedTexts, { resources }: Desired): ObservedState {
	const declared = new Map(resources.map((resource) => [resource.identity, resource]));
	const observedState = createObservedStateStore();
	for (const [identity, text] of Object.entries(texts) as [Identity, ObservedText][]) {
		const isEarlier = text !== null && typeof text === "object" && "earlier" in text;
		const at = { reconcileId: isEarlier ? reconcileId - 1 : reconcileId, atMs: observedMs, wallMs: observedMs };
		observedState.record(identity, observationFor(identity, text ?? {}, declared.get(identity)), at);
	}
	return observedState;
}

export function reasonOf(written: WrittenReason): Reason {
	return typeof written === "string" ? ({ code: written, params: {} } as Reason) : written;
}

function observationFor(
	identity: Identity,
	text: NonNullable<ObservedText>,
	resource: Resource | undefined,
): Observation {
	if (text === "absent") return { status: "absent" };
	if ("absent" in text) return { status: "absent", busy: reasonOf(text.absent) };
	if ("unknown" in text) return { status: "unknown", reason: reasonOf(text.unknown) };
	const { spec = {}, tags = {}, owner = "test", busy, facts, earlier: _, ...unknown } = text;
	if (Object.keys(unknown).length > 0) throw new Error(`Nothing of ${identity} is called ${Object.keys(unknown)}.`);
	const ownership = owner === null ? {} : ownershipTags(owner, identity, resource?.policy ?? defaultPolicy);
	return {
		status: "present",
		observed: {
			awsRef: awsRefOf(identity),
			spec: specOf(identity, spec, resource),
			tags: tags === "unread" ? undefined : overlaid({ ...resource?.tags, ...ownership }, tags),
			tagsReconcileId: reconcileId,
			...(busy ? { busy: reasonOf(busy) } : {}),
			facts: { ...settledFacts[kindOf(identity)], ...facts },
		},
	};
}

/** As the kind's `observe` gives it: in normal form, with AWS's names where the manifest refers to others. */
function specOf(identity: Identity, spec: Readonly<Record<string, unknown>>, resource: Resource | undefined): object {
	const normal = kinds.of(identity)?.((kind) => {
		const { references, normalise } = kind.manifest;
		const declared = replaceReferences(references, resource?.spec ?? {}, (found) => {
			const target = referredIdentity(found);
			return target ? found.reference.valueOf(awsRefOf(target)) : found.value;
		});
		// What a case writes is the normal form of its kind, or becomes so.
		return normalise(overlaid(declared, spec) as never);
	});
	if (!normal) throw new Error(`${identity} is of no kind.`);
	return normal;
}

/** How AWS names a resource. */
function awsRefOf(identity: Identity): AwsRef {
	const name = nameOf(identity);
	const last = name.slice(name.lastIndexOf("/") + 1);
	const of = (service: string, type: string, id: string, path = id): AwsRef => ({
		arn: `arn:aws:${service}:ap-northeast-1:123456789012:${type}/${path}`,
		id,
	});
	switch (kindOf(identity)) {
		case "Namespace":
			return of("servicediscovery", "namespace", `ns-${name}`);
		case "Registry":
			return of("servicediscovery", "service", `srv-${last}`);
		case "TaskDefinition":
			return of("ecs", "task-definition", `${name}:1`);
		case "Service":
			return of("ecs", "service", last, name);
		default:
			return of("ecs", "cluster", name);
	}
}

function overlaid<Value>(under: object, over: Readonly<Record<string, Value | null>>): Record<string, Value> {
	const all = Object.entries({ ...under, ...over }) as [string, Value | null][];
	return Object.fromEntries(all.filter((entry): entry is [string, Value] => entry[1] !== null));
}
