/**
 * The constraints that AWS's models put on members of a request: lengths, patterns, ranges and enumerations. A service
 * lists them as a table, and every violation is told at once, in the sentences of AWS's front end.
 */

/** Gives the violations by the value at `path`, which is spelled as AWS spells it: `filters.1.member.name`. */
export type Constraint = (value: unknown, path: string) => readonly Violation[];

/** One value that does not meet a constraint. */
export interface Violation {
	readonly path: string;
	/** The value as AWS shows it. */
	readonly shown: string;
	/** What AWS says it must be. */
	readonly sentence: string;
}

/** How many characters, elements or entries there may be; no bound where one is absent. */
export interface Size {
	readonly min?: number;
	readonly max?: number;
}

/** A string of that length, all of it matching the pattern. */
export function text({ pattern, ...size }: Size & { readonly pattern?: RegExp }): Constraint {
	return (value, path) => {
		const shown = String(value);
		const mismatch =
			pattern && !pattern.test(shown) ? [`Member must satisfy regular expression pattern: ${pattern.source}`] : [];
		return [...wrongSize(shown.length, size), ...mismatch].map((sentence) => ({ path, shown, sentence }));
	};
}

/** A whole number from `min` to `max`. */
export function integer(min: number, max: number): Constraint {
	return (value, path) => {
		const given = Number(value);
		const told = (sentence: string) => [{ path, shown: String(value), sentence }];
		if (!Number.isInteger(given)) return told("Member must be an integer");
		if (given < min) return told(`Member must have value greater than or equal to ${min}`);
		return given > max ? told(`Member must have value less than or equal to ${max}`) : [];
	};
}

/** One of the values of an enumeration. */
export function oneOf(...values: readonly string[]): Constraint {
	const sentence = `Member must satisfy enum value set: [${values.join(", ")}]`;
	return (value, path) => (values.includes(String(value)) ? [] : [{ path, shown: String(value), sentence }]);
}

/** A list of that size whose elements meet `element`. */
export function list(element: Constraint, size: Size = {}): Constraint {
	return (value, path) => {
		const elements = value as readonly unknown[];
		const shown = `[${elements.join(", ")}]`;
		return [
			...wrongSize(elements.length, size).map((sentence) => ({ path, shown, sentence })),
			...elements.flatMap((nested, index) => element(nested, `${path}.${index + 1}.member`)),
		];
	};
}

/** A map of that size; AWS shows the whole map and not the entry that is wrong. */
export function map(key: Constraint, value: Constraint, size: Size = {}): Constraint {
	return (given, path) => {
		const entries = Object.entries(given as Readonly<Record<string, unknown>>);
		const shown = `{${entries.map((entry) => entry.join("=")).join(", ")}}`;
		const sentences = [
			...wrongSize(entries.length, size),
			...ofEntries("Map keys", key, Object.keys(given as object)),
			...ofEntries("Map value", value, Object.values(given as object)),
		];
		return sentences.map((sentence) => ({ path, shown, sentence }));
	};
}

/** A structure; members that are not there violate nothing. */
export function struct(members: Readonly<Record<string, Constraint>>): Constraint {
	return (value, path) =>
		Object.entries(members).flatMap(([name, constraint]) => {
			const member = (value as Readonly<Record<string, unknown>>)[name];
			if (member === undefined || member === null) return [];
			const spelled = name.charAt(0).toLowerCase() + name.slice(1);
			return constraint(member, path === "" ? spelled : `${path}.${spelled}`);
		});
}

/** AWS's message for all violations of a request together; undefined where there is none. */
export function validationMessage(violations: readonly Violation[]): string | undefined {
	if (violations.length === 0) return undefined;
	const sentences = violations.map(
		({ path, shown, sentence }) => `Value '${shown}' at '${path}' failed to satisfy constraint: ${sentence}`,
	);
	const errors = violations.length === 1 ? "1 validation error" : `${violations.length} validation errors`;
	return `${errors} detected: ${sentences.join("; ")}`;
}

function ofEntries(what: string, constraint: Constraint, values: readonly unknown[]): readonly string[] {
	const broken = new Set(values.flatMap((value) => constraint(value, "").map(({ sentence }) => sentence)));
	return broken.size > 0 ? [`${what} must satisfy constraint: [${[...broken].join(", ")}]`] : [];
}

function wrongSize(length: number, { min = 0, max = Number.POSITIVE_INFINITY }: Size): readonly string[] {
	if (length < min) return [`Member must have length greater than or equal to ${min}`];
	return length > max ? [`Member must have length less than or equal to ${max}`] : [];
}
