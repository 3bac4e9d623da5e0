/**
 * Validates request members against the constraints of AWS's models: lengths, patterns, ranges and enumerations. A
 * service lists its constraints in a table; the error message contains every violation in AWS's own sentences.
 */

/** Returns the violations of the value at `path`, in AWS's spelling: `filters.1.member.name`. */
export type Constraint = (value: unknown, path: string) => readonly Violation[];

/** A value that violates a constraint. */
export interface Violation {
	readonly path: string;
	/** The value as AWS prints it. */
	readonly shown: string;
	/** AWS's description of the constraint. */
	readonly sentence: string;
}

/** The minimum and maximum number of characters, elements or entries; an absent bound does not apply. */
export interface Size {
	readonly min?: number;
	readonly max?: number;
}

/** A string of that length that matches the whole pattern. */
export function text({ pattern, ...size }: Size & { readonly pattern?: RegExp }): Constraint {
	return (value, path) => {
		const shown = String(value);
		const mismatch =
			pattern && !pattern.test(shown) ? [`Member must satisfy regular expression pattern: ${pattern.source}`] : [];
		return [...wrongSize(shown.length, size), ...mismatch].map((sentence) => ({ path, shown, sentence }));
	};
}

/** An integer from `min` to `max`. */
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

/** A list of that size whose elements satisfy `element`. */
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

/** A map of that size; AWS prints the whole map instead of the invalid entry. */
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

/** A structure; absent members violate nothing. */
export function struct(members: Readonly<Record<string, Constraint>>): Constraint {
	return (value, path) =>
		Object.entries(members).flatMap(([name, constraint]) => {
			const member = (value as Readonly<Record<string, unknown>>)[name];
			if (member === undefined || member === null) return [];
			const spelled = name.charAt(0).toLowerCase() + name.slice(1);
			return constraint(member, path === "" ? spelled : `${path}.${spelled}`);
		});
}

/** AWS's message for all violations of a request; undefined if there are none. */
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
