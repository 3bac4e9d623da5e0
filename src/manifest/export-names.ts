/**
 * Names in exported manifests: of the manifests themselves, of the files that they are in, and of the variables that stand for
 * secrets. AWS's own names decide all of them, and some of those hold slashes, or differ in upper and lower case only.
 */
import { distinctNames, type NameRules } from "../lib/distinct-names.ts";
import { fileNames } from "../lib/file-name.ts";
import { groupBy } from "../lib/group.ts";
import { nameOf } from "../model/identity.ts";
import type { Resource } from "../model/manifest.ts";

/** What the schemas say of `metadata.name`. */
const manifestNames: NameRules = {
	nearest: (text) => text.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "") || "unnamed",
	longest: 253,
	caseMatters: true,
};

/** What a reference to a variable may be without a dot. What a place is known by is not in its name. */
const variableNames: NameRules = {
	nearest: (place) =>
		place
			.replace(/\0.*$/s, "")
			.replace(/\W+/g, "_")
			.replace(/^(?=\d)/, "_") || "_",
	longest: 200,
	caseMatters: true,
};

/** `resources`, each with a name that `metadata.name` takes: AWS's own where that is possible. */
export function withManifestNames(resources: readonly Resource[]): readonly Resource[] {
	const byKind = groupBy(resources, ({ kind }) => kind);
	const names = new Map([...byKind].map(([kind, some]) => [kind, distinctNames(some.map(ofAws), manifestNames)]));
	return resources.map((resource) => ({ ...resource, name: names.get(resource.kind)?.get(resource.name) ?? "" }));
}

/** The file of each resource, such as `service/shop/api.yaml`: no two have the same, on any file system. */
export function filesOf(resources: readonly Resource[]): ReadonlyMap<Resource, string> {
	const files = new Map<Resource, string>();
	for (const [kind, some] of groupBy(resources, (one) => one.kind)) {
		const folder = kind.replace(/(?<=[a-z])[A-Z]/g, "-$&").toLowerCase();
		const byParent = groupBy(some, parentOf);
		const parents = distinctNames(byParent.keys(), fileNames);
		for (const [parent, siblings] of byParent) {
			const names = distinctNames(siblings.map(ofAws), fileNames);
			const path = parent === "" ? folder : `${folder}/${parents.get(parent)}`;
			for (const one of siblings) files.set(one, `${path}/${names.get(one.name)}.yaml`);
		}
	}
	return files;
}

/** A place in an exported manifest: the words that a variable for it is named by, and what tells it from all other places. */
export interface ExportPlace {
	readonly words: readonly string[];
	readonly steps: readonly string[];
}

/** A variable for each of `places`, by `placeKey`. */
export function variablesOf(places: readonly ExportPlace[]): ReadonlyMap<string, string> {
	return distinctNames(places.map(placeKey), variableNames);
}

export function placeKey({ words, steps }: ExportPlace): string {
	return [words.join("_"), ...steps].join("\0");
}

function ofAws({ name }: Resource): string {
	return name;
}

/** What an identity has between its kind and its own name; either may hold a slash. */
function parentOf({ identity, name }: Resource): string {
	return nameOf(identity).slice(0, -name.length).replace(/\/$/, "");
}
