/** The problem codes of manifests as such: their YAML, their envelope, the Environment, variables, names and references. */
import type { Identity } from "../model/identity.ts";
import type { WindowFault } from "../model/manifest.ts";
import type { NoParams } from "../model/reason.ts";
import type { Cost } from "./budget.ts";
import type { SyntaxCause } from "./syntax.ts";

declare module "../model/problem.ts" {
	interface ErrorParams {
		// YAML and JSON.
		/** It is neither; the place is where reading stopped, and `cause` what usually stops it there. */
		syntax: { readonly cause: SyntaxCause };
		"too-many-documents": { readonly most: number };
		"too-many-keys": { readonly most: number };
		"too-many-items": { readonly most: number };
		"duplicate-key": { readonly key: string };
		/** A key that is no plain word; `isMap`: `{{ name }}` looks the same. */
		"odd-key": { readonly isMap: boolean };
		"forbidden-key": { readonly key: string };
		anchor: NoParams;
		alias: NoParams;
		"merge-key": NoParams;
		"custom-tag": NoParams;

		// Files.
		/** It is empty; or has lost all its manifests; or has lost an Environment. No commit says so. */
		"empty-file": { readonly lost?: "manifests" | "environment" };
		/** Without `field` the Environment is gone. No commit says so. */
		"environment-changed": { readonly field?: "owner" | "account" | "region" };
		/** `environments`: the first folders below that have an Environment of their own; `more`: how many others do. */
		"empty-folder": EnvironmentsBelow;
		/** All manifests together are too much to read. */
		"folder-too-costly": { readonly exceeded: keyof Cost };

		// The envelope and the schema.
		"not-a-manifest": { readonly lacks: "map" | "header" };
		/** `isRegistry`: it is called like a service of Cloud Map. */
		"unknown-kind": {
			readonly kind: string;
			readonly known: readonly string[];
			readonly meant?: string;
			readonly isRegistry: boolean;
		};
		/** `members`: what the field itself requires; `values`: what it may be. */
		"missing-field": {
			readonly field: string;
			readonly members?: readonly string[];
			readonly values?: readonly string[];
		};
		"unknown-field": UnknownField;
		/** `form`: how such a value is written, such as `[{ name: … }]`. */
		"wrong-type": {
			readonly subject: Subject;
			readonly wanted: readonly string[];
			readonly hint?: "unquote" | "digits" | "boolean" | "unwrap" | "wrap";
			readonly form?: string;
		};
		"wrong-value": { readonly subject: Subject; readonly allowed: readonly string[]; readonly meant?: string };
		/** `form`: what may be written, as the schema tells editors. */
		"wrong-form": { readonly subject: Subject; readonly form?: string };
		/** `bound`: the keyword of JSON Schema; `members`: those that it counts. */
		"out-of-bounds": {
			readonly subject: Subject;
			readonly bound: string;
			readonly limit: number;
			readonly members?: readonly string[];
		};
		"empty-value": NoParams;
		"too-many-values": { readonly most: number };
		"too-many-overlays": { readonly most: number };

		// The Environment.
		"two-environments": NoParams;
		"environment-in-include": NoParams;
		"missing-owner": EnvironmentsBelow;
		"invalid-window": { readonly fault: WindowFault };

		// Variables.
		/** `isMember`: there is such a variable, but it has no such member. */
		"missing-variable": { readonly variable: string; readonly isMember: boolean };
		"bad-variable": NoParams;
		"variable-in-variable": NoParams;
		"variable-not-text": { readonly variable: string };
		"duplicate-variable": { readonly variable: string };
		"no-variables": NoParams;
		"too-large-with-variables": { readonly mostMiB: number };

		// Names and references.
		"unresolved-reference": {
			readonly kind: string;
			readonly name: string;
			/** The field takes an id of AWS's as well. */
			readonly takesId: boolean;
			readonly hint?: ReferenceHint;
		};
		"ambiguous-reference": { readonly kind: string; readonly name: string };
		"duplicate-identity": { readonly identity: Identity; readonly other: Place };

		// All files together.
		"rejected-in-chain": { readonly turns: number };
		"more-problems": MoreProblems;
		/** A bug in evenkeel. `error`: such as `TypeError: …`. */
		"internal-error": { readonly error: string };
	}

	interface WarningParams {
		/** `labels`: how many labels the target has. */
		"unused-target": { readonly kind?: string; readonly name?: string; readonly labels: number };
		"declared-deletion": { readonly identity: string; readonly declaredAt: Place };
		/** `name` is that of a manifest; `meant`: the identity with AWS's name. */
		"deletion-by-name": { readonly name: string; readonly meant: string };
		"more-problems": MoreProblems;
	}
}

/** What a problem of a value is about: a field, an item of a list, or without `field` the whole document or an item. */
export interface Subject {
	readonly field?: string;
	readonly isItem: boolean;
}

/** A field that does not exist, and what may have been meant. */
interface UnknownField {
	readonly field: string;
	/** The part of the spec that does not have it, where `field` is a step of a pointer. */
	readonly within?: string;
	readonly meant?: string;
	/** Where a field of this name exists: `top`, or a member of the document. */
	readonly belongs?: string;
	/** The fields that exist here, where they are few. */
	readonly known?: readonly string[];
	/** The kind whose schema tells the fields, where they are many. */
	readonly kind?: string;
	/** For a key of `policy`: the kinds that accept it. */
	readonly acceptedBy?: readonly string[];
}

/** What a reference to nothing may have been meant for. */
export type ReferenceHint =
	| { readonly is: "kind in it" }
	| { readonly is: "near"; readonly name: string }
	| { readonly is: "other kind"; readonly kind: string };

interface EnvironmentsBelow {
	readonly environments?: readonly string[];
	readonly more?: number;
}

/** Problems that are left out: of one manifest, of one file, or of `files` other files. */
interface MoreProblems {
	readonly count: number;
	readonly of: "manifest" | "file" | "files";
	readonly files?: number;
}
