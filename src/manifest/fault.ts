/**
 * What ajv finds, as a path, a fixed code and a sentence that names the field and says what to write instead. Values are
 * never repeated, because any of them may be a secret; words of the schema are, so that the right one can be copied.
 */
import type { ErrorObject } from "ajv/dist/2020.js";
import { isRecord, valueAt } from "../lib/json.ts";
import { shown } from "./node.ts";
import { didYouMean, nearest } from "./suggestion.ts";
import { dereferenced, type Schema } from "./value.ts";

/** Something that a schema does not allow, and where. */
export interface Fault {
	readonly path: readonly string[];
	readonly code: string;
	readonly sentence: string;
}

/** Says in words what the pattern beside it allows. Editors for YAML and JSON know this keyword too. */
export const formKeyword = "patternErrorMessage";

/** So many fields are named in a sentence; of more the `schema` command tells. */
const mostNamed = 12;

/** The faults that `errors` tell of, in a document of the schema `root`. */
export function faultsFrom(errors: readonly ErrorObject[], root: Schema): readonly Fault[] {
	return withoutEchoes(errors.map((error) => faultOf(error, root)));
}

function faultOf(error: ErrorObject, root: Schema): Fault {
	const path = error.instancePath
		.split("/")
		.slice(1)
		.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
	const { keyword, params, data } = error;
	const subject = subjectOf(path);
	switch (keyword) {
		case "required": {
			const field = String(params.missingProperty);
			const wanted = dereferenced(memberSchema(error.parentSchema, field), root);
			const within = Array.isArray(wanted?.required) ? wanted.required.map((name) => `${name}: …`) : [];
			const hint = within.length > 0 ? ` Write ${field}: { ${within.join(", ")} }.` : "";
			return { path, code: "missing-field", sentence: `The field ${field} is missing here.${hint}` };
		}
		case "additionalProperties": {
			const field = String(params.additionalProperty);
			return { path: [...path, field], code: "unknown-field", sentence: unknownField(field, path, error, root) };
		}
		case "type":
			return { path, code: "wrong-type", sentence: `${subject} ${wrongType(params.type, data, error, root)}` };
		case "enum": {
			const allowed = (params.allowedValues as readonly unknown[]).map(String);
			const hint = typeof data === "string" ? didYouMean(data, allowed) : "";
			return { path, code: "wrong-value", sentence: `${subject} has to be one of: ${allowed.join(", ")}.${hint}` };
		}
		case "const":
			return { path, code: "wrong-value", sentence: `${subject} has to be ${params.allowedValue}.` };
		case "pattern":
			return { path, code: "wrong-form", sentence: formSentence(subject, error.parentSchema) };
		default: {
			const sentence = `${subject} ${bound(keyword, Number(params.limit), error.parentSchema)}.`;
			return { path, code: "out-of-bounds", sentence };
		}
	}
}

/** What a sentence about the value at a path begins with. */
function subjectOf(path: readonly string[]): string {
	const last = path.at(-1);
	if (last === undefined) return "The document";
	if (!/^\d+$/.test(last)) return plainWord(last);
	const list = path.at(-2);
	return list === undefined ? "An item" : `An item of ${plainWord(list)}`;
}

function plainWord(name: string): string {
	return /^[\w-]{1,80}$/.test(name) ? name : shown(name);
}

function formSentence(subject: string, schema: ErrorObject["parentSchema"]): string {
	const sentence: unknown = schema?.[formKeyword];
	if (typeof sentence !== "string") return `${subject} does not have the form that is wanted here.`;
	return sentence.replace(/^Write /, `For ${subject.replace(/^An/, "an")} write `);
}

function bound(keyword: string, limit: number, schema: ErrorObject["parentSchema"]): string {
	const members = namesIn(schema).join(", ");
	const bounds: Readonly<Record<string, string>> = {
		minimum: `has to be at least ${limit}`,
		maximum: `may be at most ${limit}`,
		minLength: limit === 1 ? "must not be empty" : `has to have at least ${limit} characters`,
		maxLength: `may have at most ${limit} characters`,
		minItems: `has to have at least ${limit} ${limit === 1 ? "item" : "items"}`,
		maxItems: `may have at most ${limit} ${limit === 1 ? "item" : "items"}`,
		minProperties: `has to have at least ${limit} of: ${members}`,
		maxProperties: `may have at most ${limit} of: ${members}`,
	};
	return bounds[keyword] ?? "is not allowed by the schema";
}

function wrongType(wanted: string | readonly string[], data: unknown, error: ErrorObject, root: Schema): string {
	const names: Readonly<Record<string, string>> = {
		string: "a text",
		integer: "a whole number",
		number: "a number",
		boolean: "true or false",
		array: "a list",
		object: "a map",
		null: "null",
	};
	const wish = (Array.isArray(wanted) ? wanted : [wanted]).map((type) => names[type] ?? type).join(" or ");
	const hint = typeof wanted === "string" ? typeHint(wanted, data, error.parentSchema, root) : undefined;
	return `has to be ${wish}.${hint ? ` ${hint}` : ""}`;
}

function typeHint(wanted: string, data: unknown, schema: Schema | undefined, root: Schema): string | undefined {
	if (wanted === "integer" && typeof data === "string") {
		return /^\d+$/.test(data) ? "Take the quotes off." : "Write digits only.";
	}
	if (wanted === "boolean" && typeof data === "string" && /^(yes|no|on|off|true|false)$/i.test(data)) {
		return "Write true or false, without quotes.";
	}
	const form = formOf(schema, root);
	if (wanted === "object") {
		if (Array.isArray(data) && data.length === 1 && isRecord(data[0])) return "Take the [ ] or the dash away.";
		return form.startsWith("{") ? `Write ${form}.` : undefined;
	}
	if (wanted !== "array") return undefined;
	const item = dereferenced(isRecord(schema?.items) ? schema.items : undefined, root);
	const known = namesIn(item);
	const isOneItem = isRecord(data) ? Object.keys(data).some((key) => known.includes(key)) : known.length === 0;
	return isOneItem ? "Put [ ] around it, and commas between its items." : `Write ${form}.`;
}

/** How a map or list of a schema is written, shortly: `[{ name: …, value: … }]`. */
function formOf(schema: Schema | undefined, root: Schema): string {
	const found = dereferenced(schema, root);
	if (found?.type === "array") return `[${formOf(isRecord(found.items) ? found.items : undefined, root)}]`;
	if (found?.type !== "object") return "…";
	const required = Array.isArray(found.required) ? found.required.map(String) : [];
	const names = [...new Set([...required, ...namesIn(found)])].slice(0, Math.max(required.length, 2));
	return names.length === 0 ? "{ name: … }" : `{ ${names.map((name) => `${name}: …`).join(", ")} }`;
}

function unknownField(field: string, path: readonly string[], error: ErrorObject, root: Schema): string {
	const sentence = `There is no field ${shown(field)} here.`;
	const known = namesIn(error.parentSchema);
	const near = nearest(field, known);
	if (near !== undefined) return `${sentence} Did you mean ${near}?`;
	if (namesIn(root).includes(field)) return `${sentence} It belongs at the top, beside kind.`;
	const section = ["metadata", "policy", "spec"].find((one) => namesIn(memberSchema(root, one)).includes(field));
	if (section && path.join() !== section) return `${sentence} It belongs directly under ${section}.`;
	if (known.length > 0 && known.length <= mostNamed) return `${sentence} Known are: ${known.join(", ")}.`;
	return `${sentence} The command "evenkeel schema ${String(root.title)}" prints those that there are.`;
}

function memberSchema(schema: Schema | undefined, name: string): Schema | undefined {
	const found = isRecord(schema?.properties) ? valueAt(schema.properties, name) : undefined;
	return isRecord(found) ? found : undefined;
}

function namesIn(schema: Schema | undefined): readonly string[] {
	return isRecord(schema?.properties) ? Object.keys(schema.properties) : [];
}

/**
 * One mistake breaks several rules: a value of the wrong type is out of bounds too, and a field in the wrong case is both
 * unknown and missing. Of these the first complaint about a place is kept, and the one that says what to write.
 */
function withoutEchoes(faults: readonly Fault[]): readonly Fault[] {
	const seen = new Set<string>();
	const meant = new Set(
		faults.flatMap(({ path, sentence }) => {
			const name = /Did you mean (\S+)\?$/.exec(sentence)?.[1];
			return name === undefined ? [] : [JSON.stringify([path.slice(0, -1), name])];
		}),
	);
	const lacking = new Set(
		faults.filter(({ code }) => code === "missing-field").map(({ path }) => JSON.stringify(path)),
	);
	return faults.filter(({ path, code, sentence }) => {
		const name = code === "missing-field" ? /^The field (\S+) /.exec(sentence)?.[1] : undefined;
		if (name !== undefined && meant.has(JSON.stringify([path, name]))) return false;
		if (code === "out-of-bounds" && lacking.has(JSON.stringify(path))) return false;
		const key = JSON.stringify([path, name ?? ""]);
		return !seen.has(key) && seen.add(key);
	});
}
