/**
 * Hides what may be secret before anything is shown: values of a container's `environment`, options of its log drivers and
 * volumes, and its registry credentials. That something differs there is always told, never what it is.
 */
import { isRecord, sameJson } from "../lib/json.ts";

/** One step from a spec or an input to a value in it: into a member, or to an item of a list, by its key or position. */
export type PathStep = { readonly member: string } | { readonly item: string };

/** What stands where a secret was. */
export const hidden = "***";

/** Shorter values are no secrets, and replacing them would only make a sentence unreadable. */
const shortestSecret = 4;

/** Members of AWS inputs below which every scalar may be a secret. */
const secretMembers: ReadonlySet<string> = new Set(["driverOpts", "repositoryCredentials"]);

/** Options of AWS's own log driver say where logs go; those of the others may hold the token of somebody's collector. */
const openOption = /^awslogs-/;

/**
 * What is known of a place: nothing secret so far, a list of variables, one variable of it, that variable's name, a map of
 * options, or that all below is secret. Only an item's own member `name` is a name: a variable or an option may itself be called so.
 */
type Cover = "open" | "variables" | "variable" | "variable name" | "options" | "secret";

/**
 * A copy of `value` with secrets replaced. `path` is where the value stands in a spec or an input, as far as it is known:
 * a value whose own path leads through a secret member is hidden.
 */
export function redact(value: unknown, path: readonly PathStep[] = []): unknown {
	return walk(value, path.reduce<Cover>(coverAt, "open"));
}

/** Whether `redact` changes anything in `value`. */
export function holdsSecrets(value: unknown): boolean {
	return !sameJson(redact(value), value);
}

/** `sentence`, which AWS wrote about `input`, without the secret values of it that AWS may have echoed. */
export function withoutSecrets(sentence: string, input: unknown): string {
	const values = secretTexts(input, "open").filter(({ length }) => length >= shortestSecret);
	// A value may contain another one, and what is left of it would tell the rest.
	const longestFirst = [...new Set(values)].sort((a, b) => b.length - a.length);
	return longestFirst.reduce((text, value) => text.replaceAll(value, hidden), sentence);
}

function coverAt(cover: Cover, step: PathStep): Cover {
	if (cover === "open") {
		if ("item" in step) return "open";
		if (step.member === "environment") return "variables";
		if (step.member === "options") return "options";
		return secretMembers.has(step.member) ? "secret" : "open";
	}
	if (cover === "options" && "member" in step && openOption.test(step.member)) return "open";
	if (cover === "variables" && "item" in step) return "variable";
	return cover === "variable" && "member" in step && step.member === "name" ? "variable name" : "secret";
}

function walk(value: unknown, cover: Cover): unknown {
	if (Array.isArray(value)) return value.map((item, index) => walk(item, coverAt(cover, { item: String(index) })));
	if (!isRecord(value)) return isHidden(value, cover) ? hidden : value;
	return Object.fromEntries(
		Object.entries(value).map(([member, inner]) => [member, walk(inner, coverAt(cover, { member }))]),
	);
}

function secretTexts(value: unknown, cover: Cover): readonly string[] {
	if (Array.isArray(value)) {
		return value.flatMap((item, index) => secretTexts(item, coverAt(cover, { item: String(index) })));
	}
	if (!isRecord(value)) return isHidden(value, cover) ? [String(value)] : [];
	return Object.entries(value).flatMap(([member, inner]) => secretTexts(inner, coverAt(cover, { member })));
}

function isHidden(scalar: unknown, cover: Cover): boolean {
	if (scalar === undefined || scalar === null || cover === "open") return false;
	return cover !== "variable name" || typeof scalar !== "string";
}
