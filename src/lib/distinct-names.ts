/**
 * Names for places that take fewer characters than AWS does, such as file names. Two different texts never get the same name,
 * and a text that fits as it is keeps its own.
 */
import { createHash } from "node:crypto";

/** What a place takes. */
export interface NameRules {
	/** The nearest text that the place takes, of any length and never empty; a text that it takes comes back as it is. */
	readonly nearest: (text: string) => string;
	/** In characters, at least 32. */
	readonly longest: number;
	/** Whether the place tells names apart that differ in upper and lower case only. */
	readonly caseMatters: boolean;
}

const hashLength = 8;

/**
 * A name for each of `texts`. It depends on the other texts only where two would get the same name; then those that did not fit
 * as they were end in a hash of their text.
 */
export function distinctNames(texts: Iterable<string>, rules: NameRules): ReadonlyMap<string, string> {
	const { nearest, longest } = rules;
	const fold = (name: string) => (rules.caseMatters ? name : name.toLowerCase());
	const sorted = [...new Set(texts)].sort();
	const fitted = sorted.map((text) => ({ text, name: nearest(text) }));
	const wanted = new Map<string, number>();
	for (const { name } of fitted) wanted.set(fold(name), (wanted.get(fold(name)) ?? 0) + 1);
	const names = new Map<string, string>();
	const taken = new Set<string>();
	const keep = (text: string, name: string) => {
		names.set(text, name);
		taken.add(fold(name));
	};
	const isAsItIs = ({ text, name }: (typeof fitted)[number]) => name === text && name.length <= longest;
	for (const { text } of fitted.filter(isAsItIs)) keep(text, text);
	for (const { text, name } of fitted.filter((one) => !isAsItIs(one))) {
		const isAlone = wanted.get(fold(name)) === 1 && name.length <= longest;
		keep(text, isAlone ? name : hashed(text, name, longest, (one) => taken.has(fold(one))));
	}
	return names;
}

/** `name`, shortened where it must be, with as much of a hash of `text` as tells it from all others. */
function hashed(text: string, name: string, longest: number, isTaken: (name: string) => boolean): string {
	const hash = createHash("sha256").update(text).digest("hex");
	for (let length = hashLength; ; length += 1) {
		const suffix = `-${hash.slice(0, length)}`;
		const candidate = `${name.slice(0, longest - suffix.length)}${suffix}`;
		if (!isTaken(candidate)) return candidate;
	}
}
