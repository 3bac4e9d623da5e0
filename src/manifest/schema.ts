/** Loads the committed schemas and compiles each when a manifest of its kind first appears. */
import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { type Fault, faultsFrom, formKeyword } from "./fault.ts";
import { mostProblems } from "./problem.ts";
import type { Schema } from "./value.ts";

/** A schema and its validator. */
export interface DocumentSchema {
	readonly schema: Schema;
	/** The faults of a typed document, at most `most`; empty if it is valid. */
	readonly faults: (value: unknown, most?: number) => readonly Fault[];
}

const known = new Map<string, DocumentSchema>();
let ajv: Ajv2020 | undefined;

/** The schema of complete documents of a kind. Throws if evenkeel ships no such schema, which is a bug. */
export function schemaOf(kind: string): DocumentSchema {
	const found = known.get(kind);
	if (found) return found;
	const name = kind.replace(/(?<=[a-z])([A-Z])/g, "-$1").toLowerCase();
	const text = readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), "utf8");
	const schema = JSON.parse(text) as Schema;
	let validate: ValidateFunction | undefined;
	const made: DocumentSchema = {
		schema,
		faults: (value, most = mostProblems) => {
			ajv ??= new Ajv2020({ allErrors: true, allowUnionTypes: true, verbose: true }).addVocabulary([formKeyword]);
			validate ??= ajv.compile(schema);
			return validate(value) ? [] : faultsFrom((validate.errors ?? []).slice(0, most), schema);
		},
	};
	known.set(kind, made);
	return made;
}
