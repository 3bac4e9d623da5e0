// Writes the generated parts of docs/*.md between their markers, from the built program.
//
// npm run docs
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { transform } from "esbuild";
import { docsParts, filled, metricsPart } from "./docs-parts.mjs";

const dist = new URL("../dist/", import.meta.url);
const docs = new URL("../docs/", import.meta.url);

const load = (path) => import(new URL(path, dist));
const schema = (kind) => JSON.parse(readFileSync(new URL(`../schemas/${kind}.schema.json`, import.meta.url), "utf8"));
const { buildProgram } = await load("commands/program.js");
const { cliContext } = await load("commands/cli-context.js");
const given = { env: {}, cwd: ".", out() {}, error() {}, columns: undefined, signal: new AbortController().signal };

const { kinds } = await load("kinds/list.js");
const folderOf = (kind) => kind.replace(/(?<=[a-z])([A-Z])/g, "-$1").toLowerCase();

const code = {
	kinds,
	operations: await load("aws/operations.js"),
	iamPolicy: (await load("report/iam-policy.js")).iamPolicy,
	createMetrics: (await load("report/metrics.js")).createMetrics,
	policyFrom: (await load("manifest/policy.js")).policyFrom,
	exitCodes: (await load("commands/cli-context.js")).exitCodes,
	program: buildProgram(cliContext(given), () => {}),
	reasons: { ...(await load("report/catalogue/index.js")), samples: (await samplesIn("reason-samples")).sampleReasons },
	problems: {
		...(await load("report/catalogue/problems/index.js")),
		...(await load("report/problem-text.js")),
		samples: (await samplesIn("problem-samples")).sampleProblems,
	},
	schemas: Object.fromEntries(["Environment", ...kinds.names].map((kind) => [kind, schema(folderOf(kind))])),
};
const parts = { ...docsParts(code), metrics: await metricsPart(code) };
for (const name of readdirSync(docs).filter((file) => file.endsWith(".md"))) {
	const file = new URL(name, docs);
	const before = readFileSync(file, "utf8");
	const after = filled(before, parts);
	if (after === before) continue;
	writeFileSync(file, after);
	console.log(`written: docs/${name}`);
}

/** Samples that tests share, from a file that imports types alone. */
async function samplesIn(name) {
	const source = readFileSync(new URL(`../test/report/${name}.ts`, import.meta.url), "utf8");
	const { code: script } = await transform(source, { loader: "ts" });
	return import(`data:text/javascript,${encodeURIComponent(script)}`);
}
