/** The committed pages are what the generator makes, and what their prose names is there in the program. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as operations from "../../src/aws/operations.ts";
import { cliContext, exitCodes } from "../../src/commands/cli-context.ts";
import { buildProgram } from "../../src/commands/program.ts";
import { kinds } from "../../src/kinds/list.ts";
import { policyFrom } from "../../src/manifest/policy.ts";
import type { ConditionReason } from "../../src/model/status.ts";
import * as tags from "../../src/model/tags.ts";
import * as catalogue from "../../src/report/catalogue/index.ts";
import * as problems from "../../src/report/catalogue/problems/index.ts";
import { iamPolicy } from "../../src/report/iam-policy.ts";
import { createMetrics } from "../../src/report/metrics.ts";
import { wordedProblem } from "../../src/report/problem-text.ts";
import { sampleProblems } from "../report/problem-samples.ts";
import { sampleReasons } from "../report/reason-samples.ts";
import { pages } from "./pages.ts";

interface Generator {
	readonly docsParts: (code: object) => Record<string, string>;
	readonly metricsPart: (code: object) => Promise<string>;
	readonly filled: (text: string, parts: Readonly<Record<string, string>>) => string;
}

const root = new URL("../../", import.meta.url);
const scripts = new URL("scripts/docs-parts.mjs", root).href;
const given = { env: {}, cwd: ".", out() {}, error() {}, columns: undefined, signal: new AbortController().signal };
const program = buildProgram(cliContext(given), () => {});
const schema = (name: string): unknown =>
	JSON.parse(readFileSync(new URL(`schemas/${name}.schema.json`, root), "utf8"));
const folderOf = (kind: string) => kind.replace(/(?<=[a-z])([A-Z])/g, "-$1").toLowerCase();
const code = {
	kinds,
	operations,
	iamPolicy,
	createMetrics,
	policyFrom,
	exitCodes,
	program,
	reasons: { ...catalogue, samples: sampleReasons },
	problems: { ...problems, wordedProblem, samples: sampleProblems },
	schemas: Object.fromEntries(["Environment", ...kinds.names].map((kind) => [kind, schema(folderOf(kind))])),
};
const all = pages();
const everything = [...all.values()].join("\n");

describe("the generated parts", () => {
	it("are what `npm run docs` makes", async () => {
		const { docsParts, metricsPart, filled } = (await import(scripts)) as Generator;
		const parts = { ...docsParts(code), metrics: await metricsPart(code) };
		for (const [page, text] of all) expect(text, `run "npm run docs": ${page}`).toBe(filled(text, parts));
		for (const name of Object.keys(parts)) expect(everything).toContain(`<!-- generated: ${name} -->`);
	});
});

describe("what the pages name", () => {
	it("are flags and variables that the program has", () => {
		const options = program.commands.flatMap((command) => command.options);
		const flags = new Set([...options.map(({ long }) => long), "--help"]);
		const ofAws = ["--endpoint-url", "--region", "--vpc-id", "--attribute", "--namespace-name", "--service-name"];
		const ofGit = ["--depth", "--hard", "--unshallow"];
		const ofDocker = ["--rm", "--network"];
		const others = [...ofAws, ...ofGit, ...ofDocker];
		const named = [...everything.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([flag]) => flag);
		expect(named.filter((flag) => !flags.has(flag) && !others.includes(flag))).toEqual([]);
		const variables = new Set(options.map(({ envVar }) => envVar));
		const namedVariables = [...everything.matchAll(/\bEVENKEEL_[A-Z_]*[A-Z]\b/g)].map(([name]) => name);
		expect(namedVariables.filter((name) => !variables.has(name))).toEqual([]);
	});

	it("are metrics that Prometheus gets, with their labels", async () => {
		const text = await createMetrics(kinds.names, { now: () => 0, process: false }).text();
		const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
		const named = [...everything.matchAll(/\bevenkeel_[a-z_]+[a-z]\b/g)].map(([name]) => name);
		expect(named.length).toBeGreaterThan(20);
		expect(named.filter((name) => !known.has(name))).toEqual([]);
	});

	it("are all tags of ours", () => {
		const text = all.get("docs/AWS.md") ?? "";
		for (const tag of Object.values(tags)) expect(text).toContain(`\`${tag}\``);
	});
});

describe("the codes of problems", () => {
	const text = all.get("docs/PROBLEMS.md") ?? "";
	const known = Object.keys(problems.problemCatalogue).sort();

	it("are exactly those that the catalogue has", () => {
		const documented = [...text.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, name]) => name);
		expect([...documented].sort()).toEqual(known);
	});

	it("are all given somewhere", () => {
		const sources = ["src/manifest/", "src/kinds/", "src/source/"].flatMap((folder) =>
			readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
				.filter((name) => name.endsWith(".ts") && !name.endsWith("problems.ts"))
				.map((name) => readFileSync(new URL(folder + name, root), "utf8")),
		);
		expect(known.filter((code) => !sources.some((source) => source.includes(`"${code}"`)))).toEqual([]);
	});

	it("look in JSON as the page shows", () => {
		const example: unknown = JSON.parse(/```json problem\n([\s\S]*?)```/.exec(text)?.[1] ?? "");
		expect(sampleProblems.map(wordedProblem)).toContainEqual(example);
	});
});

describe("the codes of reasons", () => {
	const text = all.get("docs/REASONS.md") ?? "";
	const documented = [...text.matchAll(/^\| `([A-Z][A-Za-z]+)` \|/gm)].map(([, name]) => name);
	/** What conditions say where no reason explains them; one that is not listed does not compile. */
	const ofConditions: Record<ConditionReason, true> = {
		...{ InSync: true, Differs: true, Settled: true, NotStalled: true },
		...{ Healthy: true, Progressing: true, Degraded: true, Suspended: true, Missing: true, Unknown: true },
	};

	it("are exactly those that the catalogue and conditions have", () => {
		const known = new Set([...Object.keys(catalogue.catalogue), ...Object.keys(ofConditions)]);
		expect([...new Set(documented)].sort()).toEqual([...known].sort());
	});

	it("are all given somewhere", () => {
		const sources = readdirSync(new URL("src/", root), { recursive: true, encoding: "utf8" })
			.filter((name) => name.endsWith(".ts") && !name.startsWith("report/"))
			.map((name) => readFileSync(new URL(`src/${name}`, root), "utf8"))
			.join("\n");
		const unused = Object.keys(catalogue.catalogue).filter((code) => !sources.includes(`because("${code}"`));
		expect(unused).toEqual([]);
	});
});

describe("links", () => {
	const linking = [...all, ...["CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"].map((name) => [name, ""] as const)];
	it.each(linking)("of %s lead somewhere", (page, known) => {
		const text = known || readFileSync(new URL(page, root), "utf8");
		const broken = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)]
			.map(([, target = ""]) => target)
			.filter((target) => {
				const [path = "", anchor] = target.split("#");
				const file = path === "" ? new URL(page, root) : new URL(path, new URL(page, root));
				if (!existsSync(file)) return true;
				return anchor !== undefined && !anchorsOf(readFileSync(file, "utf8")).has(anchor);
			});
		expect(broken).toEqual([]);
	});
});

/** Headings as GitHub makes anchors of them. */
function anchorsOf(text: string): ReadonlySet<string> {
	const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
	return new Set(
		headings.map((heading) =>
			heading
				.toLowerCase()
				.replace(/[^\p{L}\p{N}\s_-]/gu, "")
				.replaceAll(" ", "-"),
		),
	);
}
