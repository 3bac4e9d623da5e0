/**
 * Exports resources as manifests: observes the whole account and converts each resource, regardless of its owner.
 * It writes nothing to AWS.
 */
import { AwsFailure } from "../aws/failure.ts";
import type { Read } from "../aws/reads.ts";
import { type ExportedManifest, exportedManifests, notExportable } from "../manifest/exported.ts";
import { type Bug, internalError } from "../model/bug.ts";
import { type Identity, kindOf } from "../model/identity.ts";
import type { Kind } from "../model/kind.ts";
import type { Kinds } from "../model/kinds.ts";
import { recordOf } from "../model/kinds.ts";
import type { Resource } from "../model/manifest.ts";
import type { Reference } from "../model/manifest-rules.ts";
import type { Observed, ObservedState } from "../model/observed-state.ts";
import { defaultPolicy } from "../model/policy.ts";
import type { Problem } from "../model/problem.ts";
import { because, type Reason } from "../model/reason.ts";
import { replaceReferences } from "../model/references.ts";

/** Exported resources, before they are converted to text. */
interface Exported {
	/** Sorted by identity. References between exported resources are identities; all others are AWS ids and ARNs. */
	readonly resources: readonly Resource[];
	/** Resources that were skipped, with the reason; sorted by identity. */
	readonly skipped: readonly { readonly identity: Identity; readonly reason: Reason }[];
}

/**
 * Converts the resources in `world` that `isMeant` selects to manifest text that `validate` accepts. `skipped` lists
 * the others, with the reason. Rejects with an `AwsFailure`.
 */
export async function exportManifests({
	kinds,
	observedState,
	read,
	isMeant,
	withSecrets,
	onBug,
}: {
	readonly kinds: Kinds;
	readonly observedState: ObservedState;
	readonly read: Read;
	readonly isMeant: (identity: Identity) => boolean;
	readonly withSecrets: boolean;
	/** Called with each bug; the affected resource is skipped. */
	readonly onBug: (bug: Bug) => void;
}): Promise<{ readonly manifests: readonly ExportedManifest[]; readonly skipped: Exported["skipped"] }> {
	const leftOut = new Map<Identity, Exported["skipped"][number]>();
	for (;;) {
		// A skipped resource has no manifest to refer to by name.
		const isSaid = (identity: Identity) => isMeant(identity) && !leftOut.has(identity);
		const { resources, skipped } = await exportObservedState(kinds, observedState, read, { isMeant: isSaid, onBug });
		const refused = notExportable(exportedManifests(resources, kinds, { withSecrets: true }), kinds);
		if (refused.size === 0) {
			const manifests = exportedManifests(resources, kinds, { withSecrets });
			return { manifests, skipped: [...skipped, ...leftOut.values()] };
		}
		for (const [identity, { code, params }] of refused) {
			const problem = { code, params } as Pick<Problem, "code" | "params">;
			leftOut.set(identity, { identity, reason: because("ExportInvalid", { problem }) });
		}
	}
}

/** Exports the resources in `world` that `isMeant` selects. Rejects with an `AwsFailure`. */
async function exportObservedState(
	kinds: Kinds,
	observedState: ObservedState,
	read: Read,
	{ isMeant, onBug }: { readonly isMeant: (identity: Identity) => boolean; readonly onBug: (bug: Bug) => void },
): Promise<Exported> {
	const skipped: Exported["skipped"][number][] = [];
	const meant: Identity[] = [];
	for (const { identity, observation } of observedState.all()) {
		if (!isMeant(identity) || observation.status === "absent") continue;
		const why =
			observation.status === "unknown" ? observation.reason : reasonToSkip(kinds, identity, observation.observed);
		if (why === undefined) meant.push(identity);
		else skipped.push({ identity, reason: why });
	}
	const names = namesOf(meant, observedState);
	const resources: Resource[] = [];
	for (const identity of meant.sort()) {
		try {
			const resource = await kinds.of(identity)?.((kind) => resourceOf(kind, identity, { observedState, read, names }));
			if (resource) resources.push(resource);
		} catch (error) {
			if (error instanceof AwsFailure) throw error;
			onBug({ kind: kindOf(identity), identity, error });
			skipped.push({ identity, reason: internalError({ error }) });
		}
	}
	return { resources, skipped: skipped.sort((a, b) => (a.identity < b.identity ? -1 : 1)) };
}

function reasonToSkip(kinds: Kinds, identity: Identity, { busy, tags = {} }: Observed): Reason | undefined {
	return (
		busy ?? kinds.of(identity)?.((kind) => ("ownedThrough" in kind.tags ? undefined : kind.tags.managedByAws?.(tags)))
	);
}

/** Finds the resource that an AWS reference points to, so that manifests can refer to each other by name. */
type NameOf = (reference: Reference, value: string) => Identity | undefined;

function namesOf(identities: readonly Identity[], observedState: ObservedState): NameOf {
	const targets = identities.flatMap((identity) => {
		const awsRef = observedState.get(identity)?.lastAwsRef;
		return awsRef ? [{ identity, awsRef }] : [];
	});
	const byReference = new Map<Reference, ReadonlyMap<string, Identity>>();
	return (reference, value) => {
		const known =
			byReference.get(reference) ??
			new Map(
				targets
					.filter(({ identity }) => kindOf(identity) === reference.to)
					.flatMap(({ identity, awsRef }) => [
						[awsRef.arn, identity] as const,
						[awsRef.id, identity] as const,
						[reference.valueOf(awsRef), identity] as const,
					]),
			);
		byReference.set(reference, known);
		return known.get(value);
	};
}

async function resourceOf<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	identity: Identity,
	{
		observedState,
		read,
		names,
	}: { readonly observedState: ObservedState; readonly read: Read; readonly names: NameOf },
): Promise<Resource | undefined> {
	const observation = recordOf(kind, observedState, identity)?.observation;
	if (observation?.status !== "present") return undefined;
	const { observed } = observation;
	const complete = { ...observed.spec, ...(await kind.exporting?.details(observed, read)) };
	const said = Object.entries(complete).filter(([name]) => isSaid(kind, name, complete));
	const spec = replaceReferences(
		kind.manifest.references,
		Object.fromEntries(said),
		({ reference, value }) => names(reference, value) ?? value,
	);
	return {
		identity,
		kind: kind.name,
		name: String((spec as Readonly<Record<string, unknown>>)[kind.manifest.nameField]),
		spec,
		tags: ownTags(observed.tags ?? {}),
		policy: defaultPolicy,
		place: { file: "", line: 1, column: 1 },
	};
}

/** A field at AWS's default is omitted, unless omitting it would change the meaning. */
function isSaid<Spec extends object, Facts extends object>(
	{ fields, revisions }: Kind<Spec, Facts>,
	name: string,
	spec: Partial<Spec>,
): boolean {
	const field = Object.hasOwn(fields, name) ? fields[name as keyof Spec] : undefined;
	const value = spec[name as keyof Spec];
	if (value === undefined || value === null || !field) return false;
	return revisions !== undefined || field.exported === true || !field.atDefault?.(value as never, spec);
}

/** Removes evenkeel's own tags, which manifests must not set, and AWS's reserved tags, which users cannot set. */
function ownTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
	return Object.fromEntries(Object.entries(tags).filter(([key]) => !/^(evenkeel|aws):/.test(key)));
}
