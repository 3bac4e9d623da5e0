/**
 * Checks that evenkeel's IAM policy matches its calls: the complete test suite sends every operation that evenkeel can
 * send. (The compiler ensures that it sends no others.) A partial run of the suite checks nothing and reports nothing.
 */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
	export interface ProvidedContext {
		/** The folder in which each worker records its operations. */
		readonly operationsFolder: string;
	}
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
	const folder = await mkdtemp(join(tmpdir(), "evenkeel-operations-"));
	project.provide("operationsFolder", folder);
	return async () => {
		const seen = await operationsIn(folder);
		await rm(folder, { recursive: true });
		if (!(await isWhole(project))) return;
		// Loaded late, because it loads the SDK.
		const { operationNames } = await import("../../src/aws/operations.ts");
		const missing = operationNames().filter((operation) => !seen.has(operation));
		if (missing.length === 0) return;
		// Vitest reports an error of a teardown but does not count it as a failure.
		process.stderr.write(`No test has evenkeel send ${missing.join(", ")}.\n`);
		process.exitCode = 1;
	};
}

async function operationsIn(folder: string): Promise<ReadonlySet<string>> {
	const files = await readdir(folder);
	const lists = await Promise.all(files.map(async (file) => JSON.parse(await readFile(join(folder, file), "utf8"))));
	return new Set(lists.flat());
}

async function isWhole(project: TestProject): Promise<boolean> {
	const { testFiles } = await project.globTestFiles();
	return project.vitest.state.getFiles().length >= testFiles.length && !project.vitest.config.testNamePattern;
}
