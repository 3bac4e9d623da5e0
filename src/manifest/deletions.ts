/**
 * Warns about entries of an Environment's `spec.deletions` that have no effect. Such an entry would otherwise wait forever
 * in silence, so the two mistakes that differ from a completed deletion are reported.
 */
import { identity, nameOf } from "../model/identity.ts";
import type { Resource } from "../model/manifest.ts";
import type { Problem } from "../model/problem.ts";
import type { LoadContext } from "./load-context.ts";
import { originAt } from "./node.ts";
import { warningAt } from "./problem.ts";
import type { Rules } from "./rules.ts";

/**
 * Warnings for deletions whose resource is also declared, and for deletions that use a manifest name instead of the AWS
 * name.
 */
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
