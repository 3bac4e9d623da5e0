/**
 * Represents a parsed document as a tree in which every value keeps its source text and place. Values are untyped because
 * only the schema determines whether `1.10` is a number or a version.
 */
import { itemKeys } from "../aws/structures.ts";
import { oncePer } from "../lib/once-per.ts";
import type { Place } from "../model/problem.ts";

/** The text of one file. Line starts are computed on first use. */
export interface Source {
	readonly file: string;
	readonly text: string;
	lineStarts?: readonly number[];
}

/** The place where a value begins. */
export interface Origin {
	readonly source: Source;
	/** Offset from the start of the text, in UTF-16 code units. */
	readonly offset: number;
}

/** A scalar with its text as written. */
export interface ScalarNode extends Origin {
	readonly type: "scalar";
	readonly text: string;
	/** Quoted and block text is always a string; plain text may be a number, a boolean or null. */
	readonly quoted: boolean;
}

/** A list with its items. */
export interface ListNode extends Origin {
	readonly type: "list";
	readonly items: readonly Node[];
}

/** A map with its entries by key. */
export interface MapNode extends Origin {
	readonly type: "map";
	readonly entries: ReadonlyMap<string, Entry>;
}

/** The origin of a key, and its value. */
export interface Entry {
	readonly key: Origin;
	readonly value: Node;
}

export type Node = ScalarNode | ListNode | MapNode;

/** The line and column of an origin, counted from 1. */
export function placeOf({ source, offset }: Origin): Place {
	source.lineStarts ??= lineStarts(source.text);
	let low = 0;
	let high = source.lineStarts.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if ((source.lineStarts[middle] ?? 0) <= offset) low = middle;
		else high = middle - 1;
	}
	return { file: source.file, line: low + 1, column: offset - (source.lineStarts[low] ?? 0) + 1 };
}

/** Whether a scalar is an explicit YAML null. */
export function isNull(node: Node): boolean {
	return node.type === "scalar" && !node.quoted && /^(null|Null|NULL|~)$/.test(node.text);
}

/** The value of a key in a map; undefined if the node is not a map or has no such key. */
export function member(node: Node | undefined, key: string): Node | undefined {
	return node?.type === "map" ? node.entries.get(key)?.value : undefined;
}

/** The text of the scalar under a key; undefined if there is none or it is null. */
export function textOf(node: Node | undefined, key: string): string | undefined {
	const value = member(node, key);
	return value?.type === "scalar" && !isNull(value) ? value.text : undefined;
}

/**
 * The origin of the value at a path, or of its nearest ancestor that was written. A step into a list is the position of an
 * item or the text of its key.
 */
export function originAt(node: Node, path: readonly string[]): Origin {
	let origin: Origin = node;
	let current: Node = node;
	for (const step of path) {
		if (current.type === "map") {
			const entry: Entry | undefined = current.entries.get(step);
			if (!entry) return origin;
			origin = entry.key;
			current = entry.value;
		} else {
			const item: Node | undefined = current.type === "list" ? itemAt(current, step) : undefined;
			if (!item) return origin;
			origin = item;
			current = item;
		}
	}
	return origin;
}

function itemAt(list: ListNode, step: string): Node | undefined {
	return itemsByText(list).get(step) ?? list.items[Number(step)];
}

/** Cached, because a list may contain thousands of invalid items, each of which needs a lookup. */
const itemsByText = oncePer((list: ListNode): ReadonlyMap<string, Node> => {
	// The first item for each text of a key field.
	const index = new Map<string, Node>();
	for (const item of list.items) {
		for (const key of itemKeys) {
			const text = textOf(item, key);
			if (text !== undefined && !index.has(text)) index.set(text, item);
		}
	}
	return index;
});

function lineStarts(text: string): readonly number[] {
	const starts = [0];
	for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
	return starts;
}
