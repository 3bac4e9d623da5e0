/**
 * Validates the types and required members of a decoded request before the service handles it, so that operations can
 * rely on them.
 */
import type { NormalizedSchema } from "@smithy/core/schema";

type Input = Record<string, unknown>;

/** The message for the first value with a wrong type, in the words of AWS's JSON parser. */
export function mistyped(schema: NormalizedSchema, value: unknown, path: string): string | undefined {
	if (value === undefined || value === null) return undefined;
	const place = path === "" ? "the request" : path;
	const mayHoldNull = schema.isStructSchema() || schema.getMergedTraits().sparse;
	for (const [name, member, nested] of membersOf(schema, value) ?? []) {
		if (nested === null && !mayHoldNull) return `The value of ${place} contains null.`;
		const wrong = mistyped(member, nested, path === "" ? name : `${path}.${name}`);
		if (wrong) return wrong;
	}
	const fits = expectedType(schema);
	return !fits || fits[1](value) ? undefined : `The value of ${place} is not ${fits[0]}.`;
}

function expectedType(schema: NormalizedSchema): readonly [string, (value: unknown) => boolean] | undefined {
	if (schema.isDocumentSchema() || schema.isUnitSchema() || schema.isBlobSchema()) return undefined;
	if (schema.isListSchema()) return ["a list", Array.isArray];
	if (schema.isMapSchema() || schema.isStructSchema()) return ["an object", isPlainObject];
	if (schema.isTimestampSchema()) return ["a time", (value) => value instanceof Date && !Number.isNaN(value.getTime())];
	if (schema.isNumericSchema()) return ["a number", (value) => typeof value === "number" && Number.isFinite(value)];
	if (schema.isBooleanSchema()) return ["a boolean", (value) => typeof value === "boolean"];
	return schema.isStringSchema() ? ["text", (value) => typeof value === "string"] : undefined;
}

/**
 * The path of the first missing required member, in AWS's spelling: `containers.1.member.name`.
 *
 * @param lenientStructures names of structures whose required members may be absent.
 */
export function missingMember(
	schema: NormalizedSchema,
	value: unknown,
	lenientStructures: readonly string[],
	path = "",
): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (schema.isStructSchema()) {
		const [, , , , names, , requiredCount] = schema.getSchema() as unknown as [
			0,
			0,
			0,
			0,
			string[],
			0,
			number | undefined,
		];
		const gap = names
			.slice(0, lenientStructures.includes(schema.getName() ?? "") ? 0 : (requiredCount ?? 0))
			.find((name) => (value as Input)[name] === undefined || (value as Input)[name] === null);
		if (gap) return path + lowerFirst(gap);
	}
	for (const [name, member, nested] of membersOf(schema, value) ?? []) {
		const step = schema.isListSchema() ? `${Number(name) + 1}.member` : lowerFirst(name);
		const missing = missingMember(member, nested, lenientStructures, `${path}${step}.`);
		if (missing) return missing;
	}
	return undefined;
}

/** Name, schema and value of each child of a struct, list or map; undefined for a value of another type. */
function membersOf(schema: NormalizedSchema, value: unknown): [string, NormalizedSchema, unknown][] | undefined {
	if (schema.isUnitSchema() || typeof value !== "object" || value === null) return undefined;
	if (schema.isStructSchema()) {
		const members: [string, NormalizedSchema, unknown][] = [];
		for (const [name, member] of schema.structIterator()) {
			const nested = (value as Input)[name];
			if (nested !== undefined) members.push([name, member, nested]);
		}
		return members;
	}
	if (!schema.isListSchema() && !schema.isMapSchema()) return undefined;
	const element = schema.getValueSchema();
	return Object.entries(value).map(([name, nested]) => [name, element, nested]);
}

function isPlainObject(value: unknown): boolean {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function lowerFirst(name: string): string {
	return name.charAt(0).toLowerCase() + name.slice(1);
}
