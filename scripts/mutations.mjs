// `npm run mutations [-- TEXT]`: applies the mutations of planted-bugs.mjs to a copy of the tree, one at a time, and
// runs the tests that must notice. Prints a table and fails if no test notices a mutation. TEXT selects the rows that
// contain it.
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { plantedBugs } from "./planted-bugs.mjs";

const root = resolve(import.meta.dirname, "..");
const left = new Set(["node_modules", ".git", ".ci", ".tools", "coverage"]);
/** A mutation that makes a test wait forever is also noticed, because the test's own time limit is shorter. */
const longestRunMs = 600_000;

const wanted = process.argv[2] ?? "";
const bugs = plantedBugs.filter((bug) => JSON.stringify(bug).includes(wanted));
if (bugs.length === 0) throw new Error(`No planted bug contains ${JSON.stringify(wanted)}.`);
const copies = await Promise.all(Array.from({ length: Math.min(bugs.length, workers()) }, copyOfTree));
try {
	await tryAll();
} finally {
	await Promise.all(copies.map((copy) => rm(copy, { recursive: true, force: true })));
}

async function tryAll() {
	// Tests that fail without a mutation notice nothing.
	const failing = await firstFailure(copies[0], [...new Set(bugs.flatMap(({ tests }) => tests))]);
	if (failing) throw new Error(`Without any planted bug this fails: ${failing}`);
	const waiting = [...bugs];
	const survivors = [];
	await Promise.all(
		copies.map(async (copy) => {
			for (let bug = waiting.shift(); bug; bug = waiting.shift()) {
				const noticed = await plant(copy, bug);
				if (!noticed) survivors.push(bug);
				process.stdout.write(`| ${bug.breaks} | ${bug.bug} | ${noticed ?? "NOBODY NOTICES"} |\n`);
			}
		}),
	);
	process.stdout.write(`\n${bugs.length - survivors.length} of ${bugs.length} planted bugs are noticed.\n`);
	if (survivors.length > 0) process.exitCode = 1;
}

/** The first test that notices the mutation; undefined if none does. */
async function plant(copy, { file, from, to, tests }) {
	const path = join(copy, file);
	const text = await readFile(path, "utf8");
	const parts = text.split(from);
	if (parts.length !== 2) throw new Error(`${file} holds ${JSON.stringify(from)} ${parts.length - 1} times.`);
	await writeFile(path, parts.join(to));
	try {
		return await firstFailure(copy, tests);
	} finally {
		await writeFile(path, text);
	}
}

/** Runs tests and returns the first failure as "file: name"; undefined if all pass. */
async function firstFailure(copy, tests) {
	const report = join(copy, "report.json");
	await rm(report, { force: true });
	const argv = [
		"node_modules/vitest/vitest.mjs",
		"run",
		...tests,
		"--bail=1",
		"--reporter=json",
		`--outputFile=${report}`,
	];
	const failed = await new Promise((done) => {
		execFile(process.execPath, argv, { cwd: copy, timeout: longestRunMs, maxBuffer: 2 ** 26 }, (error) => done(error));
	});
	if (!failed) return undefined;
	const { testResults } = JSON.parse(await readFile(report, "utf8").catch(() => `{ "testResults": [] }`));
	for (const { name, assertionResults } of testResults) {
		const first = assertionResults.find(({ status }) => status === "failed");
		if (first) return `${basename(name)}: ${first.fullName}`;
	}
	// A file without results and without an error did not run, because --bail stopped at the failure of another one.
	const broken = testResults.find(({ message, assertionResults }) => assertionResults.length === 0 && message);
	if (broken) throw new Error(`${broken.name} could not be run: ${broken.message}`);
	throw new Error(`vitest has ended without saying why: ${failed.message}`);
}

async function copyOfTree() {
	const copy = await mkdtemp(join(tmpdir(), "evenkeel-mutations-"));
	await cp(root, copy, { recursive: true, filter: (path) => !left.has(basename(path)) });
	await symlink(join(root, "node_modules"), join(copy, "node_modules"));
	return copy;
}

function workers() {
	return Math.max(1, Math.floor(availableParallelism() / 2));
}
