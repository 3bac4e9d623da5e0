/**
 * One document to one draft: defaults laid under it, patches over it, variables filled in, typed and checked by its schema.
 * A draft's references are still names, because what they refer to may be in a file that was not read yet.
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

/** A manifest that its schema accepts. */
export interface Draft {
	readonly file: string;
	readonly rules: Rules;
	readonly name: string;
	/** As AWS takes it, tags aside; not yet in normal form. */
	readonly spec: Record<string, unknown>;
	readonly tags: Readonly<Record<string, string | null>>;
	readonly policy: Policy;
	readonly place: Place;
	/** Texts of it that hold a secret too short to be found in them. */
	readonly secrets: readonly string[];
	/** Where a dotted path of the spec, or the nearest thing above it, was written. */
	readonly at: (path: string) => Origin;
}

export interface Composition {
	readonly draft?: Draft;
	readonly problems: readonly Problem[];
	/** Defaults and patches that matched. */
	readonly used: readonly Overlay[];
	/** What it adds to the sum of the folder, whether or not it was made anew. */
	readonly cost: Partial<Cost>;
}

/** Makes a draft of one document that is not an Environment; `most` of what its schema does not allow is told. */
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
	// The name of a manifest may be its name in AWS too, and would then be told as wrong twice.
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

/** What is wrong with a typed document; where parts of it that are no fields are ignored, only once all else is right. */
function faultsOf(value: unknown, kind: string, most: number): readonly Fault[] {
	const { schema, faults } = schemaOf(kind);
	const found = faults(value, most);
	return found.length > 0 ? found : ignoredFieldFaults(value, schema);
}

/** For a key of `policy` that this kind does not accept: the kinds that do. */
function withAcceptingKinds(fault: Fault, rules: ReadonlyMap<string, Rules>): Fault {
	const [field, key = "", ...rest] = fault.path;
	if (fault.code !== "unknown-field" || field !== "policy" || rest.length > 0) return fault;
	const acceptedBy = [...rules.values()].filter(({ policyKeys }) => policyKeys.includes(key)).map(({ kind }) => kind);
	return acceptedBy.length > 0 ? { ...fault, params: { ...fault.params, acceptedBy } } : fault;
}

/** Earlier defaults lie under later ones, and all of them under the manifest; later patches lie over earlier ones. */
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

/** Without a name of its own in AWS a resource has the manifest's, which then has to be a name that AWS takes. */
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
