/**
 * All that the engine knows of a kind of resource. Diff, ownership, pruning, guards and execution are the same for all
 * kinds and stay outside them; a new kind is one folder under `kinds/` and one line in its list.
 */
import type { Call } from "../aws/calls.ts";
import type { Read } from "../aws/reads.ts";
import type { Change, FollowUpInput, Surroundings } from "./changes.ts";
import type { Identity } from "./identity.ts";
import type { RunningImage } from "./images.ts";
import type { Resource } from "./manifest.ts";
import type { ManifestRules } from "./manifest-rules.ts";
import type { Look, Sights } from "./observing.ts";
import type { Step } from "./plan.ts";
import type { Prerequisite } from "./prerequisite.ts";
import type { Reason } from "./reason.ts";
import type { Handle, Health, Observed, Rollout } from "./world.ts";

/** How drift of one top-level spec field is answered. */
export interface Field<Value, Spec = object> {
	/** `update`: a call can change it. `refuse`: AWS cannot change it, so say what to do. */
	readonly onDrift: "update" | "refuse";
	/** Whether changing it replaces what runs. */
	readonly startsDeployment?: true;
	/** For `refuse`: what other fields may say follows from it, so that none of them is changed while it differs. */
	readonly blocksUpdates?: true;
	/** For `refuse`: what the operator can do about it. */
	readonly remediation?: Reason;
	/** AWS's value when nobody said anything, beside the other fields: an omitted field that has it is not shown as undeclared. */
	readonly atDefault?: (observed: Value, all: Partial<Spec>) => boolean;
	/** What the documentation adds about the field, in Markdown. */
	readonly note?: string;
	/** An exported manifest says it in any case: a new resource without it would be another one. */
	readonly exported?: true;
}

/** The rule of every field of a spec; none may be left out. */
export type Fields<Spec> = { readonly [Name in keyof Spec]-?: Field<NonNullable<Spec[Name]>, Spec> };

/** A resource that must stand, or stand steady, before another can move. */
export interface Need {
	readonly identity: Identity;
	readonly until: "present" | "steady";
}

/** The name of a kind, with the types of its spec and facts: all that one kind needs to read what another one observed. */
export interface KindRef<Spec extends object, Facts extends object> {
	readonly name: string;
	/** Never there; it carries the types. */
	readonly types?: (spec: Spec, facts: Facts) => void;
}

/** All that evenkeel knows of one kind of resource; the rest of it treats all kinds alike. */
export interface Kind<Spec extends object, Facts extends object> extends KindRef<Spec, Facts> {
	readonly manifest: ManifestRules<Spec>;
	readonly fields: Fields<Spec>;
	/** Observes AWS in the largest batches it takes. Never writes; failures of single parts become `unknown`. */
	readonly observe: (look: Look<Spec, Facts>) => Promise<Sights<Spec, Facts>>;
	/** The next call that moves `change` forward, or what it waits for, or why it cannot. Pure. */
	readonly plan: (change: Change<Spec, Facts>) => Step;
	/** `wallMs` is when it was observed, by the machine's clock. Pure. */
	readonly health: (observed: Observed<Spec, Facts>, resource: Resource<Spec> | undefined, wallMs: number) => Health;
	readonly tags: Tagging<Spec, Facts>;
	/** Its resources hold data that deleting them destroys: automatic pruning keeps them, and `deletions` has to list them. */
	readonly holdsData?: true;
	/** The resource of this kind that is what `prerequisite` asks for, in the Region `region`; undefined for all others. Pure. */
	readonly provides?: (prerequisite: Prerequisite, region: string | undefined) => Identity | undefined;
	/** What is wanted of fields that follow what exists, such as a count that is kept within bounds. Pure. */
	readonly adjust?: (desired: Spec, observed: Observed<Spec, Facts>, around: Surroundings<Spec>) => Spec;
	/** A step that the spec's comparison does not show. Pure; undefined when there is none. */
	readonly followUp?: (input: FollowUpInput<Spec, Facts>) => Step | undefined;
	/** What must exist before a call of this kind succeeds; nothing when absent. Pure. */
	readonly prerequisites?: (call: Call) => readonly Prerequisite[];
	readonly relations?: Relations<Spec, Facts>;
	readonly revisions?: Revisions<Spec, Facts>;
	readonly rollouts?: Rollouts<Spec, Facts>;
	readonly images?: Images<Spec, Facts>;
	readonly exporting?: Exporting<Spec, Facts>;
}

/** By which tags it is known whose a kind's resources are: their own, or those of the resource that contains them. */
export type Tagging<Spec extends object, Facts extends object> = TagRules<Spec> | OwnedThrough<Spec, Facts>;

/** For kinds whose resources AWS cannot tag: whose they are is told by the tags of another resource. */
export interface OwnedThrough<Spec extends object, Facts extends object> {
	/** The resource that contains this one, of a kind that is created earlier. Pure. */
	readonly ownedThrough: (identity: Identity, observed: Observed<Spec, Facts>) => Identity;
}

/** How a kind's resources are tagged, and which of them cannot be owned. */
export interface TagRules<Spec extends object> {
	readonly set: (handle: Handle, tags: Readonly<Record<string, string>>, identity: Identity) => Call;
	readonly remove: (handle: Handle, keys: readonly string[], identity: Identity) => Call;
	/** Tags of ours, beyond ownership, that a resource is created with. */
	readonly creationTags?: (resource: Resource<Spec>, desired: Spec) => Readonly<Record<string, string>>;
	/** Why what carries these tags is neither adopted nor exported: AWS created it and deletes it by itself. Pure. */
	readonly managedByAws?: (tags: Readonly<Record<string, string>>) => Reason | undefined;
	/** Why AWS accepts no tags for this resource, so that it can only be observed; undefined where it does. Pure. */
	readonly untaggable?: (handle: Handle) => Reason | undefined;
}

/** How a kind's resources relate to others, beyond the references of their manifests. */
export interface Relations<Spec extends object, Facts extends object> {
	/**
	 * What must exist first, in lists: resources that need the same share one, so that what is found out about it holds for all
	 * of them. Pure.
	 */
	readonly dependsOn?: (
		resource: Resource<Spec>,
		declared: ReadonlyMap<Identity, Resource>,
	) => readonly (readonly Need[])[];
	/** The resource that contains this one, where its absence can be told only by observing that as well. Pure. */
	readonly parent?: (identity: Identity) => Identity | undefined;
	/** What its resources name besides references, and need as long as they exist: a provider of it is deleted after them. Pure. */
	readonly names?: (observed: Observed<Spec, Facts>) => readonly Prerequisite[];
	/** Kinds whose resources this one observes by itself before it is deleted: as referrers they do not delay that. */
	readonly observedReferrers?: readonly string[];
	/** How references that AWS shows name a resource of this kind, where it is by neither its ARN nor its id. Pure. */
	readonly namedAs?: {
		readonly inReference: (value: string) => string;
		readonly ofResource: (observed: Observed<Spec, Facts>) => string;
	};
}

/**
 * For kinds of which every change of content makes a new AWS object (a task definition revision): the spec is owned whole, an
 * omitted field counts as AWS's default, and referrers wait for the object that matches.
 */
export interface Revisions<Spec extends object, Facts extends object> {
	/** Whether what exists was created from exactly this manifest, though AWS shows it differently today. Pure. */
	readonly matchesByMarker?: (desired: Spec, observed: Observed<Spec, Facts>, around: Surroundings<Spec>) => boolean;
	/** Where the parts come from that `policy.ignore` leaves to others; from what is observed when absent. Pure. */
	readonly externalSource?: (observed: Observed<Spec, Facts>) => Partial<Spec>;
}

/** For kinds whose changes replace what runs. */
export interface Rollouts<Spec extends object, Facts extends object> {
	readonly stateOf: (observed: Observed<Spec, Facts>) => Rollout;
}

/** For kinds that run images. */
export interface Images<Spec extends object, Facts extends object> {
	/** The images that it runs and whose tags are followed. Pure. */
	readonly running: (observed: Observed<Spec, Facts>) => readonly RunningImage[];
}

/** For kinds whose exported manifests say more than a list shows. */
export interface Exporting<Spec extends object, Facts extends object> {
	/** Members that observing an undeclared resource does not read. Rejects with an `AwsFailure`. */
	readonly details: (observed: Observed<Spec, Facts>, read: Read) => Promise<Partial<Spec>>;
}

/** A kind of some spec, for lists: sound without `any`, because whoever opens it must serve every spec. */
export type SomeKind = <R>(use: <Spec extends object, Facts extends object>(kind: Kind<Spec, Facts>) => R) => R;
