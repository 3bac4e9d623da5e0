/** Helpers for the manifest checks of all kinds: following references, and the tag checks. */
import type { Identity } from "../model/identity.ts";
import type { Resource } from "../model/manifest.ts";
import type { Check, Others } from "../model/manifest-rules.ts";
import { errorHere } from "../model/problem.ts";
import type {} from "./problems.ts";

/** AWS allows 50 tags on a resource; this many are reserved for evenkeel's own. */
const tagsKeptForUs = 6;

/** The resource of the given kind that a reference names; undefined for an ARN or id of AWS's and for an unknown name. */
export function referred<Spec extends object>(
	others: Pick<Others, "get">,
	kind: string,
	reference: string | undefined,
): Resource<Spec> | undefined {
	const found = reference === undefined ? undefined : others.get(reference as Identity);
	return found?.kind === kind ? (found as Resource<Spec>) : undefined;
}

/** Checks that a manifest declares none of evenkeel's own tags and leaves room for them. */
export function tagChecks(field: "tags" | "Tags"): Check<object> {
	return ({ resource, at }) => {
		const keys = Object.keys(resource.tags);
		const ours = keys.filter((key) => key.startsWith("evenkeel:"));
		const problems = ours.map((key) => errorHere(at(`${field}.${key}`), "reserved-tag"));
		if (keys.length > 50 - tagsKeptForUs) {
			problems.push(errorHere(at(field), "too-many-tags", { most: 50 - tagsKeptForUs, kept: tagsKeptForUs }));
		}
		return problems;
	};
}
