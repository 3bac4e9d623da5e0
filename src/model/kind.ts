/**
 * The interface between the engine and a kind of resource. Diff, ownership, pruning, guards and execution are common to
 * all kinds; a new kind is one folder under `kinds/` and one line in its list.
 */
import type { Call } from "../aws/calls.ts";
import type { Read } from "../aws/reads.ts";
import type { Change, FollowUpInput, ResourceContext } from "./changes.ts";
import type { Identity } from "./identity.ts";
import type { RunningImage } from "./images.ts";
import type { Resource } from "./manifest.ts";
import type { ManifestRules } from "./manifest-rules.ts";
import type { Observations, ObserveRequest } from "./observe-request.ts";
import type { AwsRef, Health, Observed, Rollout } from "./observed-state.ts";
import type { Step } from "./plan.ts";
import type { Prerequisite } from "./prerequisite.ts";
import type { Reason } from "./reason.ts";

/** How drift in one top-level spec field is handled. */
export interface Field<Value, Spec = object> {
	/** `update`: a call can change it. `refuse`: AWS cannot change it; the reason says what to do. */
	readonly onDrift: "update" | "refuse";
	/** Whether a change starts a deployment. */
	readonly startsDeployment?: true;
	/** For `refuse`: other fields depend on this one, so none of them is changed while it differs. */
	readonly blocksUpdates?: true;
	/** For `refuse`: what the operator can do. */
	readonly remediation?: Reason;
	/**
	 * Whether the observed value is AWS's default, given the other fields. An omitted field at its default is not shown
	 * as unmanaged.
	 */
	readonly atDefault?: (observed: Value, all: Partial<Spec>) => boolean;
	/** Additional documentation of the field, in Markdown. */
	readonly note?: string;
	/** Always exported, because a new resource without the field would differ. */
	readonly exported?: true;
}

/** The rules of all fields of a spec; the compiler rejects missing ones. */
export type Fields<Spec> = { readonly [Name in keyof Spec]-?: Field<NonNullable<Spec[Name]>, Spec> };

/** A resource that must exist, or be steady, before another one can proceed. */
export interface Dependency {
	readonly identity: Identity;
	readonly until: "present" | "steady";
}

/** The name of a kind, with the types of its spec and facts: enough for one kind to read observations of another. */
export interface KindRef<Spec extends object, Facts extends object> {
	readonly name: string;
	/** Never set; it carries the types. */
	readonly types?: (spec: Spec, facts: Facts) => void;
}

/** The definition of one kind of resource; the engine treats all kinds alike. */
export interface Kind<Spec extends object, Facts extends object> extends KindRef<Spec, Facts> {
	readonly manifest: ManifestRules<Spec>;
	readonly fields: Fields<Spec>;
	/** Observes AWS in the largest batches that its APIs allow. Never writes. Failures of single parts become `unknown`. */
	readonly observe: (request: ObserveRequest<Spec, Facts>) => Promise<Observations<Spec, Facts>>;
	/** Returns the next call for `change`, or why it waits or is blocked. Pure. */
	readonly plan: (change: Change<Spec, Facts>) => Step;
	/** `wallMs`: time of the observation on the wall clock. Pure. */
	readonly health: (observed: Observed<Spec, Facts>, resource: Resource<Spec> | undefined, wallMs: number) => Health;
	readonly tags: Tagging<Spec, Facts>;
	/** Deleting its resources destroys data, so automatic pruning keeps them and `deletions` must list them. */
	readonly holdsData?: true;
	/** The resource of this kind that provides `prerequisite` in the Region `region`; undefined for others. Pure. */
	readonly provides?: (prerequisite: Prerequisite, region: string | undefined) => Identity | undefined;
	/** Adjusts desired fields that depend on the observed state, such as a count kept within bounds. Pure. */
	readonly adjust?: (desired: Spec, observed: Observed<Spec, Facts>, resourceContext: ResourceContext<Spec>) => Spec;
	/** A step that the comparison of specs does not show; undefined if there is none. Pure. */
	readonly followUp?: (input: FollowUpInput<Spec, Facts>) => Step | undefined;
	/** What must exist before a call of this kind can succeed; absent if nothing. Pure. */
	readonly prerequisites?: (call: Call) => readonly Prerequisite[];
	readonly relations?: Relations<Spec, Facts>;
	readonly revisions?: Revisions<Spec, Facts>;
	readonly rollouts?: Rollouts<Spec, Facts>;
	readonly images?: Images<Spec, Facts>;
	readonly exporting?: Exporting<Spec, Facts>;
}

/** How the owner of a kind's resources is determined: by their own tags, or by those of the resource that contains them. */
export type Tagging<Spec extends object, Facts extends object> = TagRules<Spec> | OwnedThrough<Spec, Facts>;

/** For kinds whose resources AWS cannot tag: the tags of another resource determine the owner. */
export interface OwnedThrough<Spec extends object, Facts extends object> {
	/** The resource that contains this one, of a kind created earlier. Pure. */
	readonly ownedThrough: (identity: Identity, observed: Observed<Spec, Facts>) => Identity;
}

/** How a kind's resources are tagged, and which of them cannot be owned. */
export interface TagRules<Spec extends object> {
	readonly set: (awsRef: AwsRef, tags: Readonly<Record<string, string>>, identity: Identity) => Call;
	readonly remove: (awsRef: AwsRef, keys: readonly string[], identity: Identity) => Call;
	/** Additional tags of a new resource, besides ownership. */
	readonly creationTags?: (resource: Resource<Spec>, desired: Spec) => Readonly<Record<string, string>>;
	/** Why a resource with these tags is neither adopted nor exported: AWS created it and deletes it itself. Pure. */
	readonly managedByAws?: (tags: Readonly<Record<string, string>>) => Reason | undefined;
	/** Why AWS accepts no tags for this resource, so that it can only be observed; undefined if it accepts tags. Pure. */
	readonly untaggable?: (awsRef: AwsRef) => Reason | undefined;
}

/** How a kind's resources relate to others, beyond manifest references. */
export interface Relations<Spec extends object, Facts extends object> {
	/**
	 * What must exist first, as lists. Resources with the same dependencies share one list, so that it is evaluated
	 * once for all of them. Pure.
	 */
	readonly dependsOn?: (
		resource: Resource<Spec>,
		declared: ReadonlyMap<Identity, Resource>,
	) => readonly (readonly Dependency[])[];
	/** The parent of this resource, if its absence can be proven only by observing the parent too. Pure. */
	readonly parent?: (identity: Identity) => Identity | undefined;
	/**
	 * Prerequisites that an existing resource keeps needing and that are not manifest references, such as a log group.
	 * The resource that provides one is deleted after this one. Pure.
	 */
	readonly names?: (observed: Observed<Spec, Facts>) => readonly Prerequisite[];
	/** Kinds whose resources this kind observes itself before deletion: as referrers they do not delay it. */
	readonly observedReferrers?: readonly string[];
	/** How observed references name a resource of this kind, if not by its ARN or id. Pure. */
	readonly namedAs?: {
		readonly inReference: (value: string) => string;
		readonly ofResource: (observed: Observed<Spec, Facts>) => string;
	};
}

/**
 * For kinds whose every content change creates a new AWS object, such as a task definition revision. The manifest owns
 * the whole spec, an omitted field means AWS's default, and referrers wait for the matching object.
 */
export interface Revisions<Spec extends object, Facts extends object> {
	/** Whether the existing object was created from exactly this manifest, although AWS shows it differently. Pure. */
	readonly matchesByMarker?: (
		desired: Spec,
		observed: Observed<Spec, Facts>,
		resourceContext: ResourceContext<Spec>,
	) => boolean;
	/** The source of the parts that `policy.ignore` leaves to others; absent to use the observed state. Pure. */
	readonly externalSource?: (observed: Observed<Spec, Facts>) => Partial<Spec>;
}

/** For kinds whose changes start rollouts. */
export interface Rollouts<Spec extends object, Facts extends object> {
	readonly stateOf: (observed: Observed<Spec, Facts>) => Rollout;
}

/** For kinds that run images. */
export interface Images<Spec extends object, Facts extends object> {
	/** The running images whose tags are followed. Pure. */
	readonly running: (observed: Observed<Spec, Facts>) => readonly RunningImage[];
}

/** For kinds whose exported manifests need more than a list contains. */
export interface Exporting<Spec extends object, Facts extends object> {
	/** Fields that are not read while observing an undeclared resource. Rejects with an `AwsFailure`. */
	readonly details: (observed: Observed<Spec, Facts>, read: Read) => Promise<Partial<Spec>>;
}

/** A kind with its types hidden, for lists. Sound without `any`, since a visitor must handle every spec type. */
export type SomeKind = <R>(use: <Spec extends object, Facts extends object>(kind: Kind<Spec, Facts>) => R) => R;
