/**
 * Creates names for targets that allow fewer characters than AWS, such as file names. Different texts always get
 * different names, and a text that is already valid keeps its own.
 */
import { createHash } from "node:crypto";

/** The rules for names. */
export interface NameRules {
	/** Returns a valid text close to the given one, of any length and never empty; a valid text is returned unchanged. */
	readonly nearest: (text: string) => string;
	/** Maximum length in characters, at least 32. */
	readonly longest: number;
	/** Whether names may differ only in case. */
	readonly caseMatters: boolean;
}

const hashLength = 8;

/**
 * Returns a name for each of `texts`. The result depends on the other texts only if two would get the same name; texts
 * that had to be changed then end in a hash.
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

/** `name`, shortened if necessary, with enough of a hash of `text` to make it unique. */
function hashed(text: string, name: string, longest: number, isTaken: (name: string) => boolean): string {
	const hash = createHash("sha256").update(text).digest("hex");
	for (let length = hashLength; ; length += 1) {
		const suffix = `-${hash.slice(0, length)}`;
		const candidate = `${name.slice(0, longest - suffix.length)}${suffix}`;
		if (!isTaken(candidate)) return candidate;
	}
}
