// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are evenkeel's variables, not JavaScript's
/** Files that are no YAML, as people write them: the sentence says what was done, and no word of it is the parser's. */
import { describe, expect, it } from "vitest";
import { parseFile } from "../../src/manifest/parse.ts";
import { problemText } from "../../src/report/problem-text.ts";

const mistakes: readonly (readonly [name: string, text: string, place: string, words: string])[] = [
	["a variable in a map of one line", "spec: { a: ${X} }", "1:13", "A variable inside { } and [ ] needs quotes"],
	["a variable in a list of one line", "spec:\n  a: [x, ${X}]", "2:11", 'as in { name: "${NAME}" }'],
	[
		"a variable inside a text in a map",
		"a: { b: http://${X.y}/c }",
		"1:17",
		"A variable inside { } and [ ] needs quotes",
	],
	["a tab", "spec:\n\ta: b", "2:1", "with a tab. Use spaces"],
	["a line too far left", "spec:\n  a: b\n c: d", "3:2", "Begin it in the same column"],
	["a line too far right", "a: b\n  c: d", "2:4", "Begin it in the same column"],
	["a list item too far left", "a:\n  - b\n - c", "3:2", "Indent it under the name"],
	["a list item among names", "a:\n  b: c\n  - d", "3:3", "Indent it under the name"],
	["a list item's members too far right", "a:\n- b\n  c: d", "3:4", "Begin it in the same column"],
	["a colon in a value", "a: http: x", "1:8", "a colon and a space needs quotes"],
	["no colon", "a: x\nb\nc: d", "3:2", "lacks its colon"],
	["no space after a colon", "c: d\na:b\n", "3:1", "lacks its colon"],
	["no space after the first colon", "a:b\nc: d", "2:2", "lacks its colon"],
	["a quote that stays open", 'a: "b\nc: d', "2:1", "is not closed"],
	["a last quote that stays open", "a: 'b", "1:6", "A quote is opened and never closed"],
	["a quote in a quote", "a: 'it's'", "1:8", "Nothing may follow the closing quote"],
	["a bracket that stays open", "a: [b, c\nd: e", "2:1", "is not closed"],
	["a last bracket that stays open", "a: { b: c", "1:10", "A { or [ is opened and never closed"],
	["a bracket of another sort", "a: [b, c}", "1:9", "closed by one of another sort"],
	["a bracket too many", '{"a": 1}}', "1:9", "closed here that was not opened"],
	["a comma that is missing", '{"a": 1 "b": 2}', "1:12", "A comma is missing"],
	["a comma that is missing beside a variable", 'a: { b: "${X}" c: d }', "1:16", "A comma is missing"],
	["a comma too many", "a: [,b]", "1:5", "a comma too many"],
	["a value that begins with @", "a: @b", "1:4", "Put quotes around the value"],
	["a value that is *", "a: *", "1:5", "cannot begin with * or &"],
	["a list on the name's line", "a: - b", "1:4", "on a line of its own"],
	["a backslash", 'a: "\\d"', "1:6", "a backslash has a meaning"],
	["two JSON documents", '{"a":1}\n{"b":2}', "2:1", "A second document begins here"],
	["a document mark with more on its line", "a: b\n--- c: d", "2:6", "Write --- on a line of its own"],
	["a merge conflict", "<<<<<<< HEAD\na: b\n=======\na: c\n>>>>>>> x", "2:2", "Settle the conflict"],
	["a template", "{{- if .x }}\na: b", "1:3", "belongs to a template language"],
	["a block text on its mark's line", "a: |x\n b", "1:5", "begins on the next line"],
];

/** What the parser calls things. */
const jargon = /deficient|mapping entry|sequence entry|flow collection|scalar|stream|implicit|node content|parser/;

describe("a text that is no YAML", () => {
	it.each(mistakes)("on account of %s is refused in plain words", (_, text, place, words) => {
		const [problem] = parseFile("a.yaml", text).problems;
		const said = problem ? problemText(problem) : "nothing";
		expect(said).toContain(`a.yaml:${place} syntax `);
		expect(said).toContain(words);
		expect(said).not.toMatch(jargon);
	});

	it.each([
		["a template as a value", "a: {{ b }}", "odd-key", "There is no template language here"],
		["an asterisk", "a: *.example.com", "alias", "begins with * needs quotes"],
		["an exclamation mark", "a: !important", "custom-tag", "begins with ! needs quotes"],
		["one word", "a:b", "not-a-manifest", "a colon and a space"],
	])("what YAML takes otherwise than meant is told too: %s", (_, text, code, words) => {
		const [problem] = parseFile("a.yaml", text).problems;
		expect(problem?.code).toBe(code);
		expect(problem && problemText(problem)).toContain(words);
	});
});
