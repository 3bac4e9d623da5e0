/**
 * Diagnoses text that is neither YAML nor JSON. The parser reports a position and a message in its own wording, which is
 * ignored; the likely cause is derived from the text around the position.
 */
import { parseEvents, YAMLException } from "js-yaml";
import type { Problem } from "../model/problem.ts";
import type { Source } from "./node.ts";
import { errorAt, errorInFile } from "./problem.ts";
import { contextAt, type TextContext } from "./text-context.ts";

/** The place where parsing stopped. */
interface Stop extends TextContext {
	readonly text: string;
	/** The whole line, and its parts before and after the place. */
	readonly line: string;
	readonly before: string;
	readonly after: string;
	readonly isAtEnd: boolean;
	/** The last line above that is neither empty nor a comment. */
	readonly above: string;
	/** The last such line whose indentation does not exceed that of `line`. */
	readonly resourceContext: string;
}

/** The characters that YAML excludes (YAML 1.2.2, section 5.1), except tabs and line breaks. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern matches control characters.
const noText = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])/;

/** The first match is reported; certain causes precede guesses. */
const causes = {
	"variable in brackets": ({ brackets, before, after }) =>
		brackets > 0 && before.endsWith("$") && after.startsWith("{"),
	"merge conflict": ({ text }) => /^(<{7}|>{7}) /m.test(text),
	template: ({ line }) => /\{\{/.test(line),
	"no text": ({ text }) => noText.test(text),
	"unknown escape": ({ quote, before }) => quote === '"' && /\\([xuU][0-9a-fA-F]*)?$/.test(before),
	"open quote": ({ quote, isAtEnd, line, before }) =>
		quote !== undefined && (isAtEnd || (before === "" && /^(---|\.\.\.)(\s|$)/.test(line))),
	"open bracket": ({ brackets, isAtEnd }) => brackets > 0 && isAtEnd,
	"open or not indented": ({ quote, brackets, before, line, openedAt }) =>
		(quote !== undefined || brackets > 0) && before.trim() === "" && indentOf(line) <= openedAt,
	"comma too many": ({ brackets, before, after }) => brackets > 0 && after.startsWith(",") && /[[{,]\s*$/.test(before),
	"comma missing": ({ brackets }) => brackets > 0,
	tab: ({ line }) => /^ *\t/.test(line),
	"alias without name": ({ before }) => /(^|\s)[*&]$/.test(before),
	"text beside block mark": ({ before }) => /(^|[:-]\s+)[|>][-+0-9]*\s*$/.test(before),
	"mark with more on its line": ({ line }) => /^---\s*\S/.test(line),
	"bracket in value": ({ before, after }) => /^[}\]]/.test(after) && /(:|-|^)\s/.test(before),
	"bracket too many": ({ after }) => /^[}\]]/.test(after),
	"second document": ({ after, isFlow }) => isFlow && /^[{[]/.test(after),
	"value with sign": ({ before, after }) => /^[@`%]/.test(after) && before.trim() !== "",
	"list beside name": ({ before, after }) => after.startsWith("- ") && /:\s+$/.test(before),
	"colon in value": ({ before, after }) => after.startsWith(":") && /:\s/.test(before),
	"text after quote": ({ before, after }) => /["']\s*$/.test(before) && !after.startsWith(":"),
	"colon missing": (stop) => lacksColon(stop),
	"item among names": ({ before, after, resourceContext }) =>
		before.trim() === "" &&
		/^-(\s|$)/.test(after) &&
		isName(resourceContext) &&
		!resourceContext.slice(before.length).startsWith("- "),
	"indented otherwise": ({ isFlow }) => !isFlow,
	unknown: () => true,
} as const satisfies Readonly<Record<string, (stop: Stop) => boolean>>;

/** The usual cause of a parse failure at a place. */
export type SyntaxCause = keyof typeof causes;

/** The problem for a text that the parser rejected. `depth`: the depth limit used for parsing. */
export function syntaxProblem(source: Source, failure: unknown, depth: number): Problem {
	if (!(failure instanceof YAMLException)) return errorInFile(source.file, "syntax", { cause: "unknown" });
	const offset = failure.mark?.position ?? 0;
	if (isTooDeep(source.text, offset, depth)) {
		return errorAt({ source, offset }, "too-deep", { what: "values", most: depth });
	}
	const stop = stopAt(source.text, offset);
	const [cause] = Object.entries(causes).find(([, fits]) => fits(stop)) ?? ["unknown"];
	return errorAt({ source, offset }, "syntax", { cause: cause as SyntaxCause });
}

/** Whether only the depth limit stopped the parser: with one more level, it gets past the place. */
function isTooDeep(text: string, offset: number, depth: number): boolean {
	try {
		parseEvents(text, { maxDepth: depth + 1 });
		return true;
	} catch (failure) {
		return failure instanceof YAMLException && (failure.mark?.position ?? 0) > offset;
	}
}

function stopAt(text: string, offset: number): Stop {
	const start = text.lastIndexOf("\n", offset - 1) + 1;
	const end = text.indexOf("\n", offset);
	const line = text.slice(start, end < 0 ? text.length : end);
	return {
		...contextAt(text, offset),
		text,
		line,
		before: line.slice(0, offset - start),
		after: line.slice(offset - start),
		isAtEnd: text.slice(offset, offset + 4_096).trim() === "",
		above: lineAbove(text, start, Number.POSITIVE_INFINITY),
		resourceContext: lineAbove(text, start, indentOf(line)),
	};
}

function lineAbove(text: string, start: number, mostIndent: number): string {
	for (let end = start - 1; end >= 0; ) {
		const begin = text.lastIndexOf("\n", end - 1) + 1;
		const line = text.slice(begin, end);
		if (!/^\s*(#|$)/.test(line) && indentOf(line) <= mostIndent) return line;
		end = begin - 1;
	}
	return "";
}

/** Whether a colon is missing at the place, or on the line above with the same indentation. */
function lacksColon({ line, before, after, above }: Stop): boolean {
	if (line.trim() === "") return above !== "" && !isName(above) && !/^\s*-/.test(above);
	if (/^:\S/.test(after) && before.trim() !== "") return true;
	return above !== "" && !isName(above) && !/^\s*[-[{"']/.test(above) && indentOf(above) === indentOf(line);
}

/** Whether a line contains a key, including a key in a list item. */
function isName(line: string): boolean {
	return /^[^#"'[{]*:(\s|$)/.test(line) || /^\s*(-\s+)*["'][^"']*["']:(\s|$)/.test(line);
}

function indentOf(line: string): number {
	return line.length - line.trimStart().length;
}
