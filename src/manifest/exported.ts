/**
 * Exported resources as manifests. What may be secret stands in AWS for everybody to read who may look, but a folder of
 * manifests goes into Git: so each such value becomes a variable that nobody has set, and a folder with one left is rejected.
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

export interface ExportedManifest {
	readonly identity: Identity;
	/** Such as `service/shop/api.yaml`. */
	readonly file: string;
	readonly text: string;
	/** The variables that stand for what may be secret; with `withSecrets` those that would. */
	readonly variables: readonly string[];
}

/** The manifest of each of `resources`, which may refer to one another. */
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

/** Why manifests with their secrets in them would be refused, by identity: what AWS has cannot always be said. */
export function notExportable(manifests: readonly ExportedManifest[], kinds: Kinds): ReadonlyMap<Identity, Problem> {
	const files = new Map(manifests.map(({ file, text }) => [file, text]));
	const written = { provenance: { is: "committed" }, committed: new Set(files.keys()) } as const;
	const snapshot = { root: "", path: "", revision: "", problems: [], files, aliases: new Map(), ...written };
	const { problems } = load(snapshot, { kinds, owner: "export" });
	const identities = new Map(manifests.map(({ file, identity }) => [file, identity]));
	const refused = new Map<Identity, Problem>();
	for (const problem of problems) {
		const identity = identities.get(problem.place.file);
		// A folder can be too much to read at once, which is the fault of none of its manifests.
		const isOwn = problem.severity === "error" && problem.code !== "folder-too-costly";
		if (isOwn && identity && !refused.has(identity)) refused.set(identity, problem);
	}
	return refused;
}

/** `value` with what `replace` gives in each place that `redacted` hides. */
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

/** Steps that would only make names longer: what follows says it all. */
const isUntold = (step: string) => step === "spec" || unnamedMembers.has(step);

function itemName(item: unknown): string | undefined {
	return isRecord(item) && typeof item.name === "string" ? item.name : undefined;
}
