/**
 * Finds the defaults and patches that match a document. A document is compared only with overlays for its kind, name and
 * labels, so that the cost of overlays and documents adds up instead of multiplying.
 */
import { type MapNode, member, type Node, textOf } from "./node.ts";

/** Defaults or patches for the matching manifests. */
export interface Overlay {
	readonly node: Node;
	readonly target: { readonly kind?: string; readonly name?: string; readonly labels: ReadonlyMap<string, string> };
	readonly spec: MapNode | undefined;
	readonly policy: MapNode | undefined;
}

/** The defaults, or the patches, of an Environment. */
export interface Overlays {
	readonly all: readonly Overlay[];
	/** The overlays that match a document, in order, and the number of overlays compared with it. */
	readonly matching: (document: MapNode) => { readonly found: readonly Overlay[]; readonly compared: number };
}

export const noOverlays: Overlays = { all: [], matching: () => ({ found: [], compared: 0 }) };

/** Creates an index of `all`. */
export function createOverlays(all: readonly Overlay[]): Overlays {
	if (all.length === 0) return noOverlays;
	const uses = countLabels(all);
	const index = new Map<string, { readonly order: number; readonly overlay: Overlay }[]>();
	for (const [order, overlay] of all.entries()) {
		const { kind, name, labels } = overlay.target;
		const key = keyOf(kind, name, rarest(labels, uses));
		const list = index.get(key);
		if (list) list.push({ order, overlay });
		else index.set(key, [{ order, overlay }]);
	}
	return {
		all,
		matching: (document) => {
			const metadata = member(document, "metadata");
			const labels = labelsOf(member(metadata, "labels"));
			const kinds = [...new Set([undefined, textOf(document, "kind")])];
			const names = [...new Set([undefined, textOf(metadata, "name")])];
			const marks = [
				undefined,
				...[...labels].map(([label, text]) => markOf(label, text)).filter((one) => uses.has(one)),
			];
			const candidates = kinds.flatMap((kind) =>
				names.flatMap((name) => marks.flatMap((mark) => index.get(keyOf(kind, name, mark)) ?? [])),
			);
			const found = candidates
				.filter(({ overlay }) => [...overlay.target.labels].every(([label, text]) => labels.get(label) === text))
				.sort((a, b) => a.order - b.order)
				.map(({ overlay }) => overlay);
			return { found, compared: candidates.length };
		},
	};
}

/** The labels of a manifest or target as texts, even if the values have other types. */
export function labelsOf(node: Node | undefined): ReadonlyMap<string, string> {
	if (node?.type !== "map") return new Map();
	return new Map([...node.entries.keys()].map((key) => [key, textOf(node, key) ?? ""]));
}

/** The number of overlays that require each label and value. */
function countLabels(all: readonly Overlay[]): ReadonlyMap<string, number> {
	const uses = new Map<string, number>();
	for (const { target } of all) {
		for (const [label, text] of target.labels) {
			const mark = markOf(label, text);
			uses.set(mark, (uses.get(mark) ?? 0) + 1);
		}
	}
	return uses;
}

/** The label required by the fewest overlays is the most selective index key. */
function rarest(labels: ReadonlyMap<string, string>, uses: ReadonlyMap<string, number>): string | undefined {
	let best: string | undefined;
	for (const [label, text] of labels) {
		const mark = markOf(label, text);
		if (best === undefined || (uses.get(mark) ?? 0) < (uses.get(best) ?? 0)) best = mark;
	}
	return best;
}

function markOf(label: string, text: string): string {
	return JSON.stringify([label, text]);
}

function keyOf(kind: string | undefined, name: string | undefined, mark: string | undefined): string {
	return JSON.stringify([kind, name, mark]);
}
