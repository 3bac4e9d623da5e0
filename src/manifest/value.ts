/**
 * Converts trees to values typed by the schema: where it requires text, `256` and `1.10` remain as written; where it
 * requires a number or a boolean, plain text is converted. Values that do not fit are left unchanged, and schema validation
 * reports them.
 */
import { isRecord } from "../lib/json.ts";
import type { Problem } from "../model/problem.ts";
import { isNull, type Node, type ScalarNode } from "./node.ts";
import { errorAt, mostProblems } from "./problem.ts";

/** A JSON Schema, as far as the conversion needs it. */
export type Schema = Readonly<Record<string, unknown>>;

/** Maximum number of values per document, after variables and defaults are applied. */
export const mostValues = 100_000;

/** The conversion state of one document. */
export interface Typing {
	readonly root: Schema;
	/** Collects problems that only the tree reveals. */
	readonly problems: Problem[];
	/** The number of values that may still be created. */
	left: number;
}

/** The initial state for one document of the schema `root`. */
export function typingUnder(root: Schema, problems: Problem[]): Typing {
	return { root, problems, left: mostValues };
}

/** The value that a tree represents. */
export function typedValue(node: Node, state: Typing): unknown {
	return typed(node, state.root, state);
}

function typed(node: Node, schema: Schema | undefined, typing: Typing): unknown {
	const resolved = dereferenced(schema, typing.root);
	typing.left -= 1;
	if (typing.left < 0) {
		if (typing.left === -1) {
			typing.problems.push(errorAt(node, "too-many-values", { most: mostValues }));
		}
		return undefined;
	}
	if (node.type === "scalar") return scalarValue(node, resolved, typing);
	if (node.type === "list") {
		const items = isRecord(resolved?.items) ? resolved.items : undefined;
		return node.items.map((item) => typed(item, items, typing));
	}
	const properties = isRecord(resolved?.properties) ? resolved.properties : {};
	const others = isRecord(resolved?.additionalProperties) ? resolved.additionalProperties : undefined;
	const result: Record<string, unknown> = {};
	for (const [key, entry] of node.entries) {
		const own = Object.hasOwn(properties, key) ? properties[key] : others;
		const value = typed(entry.value, isRecord(own) ? own : undefined, typing);
		// An explicit null removes a member, unless the schema allows null.
		if (value !== undefined) result[key] = value;
	}
	return result;
}

function scalarValue(node: ScalarNode, schema: Schema | undefined, typing: Typing): unknown {
	if (isNull(node)) return allows(schema, "null") ? null : undefined;
	if (node.text === "" && !node.quoted) {
		if (typing.problems.length < mostProblems) typing.problems.push(errorAt(node, "empty-value"));
		return undefined;
	}
	if (node.quoted || allows(schema, "string") || typeof schema?.const === "string") return node.text;
	const known = schema?.type !== undefined;
	if (!known || allows(schema, "integer") || allows(schema, "number")) {
		const number = numberFrom(node.text, !known || allows(schema, "number"));
		if (number !== undefined) return number;
	}
	if ((!known || allows(schema, "boolean")) && /^(true|false)$/i.test(node.text)) {
		return node.text.toLowerCase() === "true";
	}
	return node.text;
}

function numberFrom(text: string, fractions: boolean): number | undefined {
	const form = fractions ? /^[-+]?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/ : /^[-+]?(0|[1-9]\d*)$/;
	const number = Number(text);
	return form.test(text) && Number.isFinite(number) && (fractions || Number.isSafeInteger(number)) ? number : undefined;
}

function allows(schema: Schema | undefined, type: string): boolean {
	const types = schema?.type;
	return types === type || (Array.isArray(types) && types.includes(type));
}

/** Follows `$ref` into the schema's own definitions. */
export function dereferenced(schema: Schema | undefined, root: Schema): Schema | undefined {
	const target = schema?.$ref;
	if (typeof target !== "string" || !isRecord(root.$defs)) return schema;
	const found = root.$defs[target.slice("#/$defs/".length)];
	return isRecord(found) ? found : undefined;
}
