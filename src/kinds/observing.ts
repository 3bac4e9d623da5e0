/**
 * Helpers for the kinds' `observe` functions: a failed read becomes an unknown observation, and tags are cached.
 * Cloud Map's tags cost one call per resource, so they are read only on first observation, in a full resync, and before a
 * write.
 */
import type { Failure } from "@aws-sdk/client-ecs";
import { AwsFailure } from "../aws/failure.ts";
import { type Identity, keyOf } from "../model/identity.ts";
import type { Due, ObserveRequest } from "../model/observe-request.ts";
import type { Observation, ObservationRecord } from "../model/observed-state.ts";
import { because, type Reason } from "../model/reason.ts";
import { lastPart } from "./normal-form.ts";

/** The value, or the reason why AWS did not return it. Any error other than an `AwsFailure` is a bug and is rethrown. */
export type Tried<Value> =
	| { readonly ok: true; readonly value: Value }
	| { readonly ok: false; readonly reason: Reason; readonly failure: AwsFailure };

export async function tryRead<Value>(read: () => Promise<Value>): Promise<Tried<Value>> {
	try {
		return { ok: true, value: await read() };
	} catch (failure) {
		if (failure instanceof AwsFailure) return { ok: false, reason: readFailed(failure), failure };
		throw failure;
	}
}

/** The reason for a failed read. */
export function readFailed({ operation, code, detail }: AwsFailure): Reason {
	return because("ReadFailed", { operation, awsCode: code, message: detail });
}

/** Unknown observations of everything due, when the read that they all depend on has failed. */
export function allUnknown(
	due: readonly { readonly identity: Identity }[],
	reason: Reason,
): Map<Identity, Observation<never, never>> {
	return new Map(due.map(({ identity }) => [identity, { status: "unknown", reason }]));
}

/**
 * The unknown observation of one resource whose read has failed. A resource found only by a full resync may be owned by
 * evenkeel, so the resync is incomplete.
 */
export function unknownObservation(
	request: Pick<ObserveRequest<object, object>, "onIncomplete">,
	{ identity, isDue, reason }: { readonly identity: Identity; readonly isDue: boolean; readonly reason: Reason },
): Observation<never, never> {
	if (!isDue) request.onIncomplete(because("ResourceNotObserved", { target: identity, cause: reason }));
	return { status: "unknown", reason };
}

/**
 * Why it is unknown whether the resource `name`, which ECS did not return, exists; undefined where its absence is proved.
 * The proof is a failure that names it with the reason MISSING: with any other reason, or none, the response is incomplete.
 */
export function unprovedAbsence(name: string, failures: readonly Failure[] = []): Reason | undefined {
	if (failures.some(({ arn = "", reason }) => reason === "MISSING" && lastPart(arn) === name)) return undefined;
	const other = failures.find(({ reason }) => reason !== "MISSING");
	if (!other) return because("NotInAnswer");
	return because("FailureInAnswer", { awsReason: other.reason ?? "", detail: other.detail ?? "" });
}

/**
 * Verifies that a resource missing from a list is deleted, by reading it by its id. Rejects with an `AwsFailure` where it
 * still exists, and where AWS does not answer. Without the permission to read it, the list is trusted.
 */
export async function proveGone(
	{ read, observedState }: Pick<ObserveRequest<object, object>, "read" | "observedState">,
	identity: Identity,
	operation: "servicediscovery:GetNamespace" | "servicediscovery:GetService",
): Promise<void> {
	const { lastAwsRef, createdRef } = observedState.get(identity) ?? {};
	const Id = lastAwsRef?.id ?? createdRef;
	if (Id === undefined) return;
	const tried = await tryRead(() => read(operation, { Id }));
	if (tried.ok)
		throw new AwsFailure("unavailable", "NotListed", operation, "it exists, though the list does not show it");
	if (tried.failure.kind !== "missing" && tried.failure.kind !== "denied") throw tried.failure;
}

/** Cloud Map tags of one resource: from its last observation, or read again where that is required. */
export async function cloudMapTags(
	request: Pick<ObserveRequest<object, object>, "read" | "fullResync" | "freshTags" | "reconcileId" | "observedState">,
	identity: Identity,
	arn: string,
): Promise<{ readonly tags: Readonly<Record<string, string>>; readonly tagsReconcileId: number }> {
	const last = request.observedState.get(identity)?.observation;
	const cached = last?.status === "present" && last.observed.awsRef.arn === arn ? last.observed : undefined;
	if (cached?.tags && !request.fullResync && !request.freshTags.has(identity)) {
		return { tags: cached.tags, tagsReconcileId: cached.tagsReconcileId };
	}
	const { Tags } = await request.read("servicediscovery:ListTagsForResource", { ResourceARN: arn });
	return {
		tags: Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value ?? ""])),
		tagsReconcileId: request.reconcileId,
	};
}

/** Converts ECS's list of tags to a map. */
export function ecsTags(tags: readonly { key?: string | undefined; value?: string | undefined }[] | undefined) {
	return Object.fromEntries((tags ?? []).flatMap(({ key, value }) => (key ? [[key, value ?? ""]] : [])));
}

/** Converts a map of tags to ECS's list. */
export function ecsTagList(tags: Readonly<Record<string, string>>): { key: string; value: string }[] {
	return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** Converts a map of tags to Cloud Map's list. */
export function cloudMapTagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
	return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** The resources to observe, by identity: those that are due and, in a full resync, those found by the lists. */
export function dueByIdentity<Spec extends object, Facts extends object>(
	due: readonly Due<Spec, Facts>[],
): ReadonlyMap<Identity, Due<Spec, Facts>> {
	return new Map(due.map((item) => [item.identity, item]));
}

/** The resource as last observed to exist. */
export function lastObserved<Spec extends object, Facts extends object>(
	last: ObservationRecord<Spec, Facts> | undefined,
) {
	return last?.observation.status === "present" ? last.observation.observed : undefined;
}

/** The cluster of a service. */
export function clusterName(id: Identity): string {
	return keyOf(id)[0];
}

/** The name of a service within its cluster. */
export function serviceName(id: Identity): string {
	return keyOf(id)[1];
}
