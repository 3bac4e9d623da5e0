/**
 * Writes new files only.
 * The folder may contain links made by others, so nothing is written through a link or over a file.
 */
import type { Stats } from "node:fs";
import { lstat, mkdir, realpath, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { counted } from "../report/text.ts";
import { CommandFailure } from "./cli-context.ts";

/** A new file, at a path relative to the folder, with slashes. */
export interface NewFile {
	readonly file: string;
	readonly text: string;
}

/** Writes all of `files` below `folder`, or none if one cannot be written. Rejects with a `CommandFailure`. */
export async function writeNewFiles(folder: string, files: readonly NewFile[]): Promise<void> {
	try {
		await mkdir(folder, { recursive: true });
		const root = await realpath(folder);
		const paths = files.map(({ file, text }) => ({ path: join(root, file), text }));
		await refuseExisting(
			root,
			paths.map(({ path }) => path),
		);
		for (const { path, text } of paths) {
			await makeFolder(root, dirname(path));
			// Fails if a file or a link was created meanwhile.
			await writeFile(path, text, { flag: "wx" });
		}
	} catch (error) {
		if (error instanceof CommandFailure) throw error;
		throw new CommandFailure(`The files cannot be written: ${(error as Error).message}`);
	}
}

async function refuseExisting(root: string, paths: readonly string[]): Promise<void> {
	const existing: string[] = [];
	for (const path of paths) {
		await refuseLinks(root, dirname(path));
		if (await statusOf(path)) existing.push(path);
	}
	const [first] = existing;
	if (first === undefined) return;
	const others = existing.length === 1 ? "" : `, and so do ${counted(existing.length - 1, "other")}`;
	throw new CommandFailure(`${first} exists already${others}. Nothing is written: pass an empty folder with --to.`);
}

async function makeFolder(root: string, folder: string): Promise<void> {
	await mkdir(folder, { recursive: true });
	await refuseLinks(root, folder);
}

/** Rejects a folder below `root` that is a link, or that is reached through one. */
async function refuseLinks(root: string, folder: string): Promise<void> {
	const steps = relative(root, folder).split(sep);
	if (steps.includes("..")) throw new Error(`${folder} is not in ${root}`);
	let path = root;
	for (const step of steps.filter((one) => one !== "")) {
		path = join(path, step);
		const status = await statusOf(path);
		if (!status) return;
		if (status.isDirectory()) continue;
		const what = status.isSymbolicLink() ? "a link" : "no folder";
		throw new CommandFailure(`${path} is ${what}, and nothing is written through it: pass an empty folder with --to.`);
	}
}

async function statusOf(path: string): Promise<Stats | undefined> {
	try {
		return await lstat(path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
}
