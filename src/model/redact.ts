/**
 * Hides possible secrets before anything is shown: values of a container's `environment`, options of log drivers and
 * volumes, image registry credentials, and anything else that looks like a credential. A difference there is reported,
 * but never its values.
 */
import { freeMaps, nameKeys, optionMaps, secretMembers, variableLists } from "../aws/structures.ts";
import { createHiding } from "../lib/hiding.ts";
import { isRecord, sameJson } from "../lib/json.ts";
import { asksForSecret, credentialsIn, isReference, isSecretName } from "./credentials.ts";

/** One step on the path from a spec or an input to a value: into a member, or to a list item by its key or index. */
export type PathStep = { readonly member: string } | { readonly item: string };

/** Replaces a secret. */
export const hidden = "***";

/**
 * What is known about the current position: nothing secret, a map with user-chosen keys, an item named like a
 * credential, a list of variables, one variable, its name, a map of options, or entirely secret. Only an item's own
 * member `name` counts as a name, because a variable or option may itself be called so.
 */
type Cover =
	| "open"
	| "free map"
	| "called secret"
	| "variables"
	| "variable"
	| "variable name"
	| { readonly options: string }
	| "secret";

/**
 * Returns a copy of `value` with secrets replaced. `path`: the known position of the value in a spec or an input; a
 * value below a secret member is hidden.
 */
export function redact(value: unknown, path: readonly PathStep[] = []): unknown {
	return walk(value, { cover: path.reduce<Cover>(coverAt, "open"), isSure: false }, () => {});
}

/** Whether `redact` would change anything in `value`. */
export function holdsSecrets(value: unknown): boolean {
	return !sameJson(redact(value), value);
}

/** The values, or parts of values, that `redact` hides. With `isSure`, only those that look like credentials themselves. */
export function secretTexts(value: unknown, { isSure = false }: { readonly isSure?: boolean } = {}): readonly string[] {
	const found: string[] = [];
	walk(value, { cover: "open", isSure: false }, (text, looksLikeOne) => {
		if (looksLikeOne || !isSure) found.push(text);
	});
	return found;
}

/** Removes the secret values of `input` from `sentence`, an AWS message that may repeat them in part or in whole. */
export function withoutSecrets(sentence: string, input: unknown): string {
	return createHiding(secretTexts(input), hidden).hideIn(sentence, { isCut: true });
}

function coverAt(cover: Cover, step: PathStep): Cover {
	if (typeof cover === "object") {
		return "member" in step && optionMaps.get(cover.options)?.isOpen.test(step.member) ? "open" : "secret";
	}
	switch (cover) {
		case "open":
			if ("item" in step) return isSecretName(step.item) ? "called secret" : "open";
			if (variableLists.has(step.member)) return "variables";
			if (optionMaps.has(step.member)) return { options: step.member };
			if (step.member === "tags" || freeMaps.has(step.member)) return "free map";
			return secretMembers.has(step.member) ? "secret" : "open";
		case "free map":
			if ("item" in step) return coverAt("open", step);
			return isSecretName(step.member) ? "secret" : "open";
		case "called secret":
			return "member" in step && /^value$/i.test(step.member) ? "secret" : coverAt("open", step);
		case "variables":
			return "item" in step ? "variable" : "secret";
		case "variable":
			return "member" in step && step.member === "name" ? "variable name" : "secret";
		default:
			return "secret";
	}
}

interface Place {
	readonly cover: Cover;
	/** Whether the value has the name of a credential. */
	readonly isSure: boolean;
}

type Tell = (secret: string, looksLikeOne: boolean) => void;

function walk(value: unknown, place: Place, tell: Tell): unknown {
	if (Array.isArray(value)) return value.map((item, index) => walkItem(value, item, index, place, tell));
	if (!isRecord(value)) return shownScalar(value, place, tell);
	const name = nameKeys.map((key) => value[key]).find((one) => one !== undefined && one !== null);
	const isCalledSecret = typeof name === "string" && isSecretName(name);
	const cover = place.cover === "open" && isCalledSecret ? "called secret" : place.cover;
	return Object.fromEntries(
		Object.entries(value).map(([member, inner]) => {
			const isSure = place.isSure || isSecretName(member) || (isCalledSecret && /^value$/i.test(member));
			return [member, walk(inner, { cover: coverAt(cover, { member }), isSure }, tell)];
		}),
	);
}

function walkItem(list: readonly unknown[], item: unknown, index: number, place: Place, tell: Tell): unknown {
	const before = list[index - 1];
	const isAskedFor = place.cover === "open" && typeof before === "string" && asksForSecret(before);
	if (isAskedFor && typeof item === "string" && !item.startsWith("-") && !isReference(item)) {
		return shownScalar(item, { cover: "secret", isSure: true }, tell);
	}
	return walk(item, { ...place, cover: coverAt(place.cover, { item: String(index) }) }, tell);
}

function shownScalar(scalar: unknown, { cover, isSure }: Place, tell: Tell): unknown {
	if (scalar === undefined || scalar === null) return scalar;
	const parts = typeof scalar === "string" ? credentialsIn(scalar) : [];
	for (const part of parts) tell(part, true);
	if (cover === "variable name" && typeof scalar === "string") return scalar;
	if (cover !== "open") {
		const text = String(scalar);
		tell(text, isSure && !isReference(text));
		return hidden;
	}
	const longestFirst = [...parts].sort((a, b) => b.length - a.length);
	return longestFirst.reduce((shown, part) => shown.replaceAll(part, hidden), scalar as string);
}
