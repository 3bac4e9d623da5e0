/** How a kind's manifests are read: the shape of its spec, its references, its identity, its normal form, and what a schema cannot say. */
import type { Identity } from "./identity.ts";
import type { Place, Problem, Resource } from "./manifest.ts";
import type { WrittenPolicy } from "./policy.ts";
import type { TagCodec } from "./tag-codec.ts";
import type { Handle } from "./world.ts";

/** A place in a spec that holds the name of another manifest. */
export interface Reference {
	/** Dotted path; `*` stands for every item of a list: `serviceRegistries.*.registryArn`. */
	readonly path: string;
	/** The kind referred to. */
	readonly to: string;
	/** What AWS wants there of the target, such as its ARN. */
	readonly awsRef: (target: Handle) => string;
	/** Whether the target has to be served all the time: a referrer that goes waits for another one that takes over. */
	readonly served?: boolean;
	/** Texts that are neither ARNs nor names of manifests, but AWS's own, and stay as they are; `form` says what they look like. */
	readonly literal?: { readonly matches: (text: string) => boolean; readonly form: string };
}

/** All resources of the snapshot. */
export interface Others {
	readonly get: (identity: Identity) => Resource | undefined;
	/** By identity. A check that looks at all of them is made again at every load, others only when what they got has changed. */
	readonly all: () => ReadonlyMap<Identity, Resource>;
}

/** A check that a schema cannot say. Pure; places come from `at`, which takes a dotted path in the spec. */
export interface CheckInput<Spec extends object> {
	readonly resource: Resource<Spec>;
	/** For checks across manifests. */
	readonly others: Others;
	readonly at: (path: string) => Place;
}

/** What a schema cannot say: gives the problems of one manifest. Pure. */
export type Check<Spec extends object> = (input: CheckInput<Spec>) => readonly Problem[];

/** Which parts of `policy` a kind accepts. */
export interface PolicyRules {
	readonly keys: readonly (keyof WrittenPolicy)[];
	/** For `replace`: the fields that AWS cannot change and for whose sake a resource may be deleted and created again. */
	readonly replaceable?: readonly string[];
}

/** How a kind's manifests are read. */
export interface ManifestRules<Spec extends object> {
	/** Where the structure of the spec comes from: the input of an AWS create call, minus and plus some members. */
	readonly shape: {
		/** The package of the SDK; what its models leave out is in the kind's `constraints.json`. */
		readonly sdk: `@aws-sdk/client-${string}`;
		/** The names of the request structures whose members are merged, such as `CreateServiceRequest`. */
		readonly requests: readonly string[];
		/** Members that are not the manifest's to say, such as `clientToken`. */
		readonly omit: readonly string[];
		/** Members of our own, as JSON Schema, such as `serviceRegistries.*.registry`. Keyed by `Structure.member`. */
		readonly add: Readonly<Record<string, object>>;
		readonly required: readonly string[];
	};
	/** The spec member that holds the AWS name; `metadata.name` is put there when it is absent. */
	readonly nameField: string;
	readonly tags: TagCodec;
	readonly references: readonly Reference[];
	/** What an identity looks like: a regular expression for what follows the kind, and an example of it in words. */
	readonly identityForm: { readonly pattern: string; readonly example: string };
	/** The keys of `policy` that this kind accepts beyond those of all kinds; the schema offers no others. */
	readonly policy: PolicyRules;
	/** The identity from a spec whose references are identities or AWS's own texts already. */
	readonly identity: (spec: Spec) => Identity;
	/** Rewrites what the schema accepted into what AWS takes, before references are looked up (`registry:` → `registryArn:`). */
	readonly desugar?: (spec: Record<string, unknown>) => Record<string, unknown>;
	/** AWS's defaults filled into declared fields, order-free lists sorted. Applied to manifests and to observations alike. */
	readonly normalise: (spec: Spec) => Spec;
	readonly checks: readonly Check<Spec>[];
}
