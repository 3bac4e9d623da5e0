/**
 * Converts exported resources to manifests. Manifests are committed to Git, so each possible secret becomes an undefined
 * variable; a folder with an undefined variable is rejected.
 */
import { unnamedMembers } from "../aws/structures.ts";
import { isRecord, valueAt } from "../lib/json.ts";
import type { Identity } from "../model/identity.ts";
import type { Kinds } from "../model/kinds.ts";
import type { Resource } from "../model/manifest.ts";
import type { Problem } from "../model/problem.ts";
import { redact } from "../model/redact.ts";
import { type ExportPlace, filesOf, placeKey, variablesOf, withManifestNames } from "./export-names.ts";
import { load } from "./load.ts";
import { documentsAmong, documentText } from "./render.ts";

/** A manifest that represents an exported resource. */
export interface ExportedManifest {
	readonly identity: Identity;
	/** Such as `service/shop/api.yaml`. */
	readonly file: string;
	readonly text: string;
	/** The variables that replace possible secrets. With `withSecrets`, the variables that would replace them. */
	readonly variables: readonly string[];
}

/** Converts `resources`, which may refer to each other, to manifests. */
export function exportedManifests(
	resources: readonly Resource[],
	kinds: Kinds,
	{ withSecrets }: { readonly withSecrets: boolean },
): readonly ExportedManifest[] {
	const files = filesOf(resources);
	const named = withManifestNames(resources);
	const documentOf = documentsAmong(named, kinds);
	const found = named.map((resource, index) => {
		const document = documentOf(resource);
		const places: ExportPlace[] = [];
		const start = { words: [resource.name], steps: [resource.identity] };
		replaceHidden(document, redact(document), start, (place) => places.push(place));
		return { resource, document, places, start, file: files.get(resources[index] as Resource) ?? "" };
	});
	const names = variablesOf(found.flatMap(({ places }) => places));
	const nameOf = (place: ExportPlace) => names.get(placeKey(place)) ?? "";
	return found.map(({ resource: { identity }, document, places, start, file }) => {
		const masked = replaceHidden(document, redact(document), start, (place) => `\${${nameOf(place)}}`);
		return {
			identity,
			file,
			text: documentText(withSecrets ? document : masked),
			variables: places.map(nameOf),
		};
	});
}

/**
 * The error of each manifest that would be invalid, by identity, because not every AWS configuration can be expressed in a
 * manifest. `manifests` must include their secrets.
 */
export function notExportable(manifests: readonly ExportedManifest[], kinds: Kinds): ReadonlyMap<Identity, Problem> {
	const files = new Map(manifests.map(({ file, text }) => [file, text]));
	const written = { provenance: { is: "committed" }, committed: new Set(files.keys()) } as const;
	const snapshot = { root: "", path: "", revision: "", problems: [], files, aliases: new Map(), ...written };
	const { problems } = load(snapshot, { kinds, owner: "export" });
	const identities = new Map(manifests.map(({ file, identity }) => [file, identity]));
	const refused = new Map<Identity, Problem>();
	for (const problem of problems) {
		const identity = identities.get(problem.place.file);
		// The cost of the whole folder is not an error of a single manifest.
		const isOwn = problem.severity === "error" && problem.code !== "folder-too-costly";
		if (isOwn && identity && !refused.has(identity)) refused.set(identity, problem);
	}
	return refused;
}

/** Returns `value` with each place that `redacted` hides replaced by the result of `replace`. */
function replaceHidden(
	value: unknown,
	redacted: unknown,
	place: ExportPlace,
	replace: (place: ExportPlace) => unknown,
): unknown {
	if (Array.isArray(value) && Array.isArray(redacted)) {
		return value.map((item, index) => {
			const next = further(place, String(index), itemName(item) ?? String(index));
			return replaceHidden(item, redacted[index], next, replace);
		});
	}
	if (isRecord(value) && isRecord(redacted)) {
		return Object.fromEntries(
			Object.entries(value).map(([name, member]) => {
				const next = further(place, name, isUntold(name) ? undefined : name);
				return [name, replaceHidden(member, valueAt(redacted, name), next, replace)];
			}),
		);
	}
	return redacted === value ? value : replace(place);
}

function further({ words, steps }: ExportPlace, step: string, word: string | undefined): ExportPlace {
	return { words: word === undefined ? words : [...words, word], steps: [...steps, step] };
}

/** Steps omitted from variable names: they add length but no information. */
const isUntold = (step: string) => step === "spec" || unnamedMembers.has(step);

function itemName(item: unknown): string | undefined {
	return isRecord(item) && typeof item.name === "string" ? item.name : undefined;
}
