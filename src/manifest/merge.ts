/**
 * Merges one tree over another, for defaults and patches. Maps merge by key, AWS lists by the field that identifies their
 * items; each value keeps its origin, so that a problem points to the right file.
 */
import { itemKeys, tagKeys } from "../aws/structures.ts";
import { type Entry, isNull, type ListNode, type MapNode, type Node, textOf } from "./node.ts";

/** Matches every existing item of a list. */
const everyItem = "*";

/** Maximum number of keys and items merged into one document. */
export const mostMerged = 50_000;

/** The merge state of one document. */
export interface Merging {
	/** Keys and items that may still be copied, from the base and from the overlay. */
	left: number;
}

/**
 * Merges `top` over `base`; `top` wins. Null removes a member; below the member `tagMap` it instead requires the tag's
 * absence. Once the limit is exceeded, `base` is returned unchanged.
 */
export function overlay(base: Node, top: Node, merging: Merging, tagMap?: string): Node {
	if (base.type === "map" && top.type === "map") return overlayMap(base, top, { keepNulls: false, tagMap }, merging);
	if (base.type === "list" && top.type === "list") return overlayList(base, top, merging);
	return top;
}

interface Nulls {
	/** Whether nulls are values of this map instead of removing its members. */
	readonly keepNulls: boolean;
	/** The member that contains such nulls. */
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

/** Merges items by their key field. Empty lists and lists whose items have no key field are replaced as a whole. */
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

/** A tag with the value null is not a removed member: it requires that the tag is absent in AWS. */
function overlayItem(base: Node | undefined, top: Node, key: string, merging: Merging): Node {
	if (base?.type !== "map" || top.type !== "map") return top;
	return overlayMap(base, top, { keepNulls: tagKeys.has(key) }, merging);
}

/** The first field that every item of both lists has. */
function keyOf(base: ListNode, top: ListNode): string | undefined {
	if (base.items.length === 0 || top.items.length === 0) return undefined;
	const items = [...base.items, ...top.items];
	return itemKeys.find((key) => items.every((item) => textOf(item, key) !== undefined));
}

function withoutKey(item: Node, key: string): Node {
	if (item.type !== "map") return item;
	return { ...item, entries: new Map([...item.entries].filter(([name]) => name !== key)) };
}
