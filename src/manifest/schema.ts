/**
 * The committed schemas at run time: read from disk and compiled when a manifest of their kind first appears. What ajv finds
 * becomes faults, which `fault.ts` makes of its error objects.
 */
import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { type Fault, faultsFrom, formKeyword } from "./fault.ts";
import { mostProblems } from "./problem.ts";
import type { Schema } from "./value.ts";

export interface DocumentSchema {
	readonly schema: Schema;
	/** What is wrong with a typed document, `most` of it; empty when nothing is. */
	readonly faults: (value: unknown, most?: number) => readonly Fault[];
}

const known = new Map<string, DocumentSchema>();
let ajv: Ajv2020 | undefined;

/** The schema of whole documents of a kind. Throws when evenkeel ships none, which is a bug. */
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
