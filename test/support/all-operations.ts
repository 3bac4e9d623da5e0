/**
 * Proves that what evenkeel asks to be allowed and what it does are the same: over the whole suite every operation that it can
 * send was sent. (That it sends no other is the compiler's to see.) A run of a part of the suite proves nothing, and says nothing.
 */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
	export interface ProvidedContext {
		/** Where each worker writes the operations that it has seen. */
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
		// Loaded only now, since it loads the SDK.
		const { operationNames } = await import("../../src/aws/operations.ts");
		const missing = operationNames().filter((operation) => !seen.has(operation));
		if (missing.length === 0) return;
		// What a teardown throws is told, and not counted as a failure.
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
