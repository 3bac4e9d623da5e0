// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are evenkeel's variables, not JavaScript's
/**
 * What is said when a text is neither YAML nor JSON. The parser tells where it stopped and why in its own terms; what the
 * writer did is mostly one of a few things, told here from the text around the place and said in plain words.
 */
import { YAMLException } from "js-yaml";
import type { Problem } from "../model/manifest.ts";
import type { Source } from "./node.ts";
import { errorAt, errorInFile } from "./problem.ts";

/** The place where reading stopped, as the hints look at it. */
interface Stop {
	readonly text: string;
	readonly offset: number;
	/** The whole line, and what stands on it before and after the place. */
	readonly line: string;
	readonly before: string;
	readonly after: string;
}

/** A usual mistake: said when the parser's reason and the text fit. */
interface Hint {
	readonly reason: RegExp;
	readonly fits?: (stop: Stop) => boolean;
	readonly sentence: string;
}

const inFlow = /^missed comma|^expected the node content|flow collection$/;
const inMapping = /^bad indentation of a mapping entry/;
const atEnd = /^end of the stream|^directives end mark/;

/** The first that fits is said, so that what is told for certain from the text comes before guesses. */
const hints: readonly Hint[] = [
	{
		reason: inFlow,
		fits: ({ before, after }) => before.endsWith("$") && after.startsWith("{"),
		sentence: 'Put quotes around a variable inside { } and [ ], as in { name: "${NAME}" }.',
	},
	{
		reason: /./,
		fits: ({ text }) => /^(<{7}|>{7}) /m.test(text),
		sentence: "The file holds the marks of a Git merge (<<<<<<<): settle the conflict first.",
	},
	{
		reason: /./,
		fits: ({ line }) => /\{\{/.test(line),
		sentence: "Text in {{ }} belongs to a template language; render it before, or write variables as ${NAME}.",
	},
	{ reason: /^tab characters/, sentence: "The line is indented with a tab. Use spaces." },
	{ reason: /^null byte|non-printable|^expected valid JSON/, sentence: "There is a character here that is no text." },
	{
		reason: /single quoted|double quoted/,
		sentence: "A quote is opened and never closed.",
	},
	{
		reason: /^unexpected end of the stream within a flow/,
		sentence: "A { or [ is opened and never closed.",
	},
	{
		reason: /^deficient indentation/,
		sentence:
			"A quote, { or [ above is not closed, or what stands in it is not indented further than the name it belongs to.",
	},
	{
		reason: inMapping,
		fits: ({ before, after }) => /^[@`%]/.test(after) && before.trim() !== "",
		sentence: "A value cannot begin with this sign. Put quotes around the value.",
	},
	{
		reason: inMapping,
		fits: ({ before, after }) => /^[}\]]/.test(after) && before.trim() !== "",
		sentence: "A bracket is closed here that was not opened. Where it belongs to the value, put quotes around it.",
	},
	{
		reason: inMapping,
		fits: ({ before, after }) => after.startsWith("- ") && /:\s+$/.test(before),
		sentence: "A list begins on a line of its own: write its first - under the name, indented.",
	},
	{
		reason: inMapping,
		fits: ({ before, after }) => after.startsWith(":") && /:\s/.test(before),
		sentence: "A value that holds a colon and a space needs quotes around it.",
	},
	{
		reason: inMapping,
		fits: ({ before, after }) => /["']\s*$/.test(before) && !after.startsWith(":"),
		sentence:
			'Nothing may follow the closing quote. A quote inside the text is written twice in \'…\', and \\" in "…".',
	},
	{
		reason: inMapping,
		fits: ({ after }) => after.startsWith("-"),
		sentence: "A list item stands among names here. Indent it under the name that the list belongs to.",
	},
	{
		reason: /^bad indentation/,
		sentence: "The line is not indented like those that it belongs to. Begin it in the same column as they do.",
	},
	{
		reason: /^can not read a block mapping entry|^a whitespace character is expected after the key/,
		sentence:
			"A line here, or the one above, lacks its colon: a name is followed by a colon and a space, as in name: value.",
	},
	{
		reason: atEnd,
		fits: ({ after }) => /^[}\]]/.test(after),
		sentence: "A bracket is closed here that was not opened.",
	},
	{
		reason: atEnd,
		fits: ({ after }) => /^[{[]/.test(after),
		sentence: "A second document begins here. Write --- between the two, or make a JSON list of them.",
	},
	{
		reason: atEnd,
		fits: ({ line }) => line.startsWith("---"),
		sentence: "Write --- on a line of its own.",
	},
	{
		reason: atEnd,
		sentence:
			"This line does not belong to what is above it: it is indented differently, or a colon has no space after it.",
	},
	{
		reason: /^expected the node content/,
		sentence: "There is a comma too many.",
	},
	{
		reason: /^missed comma/,
		sentence:
			"A comma is missing inside { } or [ ], a bracket is closed by one of another sort, or a text with : or a bracket in it needs quotes.",
	},
	{
		reason: /^unknown escape|^expected hexadecimal/,
		sentence: "In double quotes a backslash has a meaning of its own. Write it twice, or use single quotes.",
	},
	{
		reason: /^name of an (alias|anchor)/,
		sentence: "A value cannot begin with * or &. Put quotes around it.",
	},
	{
		reason: /^a line break is expected|block scalar/,
		sentence: "After | or > the text begins on the next line, indented.",
	},
];

/** The problem of a text that the parser gave up on. `depth` is how deep it was allowed to go. */
export function syntaxProblem(source: Source, failure: unknown, depth: number): Problem {
	if (!(failure instanceof YAMLException)) {
		return errorInFile(source.file, "syntax", "The file cannot be read as YAML or JSON.");
	}
	const offset = failure.mark?.position ?? 0;
	if (failure.reason.startsWith("nesting exceeded")) {
		return errorAt({ source, offset }, "too-deep", `Lists and maps may be nested at most ${depth} deep.`);
	}
	const stop = stopAt(source.text, offset);
	const hint = hints.find(({ reason, fits }) => reason.test(failure.reason) && (fits?.(stop) ?? true));
	// Reasons that quote the text are cut, since the text may hold a secret.
	const reason = failure.reason.replace(/[:"`'].*$/s, "").trim();
	const sentence = hint?.sentence ?? `The parser says: ${reason}.`;
	return errorAt({ source, offset }, "syntax", `The file cannot be read as YAML or JSON. ${sentence}`);
}

function stopAt(text: string, offset: number): Stop {
	const start = text.lastIndexOf("\n", offset - 1) + 1;
	const end = text.indexOf("\n", offset);
	const line = text.slice(start, end < 0 ? text.length : end);
	return { text, offset, line, before: line.slice(0, offset - start), after: line.slice(offset - start) };
}
