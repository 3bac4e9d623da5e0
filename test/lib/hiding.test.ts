/** A secret is found however it is written, and nothing else is. */
import fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { createHiding } from "../../src/lib/hiding.ts";
import { quotedWord } from "../../src/lib/shell.ts";
import { escapeControls, visibleJson } from "../../src/lib/visible.ts";
import { countSteps } from "../support/steps.ts";

const html = (text: string) =>
	text.replace(/[&<>"']/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? "&#39;");
const xml = (text: string) => text.replace(/[&<>"'\n]/g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`);
const json = (text: string) => JSON.stringify(text);
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** Every way in which something of ours, of AWS's or of a tool's may write a value. */
const writings: Readonly<Record<string, (text: string) => string>> = {
	"as it is": (text) => text,
	JSON: json,
	"JSON in JSON": (text) => json(json(text)),
	"JSON in JSON in JSON": (text) => json(json(json(text))),
	"JSON in ASCII": (text) =>
		json(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
	"JSON with nothing unseen": (text) => visibleJson(json(text)),
	"a line for a terminal": escapeControls,
	"a URL": (text) => encodeURIComponent(text),
	"a form": (text) => new URLSearchParams({ a: text }).toString(),
	"a URL in a URL": (text) => encodeURIComponent(encodeURIComponent(text)),
	HTML: html,
	"JSON in HTML": (text) => html(json(text)),
	XML: xml,
	"a shell's word": quotedWord,
	YAML: (text) => dump({ a: [text] }),
	"YAML in short lines": (text) => dump({ a: text }, { lineWidth: 20 }),
	Markdown: (text) => text.replace(/[\\`*_[\]|~!$]/g, "\\$&"),
	"a manifest": (text) => text.replaceAll("${", () => "$${"),
	Base64: base64,
	"Base64 for URLs": (text) => Buffer.from(text).toString("base64url"),
	"Base64 in lines": (text) => base64(`user:${text}`).replace(/.{20}/g, "$&\n"),
	"Base64 of more": (text) => base64(`a ${text} b`),
	"broken over lines": (text) => text.replace(/.{5}/gsu, "$&\n      "),
};

const secrets = fc
	.string({
		unit: fc.oneof(
			fc.constantFrom(..."\"'\\\n$%<>&;{}`|*_é名😀 +=/#:a1Z"),
			fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
		),
		maxLength: 10,
	})
	.map((noise) => `kq7${noise}Vx9wZm${noise}t4`);

describe("a secret", () => {
	it.each(Object.keys(writings))("is hidden when it is written as %s", (name) => {
		const write = writings[name] ?? json;
		fc.assert(
			fc.property(
				secrets,
				fc.constantFrom("", "value ", "a=", '{"a":', "(", "\n"),
				fc.constantFrom("", " is bad.", ",", "}"),
				(secret, before, after) => {
					const written = write(secret);
					const shown = createHiding([secret]).hideIn(`${before}${written}${after}`);
					expect(shown).toContain("***");
					expect(shown).not.toContain(secret);
					expect(shown).not.toContain("Vx9wZm");
					if (!name.startsWith("Base64")) expect(shown.startsWith(before) && shown.endsWith(after)).toBe(true);
				},
			),
			{ numRuns: 150, seed: 3 },
		);
	});

	it.each([
		["at the end of a text", "Value 'canary-abcdefgh", true],
		["before an ellipsis", "canary-abc… is wrong", false],
		["before three dots", "Value canary-abcde... is wrong", false],
		["before three dots in JSON", String.raw`{"m":"Value \"canary-abcde...\" is wrong"}`, false],
	])("is hidden when it is cut off %s", (_, text, isCut) => {
		expect(createHiding(["canary-abcdefghijklmnop"]).hideIn(text, { isCut })).not.toContain("canary");
	});

	it("is hidden with those that contain it or lie across it", () => {
		const hiding = createHiding(["canary-1", "canary-12345678", "45678-other"]);
		expect(hiding.hideIn("a canary-12345678-other b canary-1 c")).toBe("a *** b *** c");
	});

	it.each([
		["in quotes", "Value 'canary-abcde' is wrong", "Value '***' is wrong"],
		["before a sentence goes on", "Value canary-abcdefgh: wrong", "Value ***: wrong"],
		["unless a longer word stands there", "canary-abcdefghXY is another", "canary-abcdefghXY is another"],
	])("is hidden when nothing says that it is cut off %s", (_, text, expected) => {
		expect(createHiding(["canary-abcdefghijklmnop"]).hideIn(text)).toBe(expected);
	});

	it("of several lines is hidden line by line, short lines aside", () => {
		const hiding = createHiding(["server {\n  token canary-abcdefghij;\n}"]);
		expect(hiding.hideIn("line 2: token canary-abcdefghij; server {")).toBe("line 2: *** server {");
	});

	it("of any length is hidden, and so are its parts", () => {
		const parts = Array.from({ length: 100 }, (_, at) => `canary${at * 7919}`);
		const hiding = createHiding([parts.join("")]);
		expect(hiding.hideIn(`a ${parts.join("")} b`)).toBe("a *** b");
		expect(hiding.hideIn(`a ${parts.slice(0, 60).join("")}`)).not.toContain("canary");
	});

	it("is found among many that begin alike, also when it is added later", () => {
		const many = Array.from({ length: 3000 }, (_, at) => `postgres://app:canary-${at * 7919}@db`);
		const hiding = createHiding(many);
		hiding.add(["postgres://app:canary-x@db"]);
		const text = [...many, "postgres://app:canary-x@db"].join(" ");
		expect(hiding.hideIn(text)).toBe(text.replace(/\S+/g, "***"));
		expect(hiding.hideIn("postgres://app:other@db")).toBe("postgres://app:other@db");
	});

	it("of signs alone is hidden", () => {
		const secret = `"'$\\+_"`;
		for (const write of [json, html, quotedWord, encodeURIComponent, (text: string) => json(json(text))]) {
			expect(createHiding([secret]).hideIn(`a ${write(secret)} b`)).toMatch(/^a .{0,3}\*\*\*.{0,3} b$/);
		}
	});
});

describe("what is no secret", () => {
	it.each([
		[["1", "on", "abc"], "1 on abc"],
		[["prod"], "product reproduction prod2 Cluster/produced"],
		[["in-sync"], "in sync"],
		[["admin"], "administrator"],
		[["canary-abcdefgh"], "canary canary-xyz canary."],
	])("stays although %j is one", (values, text) => {
		expect(createHiding(values).hideIn(text)).toBe(text);
	});

	it.each([
		[["prod"], "Cluster/prod prod, (prod)", "Cluster/*** ***, (***)"],
		[["5432"], "port 5432, 54321", "port ***, 54321"],
	])("stays around a short word %j", (values, text, expected) => {
		expect(createHiding(values).hideIn(text)).toBe(expected);
	});

	it("is as it was, whatever it is", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (text) => {
				expect(createHiding(["kq7Vx9wZmt4"]).hideIn(text)).toBe(text);
			}),
		);
	});
});

it("the time to hide secrets that begin alike grows with the text", () => {
	const steps = (size: number) => {
		const secrets = Array.from({ length: size }, (_, at) => `postgres://app:canary-${at * 7919}@db`);
		const hiding = createHiding([]);
		return countSteps(() => {
			// One is learnt and one line is written after the other, and then all is shown at once.
			for (const secret of secrets) {
				hiding.add([secret]);
				hiding.hideIn(`a line with postgres://app@db and ${secret}`);
			}
			hiding.hideIn(JSON.stringify(secrets));
		});
	};
	expect(steps(400) / steps(100)).toBeLessThan(1.3 * 4);
});
