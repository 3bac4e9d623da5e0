// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are evenkeel's variables, not JavaScript's
/** The wording of problems of YAML and JSON. */
import { shown } from "../../../lib/shown.ts";
import type { ProblemParams } from "../../../model/problem.ts";
import { numberText, type ProblemWordings } from "./wording.ts";

export const yaml: ProblemWordings<
	| "syntax"
	| "too-deep"
	| "too-many-documents"
	| "too-many-keys"
	| "too-many-items"
	| "duplicate-key"
	| "odd-key"
	| "forbidden-key"
	| "anchor"
	| "alias"
	| "merge-key"
	| "custom-tag"
> = {
	syntax: {
		severity: "error",
		cause: "It is neither YAML nor JSON; the place is where reading stopped, the message what usually causes it.",
		message: ({ cause }) => ["The file cannot be read as YAML or JSON.", causes[cause][0]].filter(Boolean).join(" "),
		remediation: ({ cause }) => causes[cause][1],
	},
	"too-deep": {
		severity: "error",
		cause: "Nested more than 64 deep, in a file or in folders.",
		message: ({ what, most }) =>
			`${what === "folders" ? "Folders" : "Lists and maps"} may be nested at most ${most} deep.`,
	},
	"too-many-documents": {
		severity: "error",
		cause: "More than 200 documents in one file.",
		message: ({ most }) => `The file contains more than ${most} documents.`,
		remediation: "Split it.",
	},
	"too-many-keys": {
		severity: "error",
		cause: "More than 2,000 keys in one map.",
		message: ({ most }) => `A map may have at most ${numberText(most)} keys.`,
	},
	"too-many-items": {
		severity: "error",
		cause: "More than 5,000 items in one list.",
		message: ({ most }) => `A list may have at most ${numberText(most)} items.`,
	},
	"duplicate-key": {
		severity: "error",
		cause: "A key twice in one map.",
		message: ({ key }) =>
			key === "apiVersion" ? "Another document begins here." : `The key ${shown(key)} is there twice.`,
		remediation: ({ key }) =>
			key === "apiVersion" ? "Write --- on a line of its own before it." : "Keep one of them.",
	},
	"odd-key": {
		severity: "error",
		cause: "A key that is no plain word.",
		message: ({ isMap }) =>
			isMap
				? "A key has to be a plain word, not a map. There is no template language here."
				: "A key has to be a plain word.",
		remediation: ({ isMap }) => (isMap ? 'Write variables as "${NAME}".' : undefined),
	},
	"forbidden-key": {
		severity: "error",
		cause: "`__proto__`, `constructor` or `prototype` as a key.",
		message: ({ key }) => `The key ${shown(key)} is not allowed anywhere.`,
	},
	anchor: {
		severity: "error",
		cause: "`&name`: anchors are not supported.",
		message: () => "YAML anchors and aliases are not supported, because a short file could expand to gigabytes.",
		remediation: "Write the value out where it is needed; a string that begins with & needs quotes.",
	},
	alias: {
		severity: "error",
		cause: "`*name`: aliases are not supported.",
		message: () => "YAML anchors and aliases are not supported, because a short file could expand to gigabytes.",
		remediation: "Write the value out; a string that begins with * needs quotes.",
	},
	"merge-key": {
		severity: "error",
		cause: "`<<`: merge keys are not supported.",
		message: () => "YAML merge keys (<<) are not supported.",
		remediation: "Write the members out, or use defaults.",
	},
	"custom-tag": {
		severity: "error",
		cause: "`!tag`: YAML tags are not supported.",
		message: () => "YAML tags are not supported.",
		remediation: "Remove it; a string that begins with ! needs quotes.",
	},
};

type Cause = ProblemParams["syntax"]["cause"];

/** What is wrong, and what to do. */
const causes: Readonly<Record<Cause, readonly [string, string?]>> = {
	"variable in brackets": [
		"A variable inside { } and [ ] needs quotes.",
		'Put quotes around it, as in { name: "${NAME}" }.',
	],
	"merge conflict": ["The file contains the marks of a Git merge (<<<<<<<).", "Settle the conflict first."],
	template: ["Text in {{ }} belongs to a template language.", "Render it before, or write variables as ${NAME}."],
	"no text": ["There is a character here that is no text."],
	"unknown escape": ["In double quotes a backslash has a meaning of its own.", "Write it twice, or use single quotes."],
	"open quote": ["A quote is opened and never closed."],
	"open bracket": ["A { or [ is opened and never closed."],
	"open or not indented": [
		"A quote, { or [ above is not closed, or what stands in it is not indented further than the name it belongs to.",
	],
	"comma too many": ["There is a comma too many."],
	"comma missing": [
		"A comma is missing inside { } or [ ], a bracket is closed by one of another sort, or a text with : or a bracket in it needs quotes.",
	],
	tab: ["The line is indented with a tab.", "Use spaces."],
	"alias without name": ["A value cannot begin with * or &.", "Put quotes around it."],
	"text beside block mark": ["After | or > the text begins on the next line, indented."],
	"mark with more on its line": ["There is more on the line of a document's mark.", "Write --- on a line of its own."],
	"bracket in value": [
		"A bracket is closed here that was not opened.",
		"Where it belongs to the value, put quotes around it.",
	],
	"bracket too many": ["A bracket is closed here that was not opened."],
	"second document": ["A second document begins here.", "Write --- between the two, or make a JSON list of them."],
	"value with sign": ["A value cannot begin with this sign.", "Put quotes around the value."],
	"list beside name": ["A list begins on a line of its own.", "Write its first - under the name, indented."],
	"colon in value": ["A value that contains a colon and a space needs quotes around it."],
	"text after quote": [
		"Nothing may follow the closing quote.",
		'Write a quote inside the text twice in \'…\', and \\" in "…".',
	],
	"colon missing": [
		"A line here, or the one above, lacks its colon.",
		"Write a colon and a space after the name, as in name: value.",
	],
	"item among names": ["A list item stands among names here.", "Indent it under the name that the list belongs to."],
	"indented otherwise": [
		"The line is not indented like those that it belongs to.",
		"Begin it in the same column as they do.",
	],
	unknown: [""],
};
