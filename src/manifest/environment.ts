/**
 * Reads the Environment document: account, region, owner, included files, and the defaults and patches of its manifests.
 * Variables, defaults and patches remain trees because they are merged into manifests together with their places.
 */
import { isRecord } from "../lib/json.ts";
import type { Identity } from "../model/identity.ts";
import type { Environment, RolloutLimits } from "../model/manifest.ts";
import type { PreflightTopic } from "../model/prerequisite.ts";
import type { Problem } from "../model/problem.ts";
import { problemAt } from "./fault.ts";
import { type MapNode, member, type Node, textOf } from "./node.ts";
import { createOverlays, labelsOf, type Overlay, type Overlays } from "./overlays.ts";
import { schemaOf } from "./schema.ts";
import { typedValue, typingUnder } from "./value.ts";
import { substitute, substitution, type Variables } from "./variables.ts";
import { type WrittenWindow, windowsFrom } from "./windows.ts";

/** The only supported version of the format. */
export const apiVersion = "evenkeel/v1alpha1";

/** An Environment document with its own values read. The trees are used elsewhere. */
export interface EnvironmentDocument {
	readonly node: MapNode;
	readonly settings: Omit<Environment, "owner"> & { readonly owner?: string };
	readonly defaults: Overlays;
	readonly patches: Overlays;
}

/** Whether a document is an Environment, even if it is invalid otherwise. */
export function isEnvironment(document: MapNode): boolean {
	return textOf(document, "kind") === "Environment";
}

/** The folders, files and variable files that an Environment names, as written. The schema reports values that are not text. */
export function namedFiles(document: MapNode): {
	readonly include: readonly Node[];
	readonly variableFiles: readonly Node[];
} {
	const spec = member(document, "spec");
	return { include: itemsOf(spec, "include"), variableFiles: itemsOf(spec, "variableFiles") };
}

/** The variables defined in the Environment itself. */
export function ownVariables(document: MapNode): Variables {
	const variables = member(member(document, "spec"), "variables");
	if (variables?.type !== "map") return new Map();
	return new Map([...variables.entries].map(([name, { value }]) => [name, value]));
}

/** Reads the whole document. Returns undefined if it is invalid, and adds the errors to `problems`. */
export function readEnvironment(
	document: MapNode,
	variables: Variables,
	problems: Problem[],
): EnvironmentDocument | undefined {
	const state = substitution(variables);
	const { schema, faults } = schemaOf("Environment");
	const value = typedValue(withOwnValuesFilled(document, state), typingUnder(schema, state.problems));
	state.problems.push(...faults(value).map((fault) => problemAt(document, fault)));
	const isShaped = state.problems.length === 0 && isRecord(value);
	const { metadata, spec } = (isShaped ? value : {}) as { metadata: { name: string }; spec: Record<string, unknown> };
	const windows = isShaped ? windowsFrom((spec.windows ?? []) as WrittenWindow[], document, state.problems) : [];
	problems.push(...state.problems);
	if (!isShaped || state.problems.length > 0) return undefined;
	const { owner, account, region } = spec as { owner?: string; account?: string; region?: string };
	return {
		node: document,
		settings: {
			name: metadata.name,
			...(owner !== undefined && { owner }),
			...(account !== undefined && { account }),
			...(region !== undefined && { region }),
			prune: (spec.prune as Environment["prune"] | undefined) ?? "listed",
			deletions: (spec.deletions as readonly Identity[] | undefined) ?? [],
			rollouts: (spec.rollouts as RolloutLimits | undefined) ?? {},
			windows,
			preflight: (spec.preflight as readonly PreflightTopic[] | undefined) ?? [],
		},
		defaults: createOverlays(overlaysOf(document, "defaults")),
		patches: createOverlays(overlaysOf(document, "patches")),
	};
}

/** Substitutes variables in the Environment's own values. Overlays are substituted after they are merged into a manifest. */
function withOwnValuesFilled(document: MapNode, state: ReturnType<typeof substitution>): MapNode {
	const spec = document.entries.get("spec");
	if (spec?.value.type !== "map") return document;
	const entries = new Map(spec.value.entries);
	for (const name of ["owner", "account", "region", "prune", "deletions", "rollouts", "windows", "preflight"]) {
		const entry = entries.get(name);
		if (entry) entries.set(name, { key: entry.key, value: substitute(entry.value, state) });
	}
	const filled = { key: spec.key, value: { ...spec.value, entries } };
	return { ...document, entries: new Map([...document.entries, ["spec", filled]]) };
}

function overlaysOf(document: MapNode, field: "defaults" | "patches"): readonly Overlay[] {
	return itemsOf(member(document, "spec"), field).map((node) => {
		const target = member(node, "target");
		const kind = textOf(target, "kind");
		const name = textOf(target, "name");
		return {
			node,
			target: { ...(kind && { kind }), ...(name && { name }), labels: labelsOf(member(target, "labels")) },
			spec: mapOf(member(node, "spec")),
			policy: mapOf(member(node, "policy")),
		};
	});
}

function itemsOf(node: Node | undefined, field: string): readonly Node[] {
	const list = member(node, field);
	return list?.type === "list" ? list.items : [];
}

function mapOf(node: Node | undefined): MapNode | undefined {
	return node?.type === "map" ? node : undefined;
}
