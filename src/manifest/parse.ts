/**
 * Text to trees. Manifests are untrusted input: js-yaml only tokenises, with a depth limit that holds on every bomb, and the
 * small builder here refuses whatever makes YAML surprising (aliases, merge keys, tags, duplicate and magic keys). JSON is
 * YAML, so one reader serves both.
 */
import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE } from "js-yaml";
import type { ErrorParams, ParamsOf, Problem } from "../model/problem.ts";
import type { Entry, MapNode, Node, ScalarNode, Source } from "./node.ts";
import { errorAt, errorInFile } from "./problem.ts";
import { syntaxProblem } from "./syntax.ts";

/** What one file may hold. */
const limits = { bytes: 256 * 1024, depth: 64, keys: 2_000, items: 5_000, documents: 200, problems: 20 };

/** Keys that would reach into the prototypes of objects. */
const magicKeys = new Set(["__proto__", "constructor", "prototype"]);

export interface ParsedFile {
	readonly source: Source;
	/** Documents that are maps; empty ones are left out. */
	readonly documents: readonly MapNode[];
	/** How many keys and values there are; a map counts three times, since it takes about that much memory. */
	readonly values: number;
	/** Any error here rejects the whole file. */
	readonly problems: readonly Problem[];
}

/** Reads one file. Never throws, whatever the text. */
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

/** About how many microseconds a text takes to parse. */
export function costOfParsing(text: string): number {
	return 10 + text.length / 4;
}

/** Events are read strictly forward; what is wrong is collected on the way. */
interface Reader {
	readonly source: Source;
	readonly events: readonly Event[];
	next: number;
	/** Where the last scalar ended. */
	lastOffset: number;
	/** How many were read. */
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
		// JSON has no way to hold several documents but a list.
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
		// One forgotten --- makes every key of the document after it a second one; telling it once is enough.
		if (another && entries.has(key.text)) continue;
		another ||= key.text === "apiVersion" && entries.has(key.text);
		if (refuseKey(reader, key, entries)) continue;
		// The text of the key is the map's already, and a folder has a million keys.
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

/** An empty scalar has no place of its own, so it gets the end of what was read before it. */
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
	// Sorting out the places of thousands of problems would itself be a way to keep this program busy.
	if (reader.problems.length < limits.problems) {
		reader.problems.push(errorAt({ source: reader.source, offset }, code, ...params));
	}
}
