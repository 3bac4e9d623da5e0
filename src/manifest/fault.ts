/**
 * Converts ajv errors to faults: a path, a fixed code and parameters such as the field and the allowed values. A fault
 * never repeats a value of a manifest, because it may be a secret; it does repeat words of the schema so that they can be
 * copied.
 */
import type { ErrorObject } from "ajv/dist/2020.js";
import { isRecord, valueAt } from "../lib/json.ts";
import type { ErrorParams, Problem, ProblemParams } from "../model/problem.ts";
import { type MapNode, originAt, placeOf } from "./node.ts";
import type { Subject } from "./problems.ts";
import { nearest } from "./suggestion.ts";
import { dereferenced, type Schema } from "./value.ts";

type FaultCode = "missing-field" | "unknown-field" | "wrong-type" | "wrong-value" | "wrong-form" | "out-of-bounds";

/** A schema violation and its path. */
export type Fault = {
	readonly [Code in FaultCode]: {
		readonly path: readonly string[];
		readonly code: Code;
		readonly params: ErrorParams[Code];
	};
}[FaultCode];

/** Schema keyword that describes in words the values that `pattern` allows. Editors for YAML and JSON also support it. */
export const formKeyword = "patternErrorMessage";

/** Maximum number of fields in a message; the `schema` command shows the rest. */
const mostNamed = 12;

/** Converts `errors` found in a document of the schema `root`. */
export function faultsFrom(errors: readonly ErrorObject[], root: Schema): readonly Fault[] {
	return withoutEchoes(errors.map((error) => faultOf(error, root)));
}

/** Converts a fault to a problem at its place in `document`. */
export function problemAt(document: MapNode, { path, code, params }: Fault): Problem {
	return { place: placeOf(originAt(document, path)), severity: "error", code, params } as Problem;
}

function faultOf(error: ErrorObject, root: Schema): Fault {
	const path = error.instancePath
		.split("/")
		.slice(1)
		.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
	const { keyword, params, data } = error;
	const subject = subjectOf(path);
	switch (keyword) {
		case "required":
			return { path, code: "missing-field", params: missingField(String(params.missingProperty), error, root) };
		case "additionalProperties": {
			const field = String(params.additionalProperty);
			return { path: [...path, field], code: "unknown-field", params: unknownField(field, path, error, root) };
		}
		case "type":
			return { path, code: "wrong-type", params: { subject, ...wrongType(params.type, data, error, root) } };
		case "enum": {
			const allowed = (params.allowedValues as readonly unknown[]).map(String);
			const meant = typeof data === "string" ? nearest(data, allowed) : undefined;
			return { path, code: "wrong-value", params: { subject, allowed, ...(meant !== undefined && { meant }) } };
		}
		case "const":
			return { path, code: "wrong-value", params: { subject, allowed: [String(params.allowedValue)] } };
		case "pattern": {
			const form: unknown = error.parentSchema?.[formKeyword];
			return { path, code: "wrong-form", params: { subject, ...(typeof form === "string" && { form }) } };
		}
		default: {
			const members = /Properties$/.test(keyword) ? { members: namesIn(error.parentSchema) } : {};
			const limit = Number(params.limit);
			return { path, code: "out-of-bounds", params: { subject, bound: keyword, limit, ...members } };
		}
	}
}

/** The subject of a problem with the value at a path. */
function subjectOf(path: readonly string[]): Subject {
	const last = path.at(-1);
	const isItem = last !== undefined && /^\d+$/.test(last);
	const field = isItem ? path.at(-2) : last;
	return { isItem, ...(field !== undefined && { field }) };
}

function missingField(field: string, error: ErrorObject, root: Schema): ProblemParams["missing-field"] {
	const wanted = dereferenced(memberSchema(error.parentSchema, field), root);
	const members = Array.isArray(wanted?.required) ? wanted.required.map(String) : [];
	return { field, ...(members.length > 0 && { members }) };
}

function wrongType(
	wanted: string | readonly string[],
	data: unknown,
	error: ErrorObject,
	root: Schema,
): Omit<ProblemParams["wrong-type"], "subject"> {
	if (typeof wanted !== "string") return { wanted };
	return { wanted: [wanted], ...typeHint(wanted, data, error.parentSchema, root) };
}

function typeHint(
	wanted: string,
	data: unknown,
	schema: Schema | undefined,
	root: Schema,
): Pick<ProblemParams["wrong-type"], "hint" | "form"> {
	if (wanted === "integer" && typeof data === "string") return { hint: /^\d+$/.test(data) ? "unquote" : "digits" };
	if (wanted === "boolean" && typeof data === "string" && /^(yes|no|on|off|true|false)$/i.test(data)) {
		return { hint: "boolean" };
	}
	const form = formOf(schema, root);
	if (wanted === "object") {
		if (Array.isArray(data) && data.length === 1 && isRecord(data[0])) return { hint: "unwrap" };
		return dereferenced(schema, root)?.type === "object" ? { form } : {};
	}
	if (wanted !== "array") return {};
	const item = dereferenced(isRecord(schema?.items) ? schema.items : undefined, root);
	const known = namesIn(item);
	const isOneItem = isRecord(data) ? Object.keys(data).some((key) => known.includes(key)) : known.length === 0;
	return isOneItem ? { hint: "wrap" } : { form };
}

/** The form of a map or list in short notation, such as `[{ name: …, value: … }]`. */
function formOf(schema: Schema | undefined, root: Schema): string {
	const found = dereferenced(schema, root);
	if (found?.type === "array") return `[${formOf(isRecord(found.items) ? found.items : undefined, root)}]`;
	if (found?.type !== "object") return "…";
	const required = Array.isArray(found.required) ? found.required.map(String) : [];
	const names = [...new Set([...required, ...namesIn(found)])].slice(0, Math.max(required.length, 2));
	return names.length === 0 ? "{ name: … }" : `{ ${names.map((name) => `${name}: …`).join(", ")} }`;
}

function unknownField(
	field: string,
	path: readonly string[],
	error: ErrorObject,
	root: Schema,
): ProblemParams["unknown-field"] {
	const known = namesIn(error.parentSchema);
	const meant = nearest(field, known);
	if (meant !== undefined) return { field, meant };
	if (namesIn(root).includes(field)) return { field, belongs: "top" };
	const section = ["metadata", "policy", "spec"].find((one) => namesIn(memberSchema(root, one)).includes(field));
	if (section && path.join() !== section) return { field, belongs: section };
	if (known.length > 0 && known.length <= mostNamed) return { field, known };
	return { field, kind: String(root.title) };
}

function memberSchema(schema: Schema | undefined, name: string): Schema | undefined {
	const found = isRecord(schema?.properties) ? valueAt(schema.properties, name) : undefined;
	return isRecord(found) ? found : undefined;
}

function namesIn(schema: Schema | undefined): readonly string[] {
	return isRecord(schema?.properties) ? Object.keys(schema.properties) : [];
}

/**
 * Removes follow-up faults: a value of the wrong type is also out of bounds, and a field in the wrong case is both unknown
 * and missing. Keeps the first fault of each place, and the fault that states what to write.
 */
function withoutEchoes(faults: readonly Fault[]): readonly Fault[] {
	const seen = new Set<string>();
	const meant = new Set(
		faults.flatMap(({ path, code, params }) =>
			code === "unknown-field" && params.meant !== undefined ? [JSON.stringify([path.slice(0, -1), params.meant])] : [],
		),
	);
	const lacking = new Set(
		faults.filter(({ code }) => code === "missing-field").map(({ path }) => JSON.stringify(path)),
	);
	return faults.filter(({ path, code, params }) => {
		const name = code === "missing-field" ? params.field : undefined;
		if (name !== undefined && meant.has(JSON.stringify([path, name]))) return false;
		if (code === "out-of-bounds" && lacking.has(JSON.stringify(path))) return false;
		const key = JSON.stringify([path, name ?? ""]);
		return !seen.has(key) && seen.add(key);
	});
}
