/**
 * Helpers for the manifest checks of all kinds: making problems, following references, and the tag checks.
 * A problem's sentence says what to write instead and never repeats a value that could be a secret.
 */
import type { Identity } from "../model/identity.ts";
import type { Place, Problem, Resource } from "../model/manifest.ts";
import type { Check, Others } from "../model/manifest-rules.ts";

/** AWS allows 50 tags on a resource; this many are reserved for evenkeel's own. */
const tagsKeptForUs = 6;

/** A problem that makes the manifest invalid. */
export function errorHere(place: Place, code: string, sentence: string): Problem {
	return { place, code, sentence, severity: "error" };
}

/** A problem that is reported only. */
export function warningHere(place: Place, code: string, sentence: string): Problem {
	return { place, code, sentence, severity: "warning" };
}

/** Formats a place as `file:line:column`, for sentences that point at a second place. */
export function placeText({ file, line, column }: Place): string {
	return `${file}:${line}:${column}`;
}

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
		const problems = ours.map((key) =>
			errorHere(at(`${field}.${key}`), "reserved-tag", `Tags that begin with evenkeel: are written by evenkeel alone.`),
		);
		if (keys.length > 50 - tagsKeptForUs) {
			const sentence = `AWS allows 50 tags, and ${tagsKeptForUs} are kept for evenkeel's own. Declare at most ${50 - tagsKeptForUs}.`;
			problems.push(errorHere(at(field), "too-many-tags", sentence));
		}
		return problems;
	};
}
