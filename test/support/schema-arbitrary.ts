/**
 * Random values of the JSON Schemas in `schemas/`, so that a new AWS field is generated automatically. Rules that a
 * schema cannot express (text formats, members that exclude each other) are listed by `Structure.member`.
 */
import fc from "fast-check";

export interface Schema {
	readonly title?: string;
	readonly type?: string | readonly string[];
	readonly $ref?: string;
	readonly $defs?: Readonly<Record<string, Schema>>;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly additionalProperties?: Schema | boolean;
	readonly required?: readonly string[];
	readonly minProperties?: number;
	readonly items?: Schema;
	readonly enum?: readonly unknown[];
	readonly minItems?: number;
	readonly maxItems?: number;
	readonly minimum?: number;
	readonly maximum?: number;
}

/** By `Structure.member`: a replacement generator, or the reason why the member is never generated. */
export type Rules = Readonly<Record<string, fc.Arbitrary<unknown> | { readonly never: string }>>;

/** Names that match all of AWS's name patterns. */
export const name = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);

/** The spec of a manifest's schema; its own members are at `Kind.member`. */
export function specArbitrary(schema: Schema, rules: Rules): fc.Arbitrary<Record<string, unknown>> {
	const { tie } = memberWalk(schema);
	return structure(tie.title, tie.spec, { root: schema, rules }) as fc.Arbitrary<Record<string, unknown>>;
}

/** All members that no rule excludes, as `Structure.member`. */
export function membersOf(schema: Schema, rules: Rules): ReadonlySet<string> {
	const found = new Set<string>();
	const { tie, resolve } = memberWalk(schema);
	const visit = (title: string, one: Schema) => {
		for (const [member, inner] of Object.entries(one.properties ?? {})) {
			const place = `${title}.${member}`;
			if (isKeptOut(rules[place]) || found.has(place)) continue;
			found.add(place);
			const next = resolve(inner.items ?? inner, place);
			visit(next.title, next.schema);
		}
	};
	visit(tie.title, tie.spec);
	return found;
}

/** The members that a value has, as `Structure.member`. */
export function membersIn(schema: Schema, value: unknown): ReadonlySet<string> {
	const found = new Set<string>();
	const { tie, resolve } = memberWalk(schema);
	const visit = (title: string, one: Schema, part: unknown): void => {
		for (const item of Array.isArray(part) ? part : []) visit(title, one, item);
		if (Array.isArray(part)) return;
		if (typeof part !== "object" || part === null) return;
		for (const [member, inner] of Object.entries(part)) {
			const declared = one.properties?.[member];
			if (!declared) continue;
			const place = `${title}.${member}`;
			found.add(place);
			const next = resolve(declared.items ?? declared, place);
			visit(next.title, next.schema, inner);
		}
	};
	visit(tie.title, tie.spec, value);
	return found;
}

/** The names of all list members. */
export function listsOf(schema: Schema): ReadonlySet<string> {
	const { tie } = memberWalk(schema);
	const structures = [tie.spec, ...Object.values(schema.$defs ?? {})];
	return new Set(
		structures.flatMap(({ properties = {} }) =>
			Object.keys(properties).filter((member) => properties[member]?.type === "array"),
		),
	);
}

function memberWalk(root: Schema) {
	const resolve = (schema: Schema, place: string) => ({
		title: schema.$ref?.replace(/.*\//, "") ?? place,
		schema: resolved(root, schema),
	});
	return { tie: { title: root.title ?? "", spec: root.properties?.spec ?? {} }, resolve };
}

function resolved(root: Schema, schema: Schema): Schema {
	return schema.$ref ? (root.$defs?.[schema.$ref.replace(/.*\//, "")] ?? {}) : schema;
}

function isKeptOut(rule: Rules[string] | undefined): rule is { readonly never: string } {
	return rule !== undefined && "never" in rule;
}

interface Context {
	readonly root: Schema;
	readonly rules: Rules;
}

/** Optional members are absent half of the time, so that both cases are covered. */
function structure(title: string, schema: Schema, context: Context): fc.Arbitrary<unknown> {
	const members = Object.entries(schema.properties ?? {})
		.map(([member, inner]) => ({ member, inner, rule: context.rules[`${title}.${member}`] }))
		.filter(({ rule }) => !isKeptOut(rule))
		.map(({ member, inner, rule }) => {
			const value = (rule as fc.Arbitrary<unknown> | undefined) ?? memberValue(`${title}.${member}`, inner, context);
			return [member, value] as const;
		});
	const needed = schema.minProperties ? members.slice(0, schema.minProperties).map(([member]) => member) : [];
	return fc.record(Object.fromEntries(members), {
		requiredKeys: [...new Set([...(schema.required ?? []), ...needed])],
	});
}

function memberValue(place: string, given: Schema, context: Context): fc.Arbitrary<unknown> {
	const schema = resolved(context.root, given);
	const title = given.$ref?.replace(/.*\//, "") ?? place;
	if (schema.enum) return fc.constantFrom(...schema.enum);
	const { minimum = 0 } = schema;
	switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
		case "array":
			return fc.uniqueArray(memberValue(place, schema.items ?? {}, context), {
				minLength: schema.minItems ?? 0,
				maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? 3, 3)),
				selector: itemKey,
			});
		case "object":
			if (schema.properties) return structure(title, schema, context);
			return fc.dictionary(name, name, { maxKeys: 3 });
		case "boolean":
			return fc.boolean();
		case "integer":
		case "number":
			return fc.integer({ min: Math.ceil(minimum), max: Math.min(schema.maximum ?? minimum + 100, minimum + 1_000) });
		case "string":
			return name;
		default:
			return fc.constant({});
	}
}

/** The keys by which AWS identifies list items. */
const itemKeys = [
	"name",
	"Name",
	"key",
	"Key",
	"containerName",
	"sourceContainer",
	"containerPath",
	"capacityProvider",
];

function itemKey(item: unknown): string {
	if (typeof item !== "object" || item === null) return JSON.stringify(item);
	const key = itemKeys.find((candidate) => candidate in item);
	return JSON.stringify(key ? (item as Record<string, unknown>)[key] : item);
}
