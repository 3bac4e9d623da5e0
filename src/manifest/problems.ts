/** Defines the problem codes common to all manifests: YAML, header, Environment, variables, names and references. */
import type { Identity } from "../model/identity.ts";
import type { WindowFault } from "../model/manifest.ts";
import type { NoParams } from "../model/reason.ts";
import type { Cost } from "./budget.ts";
import type { SyntaxCause } from "./syntax.ts";

declare module "../model/problem.ts" {
	interface ErrorParams {
		// YAML and JSON.
		/**
		 * The text is neither YAML nor JSON. The place is where parsing stopped; `cause` is the usual cause at such a
		 * place.
		 */
		syntax: { readonly cause: SyntaxCause };
		"too-many-documents": { readonly most: number };
		"too-many-keys": { readonly most: number };
		"too-many-items": { readonly most: number };
		"duplicate-key": { readonly key: string };
		/** A key that is not a plain word. `isMap`: the key is a map, as is `{{ name }}`. */
		"odd-key": { readonly isMap: boolean };
		"forbidden-key": { readonly key: string };
		anchor: NoParams;
		alias: NoParams;
		"merge-key": NoParams;
		"custom-tag": NoParams;

		// Files.
		/** Without a commit, the file became empty, lost all its manifests, or lost an Environment. */
		"empty-file": { readonly lost?: "manifests" | "environment" };
		/** The Environment changed without a commit. Without `field`, the Environment is gone. */
		"environment-changed": { readonly field?: "owner" | "account" | "region" };
		/** `environments`: the first folders below with an Environment; `more`: the number of further ones. */
		"empty-folder": EnvironmentsBelow;
		/** The manifests of the folder together exceed a cost limit. */
		"folder-too-costly": { readonly exceeded: keyof Cost };

		// The header and the schema.
		"not-a-manifest": { readonly lacks: "map" | "header" };
		/** `isRegistry`: the name resembles a Cloud Map service. */
		"unknown-kind": {
			readonly kind: string;
			readonly known: readonly string[];
			readonly meant?: string;
			readonly isRegistry: boolean;
		};
		/** `members`: the fields that the missing field itself requires; `values`: its allowed values. */
		"missing-field": {
			readonly field: string;
			readonly members?: readonly string[];
			readonly values?: readonly string[];
		};
		"unknown-field": UnknownField;
		/** `form`: the notation of such a value, such as `[{ name: … }]`. */
		"wrong-type": {
			readonly subject: Subject;
			readonly wanted: readonly string[];
			readonly hint?: "unquote" | "digits" | "boolean" | "unwrap" | "wrap";
			readonly form?: string;
		};
		"wrong-value": { readonly subject: Subject; readonly allowed: readonly string[]; readonly meant?: string };
		/** `form`: the allowed values in words, as the schema shows them to editors. */
		"wrong-form": { readonly subject: Subject; readonly form?: string };
		/** `bound`: the JSON Schema keyword; `members`: the members that it counts. */
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
		/** `isMember`: the variable exists but has no such member. */
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
			/** Whether the field also accepts an AWS id. */
			readonly takesId: boolean;
			readonly hint?: ReferenceHint;
		};
		"ambiguous-reference": { readonly kind: string; readonly name: string };
		"duplicate-identity": { readonly identity: Identity; readonly other: Place };

		// All files together.
		"rejected-in-chain": { readonly turns: number };
		"more-problems": MoreProblems;
		/** A bug in evenkeel. `error`: for example `TypeError: …`. */
		"internal-error": { readonly error: string };
	}

	interface WarningParams {
		/** `labels`: the number of labels of the target. */
		"unused-target": { readonly kind?: string; readonly name?: string; readonly labels: number };
		"declared-deletion": { readonly identity: string; readonly declaredAt: Place };
		/** `name`: the manifest name; `meant`: the identity with the AWS name. */
		"deletion-by-name": { readonly name: string; readonly meant: string };
		"more-problems": MoreProblems;
	}
}

/** The subject of a problem with a value: a field, a list item, or, without `field`, the whole document or an item. */
export interface Subject {
	readonly field?: string;
	readonly isItem: boolean;
}

/** A field that does not exist, and the likely intended one. */
interface UnknownField {
	readonly field: string;
	/** The part of the spec without this field, if `field` is a step of a pointer. */
	readonly within?: string;
	readonly meant?: string;
	/** The location where a field of this name exists: `top`, or a member of the document. */
	readonly belongs?: string;
	/** The existing fields at this place, if they are few. */
	readonly known?: readonly string[];
	/** The kind whose schema lists the fields, if they are many. */
	readonly kind?: string;
	/** For a key of `policy`: the kinds that accept it. */
	readonly acceptedBy?: readonly string[];
}

/** The likely intended target of an unresolved reference. */
export type ReferenceHint =
	| { readonly is: "kind in it" }
	| { readonly is: "near"; readonly name: string }
	| { readonly is: "other kind"; readonly kind: string };

interface EnvironmentsBelow {
	readonly environments?: readonly string[];
	readonly more?: number;
}

/** The omitted problems of one manifest, of one file, or of `files` other files. */
interface MoreProblems {
	readonly count: number;
	readonly of: "manifest" | "file" | "files";
	readonly files?: number;
}
