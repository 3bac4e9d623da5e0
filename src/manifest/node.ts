/**
 * A document as read: a tree that keeps, for every value, its source text and its place. Nothing is typed yet, because only
 * the schema knows whether `1.10` is a number or a version; and every later sentence can say file, line and column.
 */
import { itemKeys } from "../aws/structures.ts";
import { oncePer } from "../lib/once-per.ts";
import type { Place } from "../model/problem.ts";

/** One file's text, with the starts of its lines found when first needed. */
export interface Source {
	readonly file: string;
	readonly text: string;
	lineStarts?: readonly number[];
}

/** Where a value begins. */
export interface Origin {
	readonly source: Source;
	/** In UTF-16 code units from the start of the text. */
	readonly offset: number;
}

export interface ScalarNode extends Origin {
	readonly type: "scalar";
	readonly text: string;
	/** Quoted or block text is text and nothing else; a plain one may turn out to be a number, a boolean or null. */
	readonly quoted: boolean;
}

export interface ListNode extends Origin {
	readonly type: "list";
	readonly items: readonly Node[];
}

export interface MapNode extends Origin {
	readonly type: "map";
	readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
	readonly key: Origin;
	readonly value: Node;
}

export type Node = ScalarNode | ListNode | MapNode;

/** Line and column of an origin, counted from 1. */
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

/** Whether a scalar is YAML's null, said on purpose. */
export function isNull(node: Node): boolean {
	return node.type === "scalar" && !node.quoted && /^(null|Null|NULL|~)$/.test(node.text);
}

/** The value under a key of a map; undefined where the node is no map or has no such key. */
export function member(node: Node | undefined, key: string): Node | undefined {
	return node?.type === "map" ? node.entries.get(key)?.value : undefined;
}

/** The text of a scalar under a key. */
export function textOf(node: Node | undefined, key: string): string | undefined {
	const value = member(node, key);
	return value?.type === "scalar" && !isNull(value) ? value.text : undefined;
}

/**
 * The origin of what a path leads to, or of the nearest thing above it that was written. A step into a list is an item's
 * position or the text of its key.
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

/** A list with thousands of wrong items is asked for each of them. */
const itemsByText = oncePer((list: ListNode): ReadonlyMap<string, Node> => {
	// The first item of each text that stands under one of the keys.
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
