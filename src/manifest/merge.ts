/**
 * Laying one tree over another, for defaults and patches. Maps merge by key, AWS's lists by the field that tells their
 * items apart, and everything keeps the place where it was written, so that a problem points into the right file.
 */
import { itemKeys, tagKeys } from "../aws/structures.ts";
import { type Entry, isNull, type ListNode, type MapNode, type Node, textOf } from "./node.ts";

/** Stands for every item that is there already. */
const everyItem = "*";

/** How much one document may be merged. */
export const mostMerged = 50_000;

/** Carried through one document. */
export interface Merging {
	/** Keys and items that may still be copied, of what is below and of what is laid over it. */
	left: number;
}

/**
 * `top` over `base`: where both say something, `top` wins; null removes, except below the member `tagMap`, where it wants a tag
 * gone. Once nothing is left, `base` stays as it is.
 */
export function overlay(base: Node, top: Node, merging: Merging, tagMap?: string): Node {
	if (base.type === "map" && top.type === "map") return overlayMap(base, top, { keepNulls: false, tagMap }, merging);
	if (base.type === "list" && top.type === "list") return overlayList(base, top, merging);
	return top;
}

interface Nulls {
	/** Whether they are values of this map, instead of removing its members. */
	readonly keepNulls: boolean;
	/** The member in which they are. */
	readonly tagMap?: string | undefined;
}

function overlayMap(base: MapNode, top: MapNode, { keepNulls, tagMap }: Nulls, merging: Merging): MapNode {
	merging.left -= base.entries.size + top.entries.size;
	if (merging.left < 0) return base;
	const entries = new Map<string, Entry>(base.entries);
	for (const [key, entry] of top.entries) {
		const below = entries.get(key);
		if (isNull(entry.value) && !keepNulls) entries.delete(key);
		else if (key === tagMap && below?.value.type === "map" && entry.value.type === "map") {
			const value = overlayMap(below.value, entry.value, { keepNulls: true }, merging);
			entries.set(key, { key: entry.key, value });
		} else entries.set(key, below ? { key: entry.key, value: overlay(below.value, entry.value, merging) } : entry);
	}
	return { ...top, entries };
}

/** Lists whose items have no such field, and empty ones, are replaced whole. */
function overlayList(base: ListNode, top: ListNode, merging: Merging): ListNode {
	merging.left -= base.items.length + top.items.length;
	if (merging.left < 0) return base;
	const key = keyOf(base, top);
	if (!key) return top;
	const items = [...base.items];
	const positions = new Map(base.items.map((item, position) => [textOf(item, key), position]));
	for (const item of top.items) {
		if (merging.left < 0) break;
		const text = textOf(item, key);
		const position = positions.get(text);
		if (text === everyItem) {
			const rest = withoutKey(item, key);
			for (let index = 0; index < base.items.length; index += 1) {
				items[index] = overlayItem(items[index], rest, key, merging);
			}
		} else if (position === undefined) {
			positions.set(text, items.push(item) - 1);
		} else {
			items[position] = overlayItem(items[position], item, key, merging);
		}
	}
	return { ...top, items };
}

/** A tag with the value null is not a removed member, it says that AWS's tag must be gone. */
function overlayItem(base: Node | undefined, top: Node, key: string, merging: Merging): Node {
	if (base?.type !== "map" || top.type !== "map") return top;
	return overlayMap(base, top, { keepNulls: tagKeys.has(key) }, merging);
}

/** The first field that tells all items of both lists apart. */
function keyOf(base: ListNode, top: ListNode): string | undefined {
	if (base.items.length === 0 || top.items.length === 0) return undefined;
	const items = [...base.items, ...top.items];
	return itemKeys.find((key) => items.every((item) => textOf(item, key) !== undefined));
}

function withoutKey(item: Node, key: string): Node {
	if (item.type !== "map") return item;
	return { ...item, entries: new Map([...item.entries].filter(([name]) => name !== key)) };
}
