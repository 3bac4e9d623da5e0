/**
 * Turns one document into a draft: merges defaults and patches, substitutes variables, converts types and validates against
 * the schema. References in a draft are still names because their targets may be in files not read yet.
 */
import { isRecord } from "../lib/json.ts";
import type { Policy } from "../model/manifest.ts";
import type { Place, Problem } from "../model/problem.ts";
import { readTags } from "../model/tag-codec.ts";
import type { Cost } from "./budget.ts";
import { apiVersion, type EnvironmentDocument } from "./environment.ts";
import { type Fault, problemAt } from "./fault.ts";
import { ignoredFieldFaults } from "./ignored-fields.ts";
import type { LoadContext } from "./load-context.ts";
import { type Merging, mostMerged, overlay } from "./merge.ts";
import { isNull, type MapNode, member, type Node, type Origin, originAt, placeOf, textOf } from "./node.ts";
import { noOverlays, type Overlay } from "./overlays.ts";
import { policyFrom } from "./policy.ts";
import { errorAt } from "./problem.ts";
import type { Rules } from "./rules.ts";
import { schemaOf } from "./schema.ts";
import { nearest } from "./suggestion.ts";
import { mostValues, typedValue, typingUnder } from "./value.ts";
import { largestExpansion, substitute, substitution } from "./variables.ts";

/** A manifest that is valid against its schema. */
export interface Draft {
	readonly file: string;
	readonly rules: Rules;
	readonly name: string;
	/** The spec in AWS's form, without tags; not yet in normal form. */
	readonly spec: Record<string, unknown>;
	readonly tags: Readonly<Record<string, string | null>>;
	readonly policy: Policy;
	readonly place: Place;
	/** Texts in the draft that contain a secret too short to be detected within them. */
	readonly secrets: readonly string[];
	/** The origin of a dotted path of the spec, or of its nearest ancestor that was written. */
	readonly at: (path: string) => Origin;
}

/** The result of composing one document. */
export interface Composition {
	readonly draft?: Draft;
	readonly problems: readonly Problem[];
	/** The defaults and patches that matched. */
	readonly used: readonly Overlay[];
	/** The document's share of the folder's cost, also when the composition is reused. */
	readonly cost: Partial<Cost>;
}

/** Composes a draft from one document that is not an Environment. Reports at most `most` schema violations. */
export function compose(
	document: MapNode,
	rules: ReadonlyMap<string, Rules>,
	environment: EnvironmentDocument | undefined,
	{ variables, secrets }: Pick<LoadContext, "variables" | "secrets">,
	most: number,
): Composition {
	const kind = textOf(document, "kind");
	const known = kind === undefined ? undefined : rules.get(kind);
	if (!known) return { problems: [headerProblem(document, [...rules.keys()])], used: [], cost: {} };
	const { found: defaults, compared } = (environment?.defaults ?? noOverlays).matching(document);
	const { found: patches, compared: further } = (environment?.patches ?? noOverlays).matching(document);
	const state = substitution(variables, secrets);
	const merging: Merging = { left: mostMerged };
	const tagMap = known.tags.form === "map" ? known.tags.field : undefined;
	let merged = document;
	for (const field of ["spec", "policy"] as const) {
		const node = mergedField(member(document, field), { field, defaults, patches, tagMap }, merging);
		if (!node) continue;
		const key = document.entries.get(field)?.key ?? document;
		const entries = new Map([...merged.entries, [field, { key, value: substitute(node, state) }]]);
		merged = { ...merged, entries };
	}
	merged = named(merged, known.nameField);
	if (merging.left < 0) state.problems.push(errorAt(document, "too-many-overlays", { most: mostMerged }));
	const typing = typingUnder(schemaOf(known.kind).schema, state.problems);
	const value = typedValue(merged, typing);
	const found = state.problems.length > 0 ? [] : faultsOf(value, known.kind, most);
	// If the manifest name is also the AWS name, the same error would be reported twice.
	const isNameTold = found.some(({ path }) => path.join() === "metadata,name");
	for (const fault of found) {
		if (isNameTold && fault.path.join() === `spec,${known.nameField}`) continue;
		state.problems.push(problemAt(merged, withAcceptingKinds(fault, rules)));
	}
	const used = [...defaults, ...patches];
	const cost = {
		substituted: largestExpansion - Math.max(0, state.left),
		merged: mostMerged - Math.max(0, merging.left) + compared + further,
		typed: mostValues - Math.max(0, typing.left),
	};
	if (state.problems.length > 0 || !isRecord(value)) return { problems: state.problems, used, cost };
	return { draft: draftFrom(value, merged, known, state.told), problems: [], used, cost };
}

/** The faults of a typed document. Ignored fields are checked only if there is no other fault. */
function faultsOf(value: unknown, kind: string, most: number): readonly Fault[] {
	const { schema, faults } = schemaOf(kind);
	const found = faults(value, most);
	return found.length > 0 ? found : ignoredFieldFaults(value, schema);
}

/** Adds the kinds that accept a key of `policy` which this kind does not accept. */
function withAcceptingKinds(fault: Fault, rules: ReadonlyMap<string, Rules>): Fault {
	const [field, key = "", ...rest] = fault.path;
	if (fault.code !== "unknown-field" || field !== "policy" || rest.length > 0) return fault;
	const acceptedBy = [...rules.values()].filter(({ policyKeys }) => policyKeys.includes(key)).map(({ kind }) => kind);
	return acceptedBy.length > 0 ? { ...fault, params: { ...fault.params, acceptedBy } } : fault;
}

/**
 * Merge order: earlier defaults, later defaults, the manifest, earlier patches, later patches; each overrides the ones
 * before.
 */
function mergedField(
	own: Node | undefined,
	{
		field,
		defaults,
		patches,
		tagMap,
	}: {
		readonly tagMap: string | undefined;
		readonly field: "spec" | "policy";
		readonly defaults: readonly Overlay[];
		readonly patches: readonly Overlay[];
	},
	merging: Merging,
): Node | undefined {
	const layers = [...defaults.map((one) => one[field]), own, ...patches.map((one) => one[field])];
	return layers.reduce<Node | undefined>(
		(below, layer) =>
			below && layer ? overlay(below, layer, merging, field === "spec" ? tagMap : undefined) : (layer ?? below),
		undefined,
	);
}

/** A spec without a name for AWS gets the manifest's name, which must then be a valid AWS name. */
function named(document: MapNode, nameField: string): MapNode {
	const spec = document.entries.get("spec");
	const name = member(member(document, "metadata"), "name");
	if (spec?.value.type !== "map" || !name) return document;
	const said = spec.value.entries.get(nameField)?.value;
	if (said && !isNull(said)) return document;
	const value = { ...spec.value, entries: new Map([...spec.value.entries, [nameField, { key: name, value: name }]]) };
	return { ...document, entries: new Map([...document.entries, ["spec", { key: spec.key, value }]]) };
}

function headerProblem(document: MapNode, kinds: readonly string[]): Problem {
	const kind = textOf(document, "kind");
	const all = ["Environment", ...kinds];
	if (kind !== undefined) {
		const isRegistry = /cloud.?map|discovery|registry/i.test(kind);
		const meant = nearest(kind, all);
		return errorAt(originAt(document, ["kind"]), "unknown-kind", {
			kind,
			known: all,
			isRegistry,
			...(meant !== undefined && { meant }),
		});
	}
	const other = [...document.entries.keys()].find((key) => key !== "kind" && key.toLowerCase() === "kind");
	if (other !== undefined) {
		return errorAt(originAt(document, [other]), "unknown-field", { field: other, meant: "kind" });
	}
	if (textOf(document, "apiVersion") === apiVersion) {
		return errorAt(document, "missing-field", { field: "kind", values: all });
	}
	return errorAt(document, "not-a-manifest", { lacks: "header" });
}

function draftFrom(value: Record<string, unknown>, node: MapNode, rules: Rules, secrets: readonly string[]): Draft {
	const { metadata, policy, spec } = value as {
		metadata: { name: string };
		policy?: Parameters<typeof policyFrom>[0];
		spec: Record<string, unknown>;
	};
	const { [rules.tags.form === "none" ? "" : rules.tags.field]: tags, ...rest } = spec;
	const specNode = member(node, "spec") ?? node;
	return {
		file: node.source.file,
		rules,
		name: metadata.name,
		spec: rules.desugar(rest),
		tags: readTags(rules.tags, tags),
		policy: policyFrom(policy ?? {}),
		place: placeOf(node),
		secrets,
		at: (path) => originAt(specNode, path.split(".")),
	};
}
