/**
 * How manifests of a kind are read: the structure of the spec, its references, its identity, its normal form, and
 * checks beyond the schema.
 */
import type { Identity } from "./identity.ts";
import type { Resource } from "./manifest.ts";
import type { AwsRef } from "./observed-state.ts";
import type { WrittenPolicy } from "./policy.ts";
import type { Place, Problem } from "./problem.ts";
import type { TagCodec } from "./tag-codec.ts";

/** A place in a spec that names another manifest. */
export interface Reference {
	/** Dotted path; `*` stands for every item of a list: `serviceRegistries.*.registryArn`. */
	readonly path: string;
	/** The kind of the target. */
	readonly to: string;
	/** The value that AWS expects there, such as the target's ARN. */
	readonly valueOf: (target: AwsRef) => string;
	/** Whether the target must be served without interruption: a referrer is deleted only after a successor is healthy. */
	readonly served?: boolean;
	/** Texts that are AWS values rather than ARNs or names of manifests, and stay unchanged; `form` describes them. */
	readonly literal?: { readonly matches: (text: string) => boolean; readonly form: string };
}

/** All resources of the snapshot. */
export interface Others {
	readonly get: (identity: Identity) => Resource | undefined;
	/** By identity. A check that uses it runs again at every load; others run only when their inputs change. */
	readonly all: () => ReadonlyMap<Identity, Resource>;
}

/** The input of a check. Places come from `at`, which takes a dotted path in the spec. */
export interface CheckInput<Spec extends object> {
	readonly resource: Resource<Spec>;
	/** For checks across manifests. */
	readonly others: Others;
	readonly at: (path: string) => Place;
}

/** A check beyond the schema: returns the problems of one manifest. Pure. */
export type Check<Spec extends object> = (input: CheckInput<Spec>) => readonly Problem[];

/** The parts of `policy` that a kind accepts. */
export interface PolicyRules {
	readonly keys: readonly (keyof WrittenPolicy)[];
	/** For `replace`: fields that AWS cannot change and for which a resource may be deleted and recreated. */
	readonly replaceable?: readonly string[];
}

/** How manifests of a kind are read. */
export interface ManifestRules<Spec extends object> {
	/** The source of the spec's structure: the input of an AWS create call, with some members removed and added. */
	readonly shape: {
		/** The SDK package; the kind's `constraints.json` adds what its models omit. */
		readonly sdk: `@aws-sdk/client-${string}`;
		/** The request structures whose members are merged, such as `CreateServiceRequest`. */
		readonly requests: readonly string[];
		/** Members that manifests cannot set, such as `clientToken`. */
		readonly omit: readonly string[];
		/** evenkeel's own members, as JSON Schema, such as `serviceRegistries.*.registry`. Keyed by `Structure.member`. */
		readonly add: Readonly<Record<string, object>>;
		readonly required: readonly string[];
	};
	/** The spec member with the AWS name; defaults to `metadata.name`. */
	readonly nameField: string;
	readonly tags: TagCodec;
	readonly references: readonly Reference[];
	/** The format of an identity: a regular expression for the part after the kind, and an example. */
	readonly identityForm: { readonly pattern: string; readonly example: string };
	/** The keys of `policy` that this kind accepts in addition to the common ones. */
	readonly policy: PolicyRules;
	/** The identity of a spec whose references are identities or AWS values. */
	readonly identity: (spec: Spec) => Identity;
	/**
	 * Rewrites a spec that the schema accepted to AWS's form, before references are resolved (`registry:` →
	 * `registryArn:`).
	 */
	readonly desugar?: (spec: Record<string, unknown>) => Record<string, unknown>;
	/** Fills AWS's defaults into declared fields and sorts unordered lists. Applied to manifests and to observations. */
	readonly normalise: (spec: Spec) => Spec;
	readonly checks: readonly Check<Spec>[];
}
