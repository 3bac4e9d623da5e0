/** Runs the Python tests with boto3: each method of `boto3/test_*.py` is a test here, all against one embedded AWS. */
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, inject, it } from "vitest";
import { startLocal } from "../support/command-line.ts";
import { awsEnvironment, runProcess, suiteSpeed } from "./support/process.ts";
import { toolPath } from "./support/tools.ts";

const folder = fileURLToPath(new URL("boto3", import.meta.url));

if (inject("tools").boto3) {
	const local = await startLocal(suiteSpeed);
	const files = (await readdir(folder)).filter((file) => file.startsWith("test_"));
	const runs = await Promise.all(files.map((file) => runUnittest(file, local.url)));
	await local.stop();
	describe.each(runs)("$file with boto3", ({ code, results, text }) => {
		it("runs to completion", () =>
			expect({ code, tests: results.length }, text).toEqual({ code: 0, tests: ran(text) }));
		it.each(results)("$name", ({ result }) => expect(result, text).toBe("ok"));
	});
} else {
	it.skip("boto3 could not be installed", () => {});
}

interface Run {
	readonly file: string;
	readonly code: number;
	/** The result of unittest for each test: `ok`, or another text. */
	readonly results: readonly { readonly name: string; readonly result: string }[];
	readonly text: string;
}

async function runUnittest(file: string, url: string): Promise<Run> {
	const env = { ...awsEnvironment(url), PYTHONDONTWRITEBYTECODE: "1" };
	const { code, error: text } = await runProcess(toolPath("python-clients", "python"), [file, "--verbose"], {
		cwd: folder,
		env,
	});
	const results = [...text.matchAll(/^test_(\w+) \(.*\) \.\.\. (.*)$/gm)].map(([, name = "", result = ""]) => ({
		name: name.replaceAll("_", " "),
		result,
	}));
	return { file, code, results, text };
}

/** The number of tests that unittest reports; 0 if it does not complete. */
function ran(text: string): number {
	return Number(/^Ran (\d+) test/m.exec(text)?.[1] ?? 0);
}
