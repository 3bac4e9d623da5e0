/** Removes given texts from other texts in any notation: JSON, URLs, quotes, Base64, or broken over lines. */
import { type Decoded, decoded, unquoted } from "./decoded.ts";
import { createTextPatterns, gramLength, type Match } from "./text-patterns.ts";

/** Texts to hide, indexed for searching. */
export interface Hiding {
	/** Hides `values` too. Values shorter than `shortestHidden` are ignored. */
	readonly add: (values: Iterable<string>) => void;
	/**
	 * Replaces each occurrence in `text` by a mark. With `isCut`, `text` may end in the middle of one; an ellipsis
	 * implies `isCut`.
	 */
	readonly hideIn: (text: string, options?: { readonly isCut?: boolean }) => string;
}

/** Shorter texts would match almost everywhere. */
export const shortestHidden = 4;
/** Shorter texts match whole words only: `prod` does not match in `product`. */
const shortestInWord = 8;
/** Minimum length of a match before a known truncation. */
const shortestCut = 6;
/** Minimum length of a match at the end of a text that may be truncated without a sign of it. */
const shortestBeginning = 12;
/** Lines of a longer text that are hidden individually; shorter ones, such as `server {`, are not specific to it. */
const shortestLine = 16;

/** Creates a redaction of `values`. The time grows with the text, and hardly with the number of values. */
export function createHiding(values: Iterable<string>, mark = "***"): Hiding {
	const patterns = createTextPatterns();
	const exact = new Set<string>();
	const add = (more: Iterable<string>) => {
		for (const value of new Set(more)) {
			if (value.length < shortestHidden) continue;
			const long = patternsOf(value).filter(({ length }) => length >= gramLength);
			const lines = linesOf(value).filter(({ length }) => length >= shortestLine);
			for (const pattern of [...long, ...lines, ...base64s(value)]) patterns.add(pattern);
			// Values that consist mostly of quoting characters.
			if (long.length === 0) for (const written of writings(value)) exact.add(written);
		}
	};
	add(values);

	function spansOf(within: Decoded, isCut: boolean): readonly Span[] {
		const spans: Span[] = [];
		patterns.search(within.units, (at, match) => {
			const length = lengthHidden(within, at, match, isCut);
			if (length > 0) spans.push([within.starts[at] ?? 0, within.ends[at + length - 1] ?? 0]);
		});
		return spans;
	}

	return {
		add,
		hideIn: (text, { isCut = false } = {}) => {
			if (patterns.isEmpty() && exact.size === 0) return text;
			const spans = viewsOf(text).flatMap((within) => spansOf(within, isCut));
			// A value may contain another one, and the remainder of a partial match would reveal the rest.
			const longestFirst = [...exact].sort((a, b) => b.length - a.length);
			return longestFirst.reduce((shown, value) => shown.replaceAll(value, mark), withoutSpans(text, spans, mark));
		},
	};
}

/** A value may contain something that looks like an escape sequence, which decoding would split. */
function patternsOf(value: string): readonly string[] {
	return [textOf(decoded(value)), ...(mayBeWritten.test(value) ? [textOf(unquoted(value))] : [])];
}

function linesOf(value: string): readonly string[] {
	return value.includes("\n") ? value.split("\n").flatMap(patternsOf) : [];
}

function textOf({ units }: Decoded): string {
	return Buffer.from(units.buffer, units.byteOffset, units.byteLength).toString("utf16le");
}

/** A line break may split an escape sequence. */
function viewsOf(text: string): readonly Decoded[] {
	if (!mayBeWritten.test(text)) return [unquoted(text)];
	return text.includes("\n") ? [decoded(text), unquoted(text)] : [decoded(text)];
}

const mayBeWritten = /[\\&%]/;

type Span = readonly [start: number, end: number];

/** The length of the secret at this position; 0 if there is none. */
function lengthHidden(within: Decoded, at: number, { whole, shared }: Match, isCut: boolean): number {
	const { units } = within;
	const found = whole.filter((length) => length >= shortestInWord || isWord(within, at, length)).at(-1) ?? 0;
	if (shared <= found || shared < shortestCut) return found;
	const rest = String.fromCharCode(...units.subarray(at + shared, at + shared + 3));
	if (/^(…|\.\.\.)/.test(rest) || (isCut && rest === "")) return shared;
	return shared >= shortestBeginning && !isJoined(within, at + shared - 1) ? shared : found;
}

const wordCharacter = /[\p{L}\p{N}]/u;

/** Whether the match is not part of a longer word. */
function isWord(within: Decoded, at: number, length: number): boolean {
	const joins = (first: number) => isWordUnit(within, first) && isJoined(within, first);
	return !joins(at - 1) && !joins(at + length - 1);
}

/** Whether a letter or digit directly follows a unit. */
function isJoined(within: Decoded, first: number): boolean {
	return within.ends[first] === within.starts[first + 1] && isWordUnit(within, first + 1);
}

function isWordUnit({ units }: Decoded, index: number): boolean {
	const unit = units[index];
	return unit !== undefined && wordCharacter.test(String.fromCharCode(unit));
}

function withoutSpans(text: string, spans: readonly Span[], mark: string): string {
	const parts: string[] = [];
	let next = -1;
	for (const [start, end] of [...spans].sort(([a], [b]) => a - b)) {
		if (end <= next) continue;
		if (start > next) parts.push(text.slice(Math.max(next, 0), start), mark);
		next = end;
	}
	return spans.length === 0 ? text : `${parts.join("")}${text.slice(next)}`;
}

/** Notations of a value of which decoding leaves almost nothing. */
function writings(value: string): readonly string[] {
	const json = JSON.stringify(value).slice(1, -1);
	const html = value.replace(
		/[&<>"']/g,
		(sign) => `&${{ "&": "amp", "<": "lt", ">": "gt", '"': "quot" }[sign] ?? "#39"};`,
	);
	const url = encodeURIComponent(Buffer.from(value).toString());
	const shell = value.replaceAll("'", "'\\''");
	return [value, json, JSON.stringify(json).slice(1, -1), html, url, shell, value.replaceAll("'", "''")];
}

/** The Base64 forms of a value at each of its three alignments; too short a value is not recognizable. */
function base64s(value: string): readonly string[] {
	const bytes = Buffer.from(value);
	const found = [0, 1, 2].flatMap((offset) => {
		const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
			.toString("base64")
			.replaceAll("=", "");
		const first = Math.ceil((offset * 8) / 6);
		const last = Math.floor(((offset + bytes.length) * 8) / 6);
		return [encoded.slice(first, last)];
	});
	const both = [...found, ...found.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"))];
	return [...new Set(both)].map((text) => textOf(unquoted(text))).filter(({ length }) => length >= shortestInWord);
}
