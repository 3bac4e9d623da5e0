/**
 * What is said of `spec.deletions` of an Environment. A line there that means nothing would wait for ever without a word,
 * so the two slips that can be told from a deletion that is over are warned of.
 */
import { identity, nameOf } from "../model/identity.ts";
import type { Problem, Resource } from "../model/manifest.ts";
import { originAt, shown } from "./node.ts";
import { warningAt } from "./problem.ts";
import type { Rules } from "./rules.ts";
import type { Setting } from "./setting.ts";

/** Warnings on what is listed and declared too, and on what is listed by the name of a manifest instead of AWS's. */
export function deletionProblems(
	{ environment }: Setting,
	resources: readonly Resource[],
	rules: ReadonlyMap<string, Rules>,
): readonly Problem[] {
	if (!environment) return [];
	const declared = new Map<string, Resource>(resources.map((resource) => [resource.identity, resource]));
	const named = firstByName(resources);
	return environment.settings.deletions.flatMap((deletion, index) => {
		const place = declared.get(deletion)?.place;
		const line = originAt(environment.node, ["spec", "deletions", String(index)]);
		if (place) {
			const sentence =
				`${shown(deletion)} is declared at ${place.file}:${place.line}:${place.column}, so it stays. ` +
				"Take out its manifest to have it deleted, or this line to keep it.";
			return [warningAt(line, "declared-deletion", sentence)];
		}
		const [kind = "", parent = "", ...rest] = deletion.split("/");
		const parentKind = rules.get(kind)?.references[0]?.to;
		if (!parentKind || rest.length === 0 || declared.has(identity(parentKind, parent))) return [];
		const meant = named.get(`${parentKind}/${parent}`);
		if (!meant) return [];
		const written = [kind, nameOf(meant.identity), ...rest].join("/");
		const sentence = `Identities have AWS's names, and ${shown(parent)} is the name of a manifest. Write ${shown(written)}, if that is meant.`;
		return [warningAt(line, "deletion-by-name", sentence)];
	});
}

function firstByName(resources: readonly Resource[]): ReadonlyMap<string, Resource> {
	const named = new Map<string, Resource>();
	for (const resource of resources) {
		const key = `${resource.kind}/${resource.name}`;
		if (!named.has(key)) named.set(key, resource);
	}
	return named;
}
