import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { kinds as allKinds } from "../../src/kinds/list.ts";
import { isRecord } from "../../src/lib/json.ts";
import { schemaOf } from "../../src/manifest/schema.ts";

const kinds = ["Environment", ...allKinds.names];

describe("the committed schemas", () => {
	it("are what the generator makes", () => {
		const script = fileURLToPath(new URL("../../scripts/generate-schemas.mjs", import.meta.url));
		expect(execFileSync(process.execPath, [script, "--check"], { encoding: "utf8" })).toBe("schemas are up to date\n");
	});

	it("are there for each kind and no other", () => {
		const files = readdirSync(new URL("../../schemas/", import.meta.url));
		const kebab = kinds.map((kind) => kind.replace(/(?<=[a-z])([A-Z])/g, "-$1").toLowerCase());
		expect(files.sort()).toEqual(kebab.map((name) => `${name}.schema.json`).sort());
	});

	it.each(kinds)("say in words what each pattern of a %s allows", (kind) => {
		const wordless: unknown[] = [];
		const visit = (node: unknown): void => {
			if (Array.isArray(node)) node.forEach(visit);
			if (!isRecord(node)) return;
			const { pattern, patternErrorMessage: words } = node;
			if (typeof pattern === "string" && !(typeof words === "string" && /^Write [^\\^$]+\.$/.test(words)))
				wordless.push(node);
			Object.values(node).forEach(visit);
		};
		visit(schemaOf(kind).schema);
		expect(wordless).toEqual([]);
	});

	it.each(kinds)("describe a whole %s document", (kind) => {
		const { faults } = schemaOf(kind);
		const [first] = faults({});
		expect(first).toEqual({ path: [], code: "missing-field", params: { field: "apiVersion" } });
		expect(faults({ kind: "Other" }).map(({ code }) => code)).toContain("wrong-value");
	});
});
