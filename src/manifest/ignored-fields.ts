/**
 * Checks that the fields in `policy.ignore` exist. A misspelt pointer ignores nothing, so evenkeel would repeatedly
 * overwrite a field that another owner controls.
 */
import { isRecord, valueAt } from "../lib/json.ts";
import { stepsOf } from "../model/ignored.ts";
import type { ProblemParams } from "../model/problem.ts";
import type { Fault } from "./fault.ts";
import { nearest } from "./suggestion.ts";
import { dereferenced, type Schema } from "./value.ts";

/** One fault for each pointer in a typed document's `policy.ignore` that matches no field of `root`, the schema of its kind. */
export function ignoredFieldFaults(document: unknown, root: Schema): readonly Fault[] {
	const policy = isRecord(document) ? document.policy : undefined;
	const ignore = isRecord(policy) && Array.isArray(policy.ignore) ? policy.ignore : [];
	return ignore.flatMap((pointer, index) => {
		const params = typeof pointer === "string" ? lost(pointer, root) : undefined;
		return params === undefined ? [] : [{ path: ["policy", "ignore", String(index)], code: "unknown-field", params }];
	});
}

/** The first step of `pointer` that does not exist. List items and map keys may have any name. */
function lost(pointer: string, root: Schema): ProblemParams["unknown-field"] | undefined {
	let schema = member(root, "spec", root);
	let resourceContext = "spec";
	for (const step of stepsOf(pointer)) {
		const inside = inner(schema, root);
		if (inside) schema = inside;
		else {
			const fields = isRecord(schema?.properties) ? Object.keys(schema.properties) : [];
			if (!fields.includes(step)) {
				const meant = nearest(step, fields);
				return { field: step, within: resourceContext, ...(meant !== undefined && { meant }) };
			}
			schema = member(schema, step, root);
		}
		resourceContext = step;
	}
	return undefined;
}

/** The schema of the items of a list or of the values of a map with free keys; undefined if the fields have fixed names. */
function inner(schema: Schema | undefined, root: Schema): Schema | undefined {
	const { items, additionalProperties } = schema ?? {};
	const inside = isRecord(items) ? items : additionalProperties;
	return isRecord(inside) ? dereferenced(inside, root) : undefined;
}

function member(schema: Schema | undefined, field: string, root: Schema): Schema | undefined {
	const found = isRecord(schema?.properties) ? valueAt(schema.properties, field) : undefined;
	return isRecord(found) ? dereferenced(found, root) : undefined;
}
