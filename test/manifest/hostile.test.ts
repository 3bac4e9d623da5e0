// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are evenkeel's variables, not JavaScript's
/**
 * Manifests are untrusted input. Each of these is refused with a fixed code and a place; nothing crashes, nothing hangs, and
 * nothing of the text reaches the prototypes of objects.
 */
import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/lib/random.ts";
import { codes, identities, loadFiles, manifest, texts } from "./snapshots.ts";

const good = manifest("Cluster", "shop");
const head = "apiVersion: evenkeel/v1alpha1\nkind: Cluster\nmetadata: { name: shop }\n";
const keys = Array.from({ length: 2_001 }, (_, index) => `k${index}: v`).join(", ");

describe("bad input", () => {
	const cases: readonly (readonly [name: string, text: string, expected: string])[] = [
		["deep nesting", `${head}spec: ${"[".repeat(1_000)}`, "too-deep at a.yaml:4:70"],
		["deep maps", `${head}spec: ${"{a: ".repeat(1_000)}`, "too-deep at a.yaml:4:256"],
		["one wide map", `${head}spec: {${keys}}`, "too-many-keys at a.yaml:4:7"],
		["one long list", `${head}spec: [${"a, ".repeat(5_001)}]`, "too-many-items at a.yaml:4:7"],
		["an alias", `${head}spec:\n  clusterName: *x\n`, "alias at a.yaml:5:17"],
		["an anchor", `${head}spec: &x {}\n`, "anchor at a.yaml:4:8"],
		["a merge key", `${head}spec:\n  <<: {}\n`, "merge-key at a.yaml:5:3"],
		["a tag", `${head}spec: !!js/function {}\n`, "custom-tag at a.yaml:4:7"],
		["a duplicate key", `${head}spec: {}\nspec: {}\n`, "duplicate-key at a.yaml:5:1"],
		["a key that is a map", `${head}spec: { ? {a: b} : c }\n`, "odd-key at a.yaml:4:11"],
		["__proto__", `${head}spec: { __proto__: { polluted: true } }\n`, "forbidden-key at a.yaml:4:9"],
		["constructor", `${head}spec:\n  tags: [{ constructor: x }]\n`, "forbidden-key at a.yaml:5:12"],
		["prototype", `${head}prototype: {}\nspec: {}\n`, "forbidden-key at a.yaml:4:1"],
		["a large file", `# ${"x".repeat(256 * 1024)}`, "file-too-large at a.yaml:1:1"],
		["many documents", "---\na: b\n".repeat(201), "too-many-documents at a.yaml:402:1"],
		["an unknown field", `${head}spec: {}\nspecs: {}\n`, "unknown-field at a.yaml:5:1"],
		["an unknown kind", "apiVersion: evenkeel/v1alpha1\nkind: Pod\n", "unknown-kind at a.yaml:2:1"],
		["another version", `${head.replace("v1alpha1", "v9")}spec: {}\n`, "wrong-value at a.yaml:1:1"],
		[
			"no name",
			"apiVersion: evenkeel/v1alpha1\nkind: Cluster\nmetadata: {}\nspec: {}\n",
			"missing-field at a.yaml:3:1",
		],
		["a variable in a name", `${head.replace("shop", "'${X}'")}spec: {}\n`, "wrong-form at a.yaml:3:13"],
		["a text", "hello\n", "not-a-manifest at a.yaml:1:1"],
		["something else", "services: { web: { image: web } }\n", "not-a-manifest at a.yaml:1:1"],
		["a null byte", `${head}spec: "\0"\n`, "syntax at a.yaml:4:8"],
		["tabs", `${head}spec:\n\tclusterName: x\n`, "syntax at a.yaml:5:1"],
		["an open bracket", `${head}spec: {\n`, "syntax at a.yaml:5:1"],
	];

	it.each(cases)("%s is refused", (_, text, expected) => {
		const loaded = loadFiles({ "a.yaml": text, "b.yaml": manifest("Cluster", "other") });
		expect(codes(loaded)).toContain(expected);
		expect(identities(loaded)).toEqual(["Cluster/other"]);
		expect(loaded.desired?.complete).toBe(false);
		expect(Object.keys(Object.prototype)).toEqual([]);
	});

	it("is reported without its values", () => {
		const text = `${head}spec: { clusterName: "s3cret`;
		expect(texts(loadFiles({ "a.yaml": text })).join()).not.toContain("s3cret");
	});

	it("does not get control characters of names into a terminal", () => {
		const text = `${head}spec: { "\\e[31mred": 1 }\n`;
		expect(texts(loadFiles({ "a.yaml": text })).join()).not.toContain("\u001b");
	});

	it("cannot make substitution quadratic or endless", () => {
		const value = "${".repeat(60_000);
		const loaded = loadFiles({ "a.yaml": `${head}spec: { clusterName: "${value}" }\n` });
		expect(codes(loaded)).toContain("bad-variable at a.yaml:4:22");
		expect(loaded.problems.length).toBeLessThan(30);
	});

	it("cannot grow without end through variables", () => {
		const environment = manifest(
			"Environment",
			"e",
			"owner: o",
			"variables:",
			`  BIG: ${"x".repeat(100_000)}`,
			`  LIST: [${"x, ".repeat(4_000)}]`,
		);
		const text = `${head}spec: { clusterName: "${"$BIG".repeat(1_000).replaceAll("$BIG", "${BIG}")}" }\n`;
		expect(codes(loadFiles({ "e.yaml": environment, "a.yaml": text }))).toContain(
			"too-large-with-variables at a.yaml:4:22",
		);
		const lists = `${head}spec: { capacityProviders: [${"'${LIST}', ".repeat(1_000)}] }\n`;
		expect(codes(loadFiles({ "e.yaml": environment, "a.yaml": lists })).join()).toContain("too-large-with-variables");
	});
});

/** Set to run more, such as in a campaign. */
const runs = Number(process.env.FUZZ_RUNS ?? 400);

describe(`${runs} mutated files`, () => {
	const others = [good, manifest("Namespace", "internal", "Type: DNS_PRIVATE", "Vpc: vpc-1")].join("---\n");
	const corpus = [
		manifest("Cluster", "other", "tags: [{ key: a, value: b }]"),
		manifest(
			"Environment",
			"e",
			"owner: o",
			"variables: { A: [x, y], B: z }",
			"patches: [{ target: { kind: Cluster }, spec: { clusterName: b } }]",
		),
		manifest("Service", "api", "cluster: shop", "desiredCount: 1", "taskDefinition: 'api:1'"),
		manifest("TaskDefinition", "api", "cpu: '256'", "containerDefinitions: [{ name: web, image: web, memory: 5 }]"),
		manifest("Registry", "api", "NamespaceId: internal", "HealthCheckCustomConfig: {}"),
		manifest("Namespace", "other", "Type: DNS_PRIVATE", "Vpc: v"),
		JSON.stringify({ apiVersion: "evenkeel/v1alpha1", kind: "Cluster", metadata: { name: "x" }, spec: { tags: [] } }),
	];
	const values = [
		"true",
		"5",
		"-1",
		"1.5",
		"null",
		"~",
		"''",
		"[]",
		"{}",
		"[{}]",
		"x",
		"shop",
		"internal",
		"'5'",
		"${A}",
		"A",
	];
	const pieces = [
		"{",
		"}",
		"[",
		"]",
		":",
		"- ",
		"\n",
		"  ",
		"'",
		'"',
		"|",
		">",
		"&a ",
		"*a",
		"!!x ",
		"null",
		"~",
		"${",
		"}",
		"$${",
		"---\n",
		"<<",
		"__proto__",
		"\u0000",
		"\ud800",
		"1e999",
		"0x1",
		"?",
		"#",
		"%",
		"\t",
		"-1",
		"true",
	];

	it("never crash, and leave the prototypes alone", () => {
		const seed = Number(process.env.FUZZ_SEED ?? randomBytes(4).readUInt32LE());
		const random = seededRandom(seed);
		const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
		/** Bytes put in and taken out: mostly no YAML any more. */
		const mutated = (text: string) => {
			let result = text;
			for (let edits = Math.floor(random() * 4); edits >= 0; edits -= 1) {
				const at = Math.floor(random() * result.length);
				const cut = random() < 0.5 ? Math.floor(random() * 12) : 0;
				const put = random() < 0.7 ? pick(pieces) : pick(corpus).slice(at, at + 20);
				result = result.slice(0, at) + put + result.slice(at + cut);
			}
			return result;
		};
		/** One word replaced by a value of another type: mostly good YAML, and a wrong manifest. */
		const swapped = (text: string) => {
			const words = [...text.matchAll(/[\w./-]+/g)];
			const word = pick(words);
			return text.slice(0, word.index) + pick(values) + text.slice(word.index + word[0].length);
		};
		let accepted = 0;
		for (let run = 0; run < runs; run += 1) {
			const text = random() < 0.5 ? swapped(pick(corpus)) : mutated(pick(corpus));
			try {
				const loaded = loadFiles({ "a.yaml": text, "b.yaml": others });
				if (loaded.problems.length === 0) accepted += 1;
				for (const { place, code } of loaded.problems) {
					if (!(place.line > 0 && place.column > 0 && code)) throw new Error("a problem without a place");
				}
				if ("polluted" in {} || Object.keys(Object.prototype).length > 0) throw new Error("a prototype changed");
			} catch (failure) {
				throw new Error(`seed ${seed}, run ${run}: ${JSON.stringify(text)}`, { cause: failure });
			}
		}
		// Were nothing accepted, or everything, the mutations would not be worth much.
		expect(accepted).toBeGreaterThan(0);
		expect(accepted).toBeLessThan(runs);
	});
});
