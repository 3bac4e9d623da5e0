/**
 * Folders that are small to send and large to read, given to the program as a process with a heap of 512 MiB: it ends with an
 * error that names the limit, and never runs out of memory.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildProgram, startProcess } from "../support/command-line.ts";
import { hostileFolders } from "../support/hostile-folders.ts";

let program: Awaited<ReturnType<typeof buildProgram>>;
let folder: string;

beforeAll(async () => {
	program = await buildProgram();
	folder = mkdtempSync(join(tmpdir(), "evenkeel-hostile-"));
});

afterAll(async () => {
	rmSync(folder, { recursive: true });
	await program.remove();
});

describe("a process with little memory", () => {
	it.each([
		["a large variable used in many documents", 200, "folder-too-costly"],
		["a large variable used in valid documents", 700, "folder-too-costly"],
		["lists of many maps", 290, "folder-too-costly"],
		["documents with many errors each", 1_200, "more-problems"],
	])("ends with an error: %s", async (name, size, code) => {
		const path = join(folder, name);
		mkdirSync(path);
		const files = hostileFolders.find((one) => one.name === name)?.files(size) ?? {};
		for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
		const argv = ["validate", "--path", path, "--owner", "o"];
		const { ended, text } = startProcess(program.file, argv, { NODE_OPTIONS: "--max-old-space-size=512" });
		expect(await ended).toBe(1);
		expect(text()).toContain(code);
	});
});
