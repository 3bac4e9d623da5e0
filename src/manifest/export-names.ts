/**
 * Names exported manifests, their files and the variables that replace secrets. All names derive from AWS names, which may
 * contain slashes or differ only in case.
 */
import { distinctNames, type NameRules } from "../lib/distinct-names.ts";
import { fileNames } from "../lib/file-name.ts";
import { groupBy } from "../lib/group.ts";
import { nameOf } from "../model/identity.ts";
import type { Resource } from "../model/manifest.ts";

/** The rules of the schemas for `metadata.name`. */
const manifestNames: NameRules = {
	nearest: (text) => text.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "") || "unnamed",
	longest: 253,
	caseMatters: true,
};

/**
 * The names that a variable reference accepts without a dot. Characters after the first NUL only identify the place and are
 * not part of the name.
 */
const variableNames: NameRules = {
	nearest: (place) =>
		place
			.replace(/\0.*$/s, "")
			.replace(/\W+/g, "_")
			.replace(/^(?=\d)/, "_") || "_",
	longest: 200,
	caseMatters: true,
};

/** Returns `resources` with valid values of `metadata.name`: the AWS name where it is valid. */
export function withManifestNames(resources: readonly Resource[]): readonly Resource[] {
	const byKind = groupBy(resources, ({ kind }) => kind);
	const names = new Map([...byKind].map(([kind, some]) => [kind, distinctNames(some.map(ofAws), manifestNames)]));
	return resources.map((resource) => ({ ...resource, name: names.get(resource.kind)?.get(resource.name) ?? "" }));
}

/** The file of each resource, such as `service/shop/api.yaml`. Paths are distinct on every file system. */
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

/** A place in an exported manifest: `words` name its variable, `steps` identify the place. */
export interface ExportPlace {
	readonly words: readonly string[];
	readonly steps: readonly string[];
}

/** The variable name of each of `places`, by `placeKey`. */
export function variablesOf(places: readonly ExportPlace[]): ReadonlyMap<string, string> {
	return distinctNames(places.map(placeKey), variableNames);
}

/** The unique key of a place. */
export function placeKey({ words, steps }: ExportPlace): string {
	return [words.join("_"), ...steps].join("\0");
}

function ofAws({ name }: Resource): string {
	return name;
}

/** The part of an identity between the kind and the resource's own name. Both the part and the name may contain slashes. */
function parentOf({ identity, name }: Resource): string {
	return nameOf(identity).slice(0, -name.length).replace(/\/$/, "");
}
