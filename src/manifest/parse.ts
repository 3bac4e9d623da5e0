/**
 * Parses text into trees. Manifests are untrusted input: js-yaml only tokenizes, with a depth limit, and the builder here
 * rejects aliases, merge keys, tags, duplicate keys and keys of object prototypes. JSON is a subset of YAML, so one parser
 * reads both.
 */
import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE } from "js-yaml";
import type { ErrorParams, ParamsOf, Problem } from "../model/problem.ts";
import type { Entry, MapNode, Node, ScalarNode, Source } from "./node.ts";
import { errorAt, errorInFile } from "./problem.ts";
import { syntaxProblem } from "./syntax.ts";

/** The limits of one file. */
const limits = { bytes: 256 * 1024, depth: 64, keys: 2_000, items: 5_000, documents: 200, problems: 20 };

/** Keys that could access object prototypes. */
const magicKeys = new Set(["__proto__", "constructor", "prototype"]);

export interface ParsedFile {
	readonly source: Source;
	/** Documents that are maps. Empty documents are omitted. */
	readonly documents: readonly MapNode[];
	/** The number of keys and values. A map counts three times because it takes about three times the memory. */
	readonly values: number;
	/** Any error here makes the whole file invalid. */
	readonly problems: readonly Problem[];
}

/** Parses one file. Never throws for any text. */
export function parseFile(file: string, text: string): ParsedFile {
	const source: Source = { file, text };
	if (Buffer.byteLength(text) > limits.bytes) {
		return {
			source,
			documents: [],
			values: 0,
			problems: [errorInFile(file, "file-too-large", { mostKiB: limits.bytes / 1024 })],
		};
	}
	let events: Event[];
	try {
		events = parseEvents(text, { maxDepth: limits.depth });
	} catch (failure) {
		return { source, documents: [], values: 0, problems: [syntaxProblem(source, failure, limits.depth)] };
	}
	const reader: Reader = { source, events, next: 0, lastOffset: 0, values: 0, problems: [] };
	const documents = readDocuments(reader);
	return { source, documents, values: reader.values, problems: reader.problems.slice(0, limits.problems) };
}

/** The approximate time to parse a text, in microseconds. */
export function costOfParsing(text: string): number {
	return 10 + text.length / 4;
}

/** The parse state. Events are read strictly forward; problems are collected. */
interface Reader {
	readonly source: Source;
	readonly events: readonly Event[];
	next: number;
	/** The end of the last scalar. */
	lastOffset: number;
	/** The number of values read. */
	values: number;
	readonly problems: Problem[];
}

function readDocuments(reader: Reader): readonly MapNode[] {
	const documents: MapNode[] = [];
	let count = 0;
	while (reader.next < reader.events.length) {
		const event = reader.events[reader.next++];
		if (event?.type === EVENT_ID.DOCUMENT || event?.type === EVENT_ID.POP || !event) continue;
		reader.next -= 1;
		const node = readNode(reader);
		// JSON can represent several documents only as a list.
		const roots = node.type === "list" ? node.items : [node];
		count += roots.length;
		if (count > limits.documents) {
			reject(reader, node.offset, "too-many-documents", { most: limits.documents });
			break;
		}
		for (const root of roots) {
			if (root.type === "map") documents.push(root);
			else if (root.type === "list" || root.quoted || !/^(|~|null)$/i.test(root.text)) {
				reject(reader, root.offset, "not-a-manifest", { lacks: "map" });
			}
		}
	}
	return documents;
}

function readNode(reader: Reader): Node {
	const { source } = reader;
	const event = reader.events[reader.next++];
	reader.values += event?.type === EVENT_ID.MAPPING ? 3 : 1;
	if (event?.type === EVENT_ID.SCALAR) {
		refuseProperties(reader, event);
		const quoted = event.style !== SCALAR_STYLE.PLAIN;
		const text = event.valueStart < 0 ? "" : getScalarValue(source.text, event);
		return { type: "scalar", source, offset: startOf(reader, event), text, quoted };
	}
	if (event?.type === EVENT_ID.SEQUENCE) {
		refuseProperties(reader, event);
		const items: Node[] = [];
		while (!atPop(reader)) items.push(readNode(reader));
		if (items.length > limits.items) reject(reader, event.start, "too-many-items", { most: limits.items });
		return { type: "list", source, offset: event.start, items };
	}
	if (event?.type === EVENT_ID.MAPPING) {
		refuseProperties(reader, event);
		return { type: "map", source, offset: event.start, entries: readEntries(reader, event.start) };
	}
	const offset = event?.type === EVENT_ID.ALIAS ? event.anchorStart : source.text.length;
	reject(reader, offset, "alias");
	return { type: "scalar", source, offset, text: "", quoted: true };
}

function readEntries(reader: Reader, start: number): ReadonlyMap<string, Entry> {
	const entries = new Map<string, Entry>();
	let count = 0;
	let another = false;
	while (!atPop(reader)) {
		const key = readNode(reader);
		const value = readNode(reader);
		count += 1;
		if (count === limits.keys + 1) {
			reject(reader, start, "too-many-keys", { most: limits.keys });
		}
		if (key.type !== "scalar" || key.text === "") {
			reject(reader, key.offset, "odd-key", { isMap: key.type === "map" });
			continue;
		}
		// If a `---` is missing, every key of the next document is a duplicate; one error is enough.
		if (another && entries.has(key.text)) continue;
		another ||= key.text === "apiVersion" && entries.has(key.text);
		if (refuseKey(reader, key, entries)) continue;
		// The map already stores the key's text, and a folder may contain a million keys.
		entries.set(key.text, { key: { source: key.source, offset: key.offset }, value });
	}
	return entries;
}

function refuseKey(reader: Reader, { offset, quoted, text }: ScalarNode, entries: ReadonlyMap<string, Entry>): boolean {
	if (magicKeys.has(text)) reject(reader, offset, "forbidden-key", { key: text });
	else if (text === "<<" && !quoted) reject(reader, offset, "merge-key");
	else if (entries.has(text)) reject(reader, offset, "duplicate-key", { key: text });
	else return false;
	return true;
}

function refuseProperties(reader: Reader, event: { readonly anchorStart: number; readonly tagStart: number }): void {
	if (event.anchorStart >= 0) {
		reject(reader, event.anchorStart, "anchor");
	}
	if (event.tagStart >= 0) {
		reject(reader, event.tagStart, "custom-tag");
	}
}

/** An empty scalar has no place of its own, so it gets the end of the preceding scalar. */
function startOf(reader: Reader, event: Event & { readonly type: typeof EVENT_ID.SCALAR }): number {
	if (event.valueStart < 0) return reader.lastOffset;
	reader.lastOffset = event.valueEnd;
	return event.style === SCALAR_STYLE.PLAIN ? event.valueStart : Math.max(event.valueStart - 1, 0);
}

function atPop(reader: Reader): boolean {
	const event = reader.events[reader.next];
	if (event && event.type !== EVENT_ID.POP) return false;
	reader.next += 1;
	return true;
}

function reject<Code extends keyof ErrorParams>(
	reader: Reader,
	offset: number,
	code: Code,
	...params: ParamsOf<Code>
): void {
	// Computing the places of thousands of problems would let one file occupy the CPU.
	if (reader.problems.length < limits.problems) {
		reader.problems.push(errorAt({ source: reader.source, offset }, code, ...params));
	}
}
