/**
 * All that the engine knows of a kind of resource. Diff, ownership, pruning, guards and execution are the same for all
 * kinds and stay outside them; a new kind is one folder under `kinds/` and one line in its list.
 */
import type { Call } from "../aws/calls.ts";
import type { Read } from "../aws/reads.ts";
import type { Mismatch } from "./discovery.ts";
import type { Identity } from "./identity.ts";
import type { ImagesNews, RunningImage } from "./images.ts";
import type { Place, Policy, Problem, Resource } from "./manifest.ts";
import type { Drift, Step } from "./plan.ts";
import type { Prerequisite } from "./prerequisite.ts";
import type { Reason } from "./reason.ts";
import type { Handle, Health, Observation, Observed, Rollout, Sight, World } from "./world.ts";

/** How drift of one top-level spec field is answered. */
export interface Field<Value, Spec = object> {
	/** `update`: a call can change it. `refuse`: AWS cannot change it, so say what to do. */
	readonly onDrift: "update" | "refuse";
	/** Whether changing it replaces what runs. */
	readonly startsDeployment?: true;
	/** For `refuse`: what other fields may say follows from it, so that none of them is changed while it differs. */
	readonly governs?: true;
	/** For `refuse`: what the operator can do about it. */
	readonly remediation?: Reason;
	/** AWS's value when nobody said anything, beside the other fields: an omitted field that has it is not shown as undeclared. */
	readonly atDefault?: (observed: Value, all: Partial<Spec>) => boolean;
	/** An exported manifest says it in any case: a new resource without it would be another one. */
	readonly exported?: true;
}

/** The rule of every field of a spec; none may be left out. */
export type Fields<Spec> = { readonly [Name in keyof Spec]-?: Field<NonNullable<Spec[Name]>, Spec> };

/** A place in a spec that holds the name of another manifest. */
export interface Reference {
	/** Dotted path; `*` stands for every item of a list: `serviceRegistries.*.registryArn`. */
	readonly path: string;
	/** The kind referred to. */
	readonly to: string;
	/** What AWS wants there. */
	readonly as: keyof Handle;
	/** Whether the target has to be served all the time: a referrer that goes waits for another one that takes over. */
	readonly served?: boolean;
	/** Whether a text that is neither an ARN nor a manifest's name is AWS's own and stays as it is (`family:7`, `ns-…`). */
	readonly literal?: (text: string) => boolean;
}

/** A resource that must stand, or stand steady, before another can move. */
export interface Need {
	readonly identity: Identity;
	readonly until: "present" | "steady";
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

/** How a kind's manifests are read. */
export interface ManifestRules<Spec extends object> {
	/** Where the structure of the spec comes from: the input of an AWS create call, minus and plus some members. */
	readonly shape: {
		readonly sdk: "ecs" | "servicediscovery";
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
	/** The spec member that holds AWS's list of tags, and how that list spells its members. */
	readonly tags: { readonly field: string; readonly key: string; readonly value: string };
	readonly references: readonly Reference[];
	/** The identity from a spec whose references are identities or AWS's own texts already. */
	readonly identity: (spec: Spec) => Identity;
	/** Rewrites what the schema accepted into what AWS takes, before references are looked up (`registry:` → `registryArn:`). */
	readonly desugar?: (spec: Record<string, unknown>) => Record<string, unknown>;
	/** AWS's defaults filled into declared fields, order-free lists sorted. Applied to manifests and to observations alike. */
	readonly normalise: (spec: Spec) => Spec;
	readonly checks: readonly Check<Spec>[];
}

/** One resource to look at. */
export interface Due<Spec extends object, Facts extends object> {
	readonly identity: Identity;
	/** Its manifest, or undefined for an orphan. */
	readonly resource: Resource<Spec> | undefined;
	readonly last: Observation<Spec, Facts> | undefined;
}

/** Whose a resource is, as the engine judges it from tags. */
export type IsOurs = (identity: Identity, tags: Readonly<Record<string, string>>) => boolean;

/** What to look at, and what may be used to do so. */
export interface Look<Spec extends object, Facts extends object> {
	readonly due: readonly Due<Spec, Facts>[];
	/** Also list all there is of this kind, so that orphans are found. */
	readonly sweep: boolean;
	/** To be told when a list that finds orphans could not be read to its end: nothing is deleted then. */
	readonly onIncomplete: (reason: Reason) => void;
	/** Called with what operators should know of this AWS, perhaps in each reconcile. */
	readonly onWarning: (warning: Reason) => void;
	/** Whether all there is is listed in this pass, or was a moment ago: what nothing uses any more is looked for only then. */
	readonly allListed: boolean;
	/** Whether tags, as they were read in this pass, make a resource ours. */
	readonly isOurs: IsOurs;
	/** Identities whose tags must be read anew, whatever is cached. */
	readonly freshTags: ReadonlySet<Identity>;
	/** All declared resources, by identity. */
	readonly declared: ReadonlyMap<Identity, Resource>;
	/** What registries say of the images that services run; absent where none is asked. */
	readonly images?: ImagesNews;
	/** Earlier sights of this and the other kinds; kinds that come before this one are of this pass where due. */
	readonly world: World;
	readonly read: Read;
	readonly pass: number;
}

/** What was seen, orphans and foreign resources of a sweep included. A due resource that is missing counts as unknown. */
export type Sights<Spec extends object, Facts extends object> = ReadonlyMap<Identity, Sight<Spec, Facts>>;

interface ChangeBase {
	readonly identity: Identity;
	readonly policy: Policy;
	readonly owner: string;
	/** Counts the attempts whose asynchronous operation failed, for deterministic request ids that still differ. */
	readonly attempt: number;
}

/** A change that is wanted and allowed; the kind says which call moves it forward. */
export type Change<Spec extends object, Facts extends object> =
	| (ChangeBase & {
			readonly verb: "create";
			/** References are handles by now. */
			readonly desired: Spec;
			/** All tags to be born with, ownership included. */
			readonly tags: Readonly<Record<string, string>>;
	  })
	| (ChangeBase & {
			readonly verb: "update";
			readonly desired: Spec;
			readonly observed: Observed<Spec, Facts>;
			/** Top-level spec fields that differ and that a call can change. */
			readonly fields: readonly (keyof Spec & string)[];
			readonly drift: readonly Drift[];
			/** All tags it should have; used by kinds whose update makes a new AWS object. */
			readonly tags: Readonly<Record<string, string>>;
	  })
	| (ChangeBase & {
			readonly verb: "delete";
			readonly observed: Observed<Spec, Facts>;
			/** Why it is deleted. */
			readonly because: Reason;
	  });

/** A manifest, and what it stands among. */
export interface Surroundings<Spec extends object> {
	readonly resource: Resource<Spec>;
	readonly world: World;
	/** All declared resources, by identity. */
	readonly declared: ReadonlyMap<Identity, Resource>;
}

/** What a kind may want beyond what its spec says: a forced deployment, a renewal. Asked only when nothing drifts. */
export interface Extra<Spec extends object, Facts extends object> extends Surroundings<Spec> {
	/** The spec with references as handles. */
	readonly desired: Spec;
	readonly observed: Observed<Spec, Facts>;
	/** What has lasted of tasks, instances and records that disagree, where this resource is their registry or service. */
	readonly mismatches: readonly Mismatch[];
	readonly isOurs: IsOurs;
	/** Whether all there is was seen a moment ago, and no manifest is rejected: what nothing seems to use may go only then. */
	readonly allSeen: boolean;
}

/** All that evenkeel knows of one kind of resource; the rest of it treats all kinds alike. */
export interface Kind<Spec extends object, Facts extends object> {
	readonly name: string;
	readonly manifest: ManifestRules<Spec>;
	readonly fields: Fields<Spec>;
	/**
	 * Every change of content makes a new AWS object (a task definition revision): the spec is owned whole, an omitted
	 * field counts as AWS's default, and whoever refers to it waits for the object that matches.
	 */
	readonly revisioned?: boolean;
	/** What must stand first, beyond the references. Pure. */
	readonly needs?: (resource: Resource<Spec>, declared: ReadonlyMap<Identity, Resource>) => readonly Need[];
	/** What a resource lies in, where its own absence can be told only by looking at that as well. Pure. */
	readonly liesIn?: (identity: Identity) => Identity | undefined;
	/** Kinds whose resources this one looks at by itself before it goes, and that therefore do not keep it as referrers. */
	readonly judgesReferrers?: readonly string[];
	/** Whether a reference that AWS shows means this resource; equal to its ARN or id when absent. */
	readonly answersTo?: (observed: Observed<Spec, Facts>, value: string) => boolean;
	/** Looks at AWS in the largest batches it takes. Never writes; failures of single parts become `unknown`. */
	readonly observe: (look: Look<Spec, Facts>) => Promise<Sights<Spec, Facts>>;
	/** What is wanted of fields that follow what is there, such as a count that is kept within bounds. Pure. */
	readonly adjust?: (desired: Spec, observed: Observed<Spec, Facts>, around: Surroundings<Spec>) => Spec;
	/** Where the parts come from that `policy.ignore` leaves to somebody else; from what is observed when absent. Pure. */
	readonly othersParts?: (observed: Observed<Spec, Facts>) => Partial<Spec>;
	/** Whether what is there was made from exactly this manifest, though AWS shows it differently today. Pure. */
	readonly recognises?: (desired: Spec, observed: Observed<Spec, Facts>, around: Surroundings<Spec>) => boolean;
	/** The next call that moves `change` forward, or what it waits for, or why it cannot. Pure. */
	readonly plan: (change: Change<Spec, Facts>) => Step;
	/** What has to be there before a call of this kind's does any good; nothing when absent. Pure. */
	readonly prerequisites?: (call: Call) => readonly Prerequisite[];
	readonly tagCall: (handle: Handle, set: Readonly<Record<string, string>>, identity: Identity) => Call;
	readonly untagCall: (handle: Handle, keys: readonly string[], identity: Identity) => Call;
	/** Tags of ours, beyond ownership, to be born with. */
	readonly birthTags?: (resource: Resource<Spec>, desired: Spec) => Readonly<Record<string, string>>;
	/** A step that the spec's comparison does not show. Pure; undefined when there is none. */
	readonly extra?: (input: Extra<Spec, Facts>) => Step | undefined;
	/** The images that it runs and whose tags are to be followed. Kinds without it run none. Pure. */
	readonly runningImages?: (observed: Observed<Spec, Facts>) => readonly RunningImage[];
	/** Kinds without it replace nothing that runs. Pure. */
	readonly rollout?: (observed: Observed<Spec, Facts>) => Rollout;
	/**
	 * Why what carries these tags is neither adopted nor exported: AWS created it and deletes it by itself.
	 * Undefined where that is not so. Pure.
	 */
	readonly keptByAws?: (tags: Readonly<Record<string, string>>) => Reason | undefined;
	/** Why AWS accepts no tags for this resource, so that it can only be observed; undefined where it does. Pure. */
	readonly untaggable?: (handle: Handle) => Reason | undefined;
	/** For export: what a manifest has to say and a look at what nobody declares does not read. Rejects with an `AwsFailure`. */
	readonly completed?: (observed: Observed<Spec, Facts>, read: Read) => Promise<Partial<Spec>>;
	/** `atMs` is when it was observed. */
	readonly health: (observed: Observed<Spec, Facts>, resource: Resource<Spec> | undefined, atMs: number) => Health;
}

/** A kind of some spec, for lists: sound without `any`, because whoever opens it must serve every spec. */
export type SomeKind = <R>(use: <Spec extends object, Facts extends object>(kind: Kind<Spec, Facts>) => R) => R;
