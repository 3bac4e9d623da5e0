/**
 * What the kinds' `observe` functions share: a failed read becomes the reason of an unknown sight, and Cloud Map's tags,
 * which cost a call each, are read only on first sight, in a sweep, and where a write is about to rest on them.
 */
import type { Failure } from "@aws-sdk/client-ecs";
import { AwsFailure } from "../aws/failure.ts";
import { type Identity, keyOf } from "../model/identity.ts";
import type { Due, Look } from "../model/observing.ts";
import { because, type Reason } from "../model/reason.ts";
import type { Observation, Sight } from "../model/world.ts";
import { lastPart } from "./normal-form.ts";

/** The value, or why AWS did not give it. Anything but a failure of AWS's is a bug and goes on up. */
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

/** The reason of a read that failed. */
export function readFailed({ operation, code, detail }: AwsFailure): Reason {
	return because("ReadFailed", { operation, awsCode: code, message: detail });
}

/** The sight of everything that was due when the read they all rest on has failed. */
export function allUnknown(
	due: readonly { readonly identity: Identity }[],
	reason: Reason,
): Map<Identity, Sight<never, never>> {
	return new Map(due.map(({ identity }) => [identity, { status: "unknown", reason }]));
}

/**
 * The sight of one resource whose look has failed. What only a sweep has come across may be ours without anybody knowing, so
 * the sweep has not seen all there is.
 */
export function unknownSight(
	look: Pick<Look<object, object>, "onIncomplete">,
	{ identity, isDue, reason }: { readonly identity: Identity; readonly isDue: boolean; readonly reason: Reason },
): Sight<never, never> {
	if (!isDue) look.onIncomplete(because("ResourceNotObserved", { target: identity, cause: reason }));
	return { status: "unknown", reason };
}

/**
 * Why it is not known whether ECS has what it was asked for by `name` and did not show; undefined where it proves that it has
 * not. The proof is a failure that names it with the reason MISSING: any other reason, or none at all, is an answer in part.
 */
export function unprovedAbsence(name: string, failures: readonly Failure[] = []): Reason | undefined {
	if (failures.some(({ arn = "", reason }) => reason === "MISSING" && lastPart(arn) === name)) return undefined;
	const other = failures.find(({ reason }) => reason !== "MISSING");
	if (!other) return because("NotInAnswer");
	return because("FailureInAnswer", { awsReason: other.reason ?? "", detail: other.detail ?? "" });
}

/**
 * Makes sure that what a list does not show any more is gone, by asking for it by its id. Rejects with an `AwsFailure` where AWS
 * still has it, and where AWS does not say. Without the permission to ask, the list is believed.
 */
export async function proveGone(
	{ read, world }: Pick<Look<object, object>, "read" | "world">,
	identity: Identity,
	operation: "servicediscovery:GetNamespace" | "servicediscovery:GetService",
): Promise<void> {
	const { lastHandle, made } = world.get(identity) ?? {};
	const Id = lastHandle?.id ?? made;
	if (Id === undefined) return;
	const tried = await tryRead(() => read(operation, { Id }));
	if (tried.ok)
		throw new AwsFailure("unavailable", "NotListed", operation, "it exists, though the list does not show it");
	if (tried.failure.kind !== "missing" && tried.failure.kind !== "denied") throw tried.failure;
}

/** Cloud Map tags of one resource: as cached with its last sight, or read anew where that is asked for. */
export async function cloudMapTags(
	look: Pick<Look<object, object>, "read" | "sweep" | "freshTags" | "pass" | "world">,
	identity: Identity,
	arn: string,
): Promise<{ readonly tags: Readonly<Record<string, string>>; readonly tagsPass: number }> {
	const last = look.world.get(identity)?.sight;
	const cached = last?.status === "present" && last.observed.handle.arn === arn ? last.observed : undefined;
	if (cached?.tags && !look.sweep && !look.freshTags.has(identity)) {
		return { tags: cached.tags, tagsPass: cached.tagsPass };
	}
	const { Tags } = await look.read("servicediscovery:ListTagsForResource", { ResourceARN: arn });
	return { tags: Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value ?? ""])), tagsPass: look.pass };
}

/** ECS's list of tags as a map. */
export function ecsTags(tags: readonly { key?: string | undefined; value?: string | undefined }[] | undefined) {
	return Object.fromEntries((tags ?? []).flatMap(({ key, value }) => (key ? [[key, value ?? ""]] : [])));
}

/** A map of tags as ECS's list. */
export function ecsTagList(tags: Readonly<Record<string, string>>): { key: string; value: string }[] {
	return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** A map of tags as Cloud Map's list. */
export function cloudMapTagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
	return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** What is to be looked at, by identity: what is due, and in a sweep whatever the lists have shown besides. */
export function dueByIdentity<Spec extends object, Facts extends object>(
	due: readonly Due<Spec, Facts>[],
): ReadonlyMap<Identity, Due<Spec, Facts>> {
	return new Map(due.map((item) => [item.identity, item]));
}

/** The resource as it was last seen to exist. */
export function lastSeen<Spec extends object, Facts extends object>(last: Observation<Spec, Facts> | undefined) {
	return last?.sight.status === "present" ? last.sight.observed : undefined;
}

/** The cluster of a service. */
export function clusterName(id: Identity): string {
	return keyOf(id)[0];
}

/** The name of a service within its cluster. */
export function serviceName(id: Identity): string {
	return keyOf(id)[1];
}
