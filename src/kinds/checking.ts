/**
 * What the checks of all kinds share: making problems, and the rules for tags, which are the same everywhere. Sentences say
 * what to write instead, and never repeat a value that might be a secret.
 */
import type { Identity } from "../model/identity.ts";
import type { Place, Problem, Resource } from "../model/manifest.ts";
import type { Check, Others } from "../model/manifest-rules.ts";

/** AWS allows 50 tags on a resource; these many are kept for evenkeel's own. */
const tagsKeptForUs = 6;

/** Rejects the file. */
export function errorHere(place: Place, code: string, sentence: string): Problem {
	return { place, code, sentence, severity: "error" };
}

/** Is only said. */
export function warningHere(place: Place, code: string, sentence: string): Problem {
	return { place, code, sentence, severity: "warning" };
}

/** `file:line:column`, for sentences that point at a second place. */
export function placeText({ file, line, column }: Place): string {
	return `${file}:${line}:${column}`;
}

/** The resource of a kind that a reference leads to; undefined when it is AWS's own text or not known. */
export function referred<Spec extends object>(
	others: Pick<Others, "get">,
	kind: string,
	reference: string | undefined,
): Resource<Spec> | undefined {
	const found = reference === undefined ? undefined : others.get(reference as Identity);
	return found?.kind === kind ? (found as Resource<Spec>) : undefined;
}

/** Tags of ours cannot be declared, and room for them has to be left. */
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
