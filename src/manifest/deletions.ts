/**
 * What is said of `spec.deletions` of an Environment. A line there that means nothing would wait for ever without a word,
 * so the two slips that can be told from a deletion that is over are warned of.
 */
import { identity, nameOf } from "../model/identity.ts";
import type { Resource } from "../model/manifest.ts";
import type { Problem } from "../model/problem.ts";
import type { LoadContext } from "./load-context.ts";
import { originAt } from "./node.ts";
import { warningAt } from "./problem.ts";
import type { Rules } from "./rules.ts";

/** Warnings on what is listed and declared too, and on what is listed by the name of a manifest instead of AWS's. */
export function deletionProblems(
	{ environment }: LoadContext,
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
			return [warningAt(line, "declared-deletion", { identity: deletion, declaredAt: place })];
		}
		const [kind = "", parent = "", ...rest] = deletion.split("/");
		const parentKind = rules.get(kind)?.references[0]?.to;
		if (!parentKind || rest.length === 0 || declared.has(identity(parentKind, parent))) return [];
		const meant = named.get(`${parentKind}/${parent}`);
		if (!meant) return [];
		const written = [kind, nameOf(meant.identity), ...rest].join("/");
		return [warningAt(line, "deletion-by-name", { name: parent, meant: written })];
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
