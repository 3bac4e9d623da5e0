/**
 * What is collected below one root, and what is wrong with it. The folder is untrusted: whatever is wrong with one file becomes
 * a problem of that file, and the rest is taken.
 */
import type { BigIntStats } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { Problem } from "../model/manifest.ts";
import { SourceFailure, systemCode, TornRead } from "./failure.ts";

/** What one snapshot may hold, and how much of a folder is looked at for it. */
export interface Limits {
	readonly fileBytes: number;
	readonly totalBytes: number;
	readonly files: number;
	readonly folders: number;
	/** Names in all folders together, whatever they are. */
	readonly entries: number;
	readonly links: number;
	readonly depth: number;
}

export const defaultLimits: Limits = {
	fileBytes: 256 * 1024,
	totalBytes: 10 * 1024 * 1024,
	files: 2_000,
	folders: 10_000,
	entries: 200_000,
	links: 10_000,
	depth: 64,
};

/** A file that may be read: links are followed already, size and kind are checked. */
export interface Found {
	/** Relative to the root, with slashes, as the operator knows it. */
	readonly path: string;
	/** Where it really lies. */
	readonly real: string;
	readonly status: BigIntStats;
}

/** What was collected so far. */
export interface Tree {
	/** The real path of the root. */
	readonly root: string;
	readonly limits: Limits;
	readonly found: Map<string, Found>;
	readonly problems: Problem[];
	/** Real folders whose entries matter, and real files outside of them: what a watcher must watch. */
	readonly folders: Set<string>;
	/** Real folders at which a walk began: the environment's own, included ones, and those that links lead to. */
	readonly roots: Set<string>;
	/** Symbolic links that were met, by their real path, and what they lead to, as written. */
	readonly links: Map<string, string>;
	/** The path by which each real file and folder was first reached. */
	readonly names: Map<string, string>;
	/** Paths that the environment names and that are there under another path already. */
	readonly aliases: Map<string, string>;
	/** How many names were met. */
	entries: number;
	bytes: number;
	/** The latest change of anything looked at, milliseconds since the epoch. */
	newestAtMs: number;
	/** A limit is reached: nothing more is taken. */
	full: boolean;
}

export function emptyTree(root: string, limits: Limits): Tree {
	const collected = {
		...{ found: new Map(), problems: [], links: new Map(), names: new Map(), aliases: new Map() },
		...{ folders: new Set<string>(), roots: new Set<string>() },
	};
	return { root, limits, ...collected, entries: 0, bytes: 0, newestAtMs: 0, full: false };
}

/** Adds a problem of the whole file at `path`. */
export function addProblem(tree: Tree, path: string, code: string, sentence: string): void {
	tree.problems.push({ place: { file: path || ".", line: 1, column: 1 }, code, sentence, severity: "error" });
}

/** Adds the problem of a limit that is reached, and ends the collecting. */
export function endAt(tree: Tree, path: string, code: string, sentence: string): void {
	if (!tree.full) addProblem(tree, path, code, sentence);
	tree.full = true;
}

/** Notes `error` as a problem of that one file; throws it on, translated, where it is more than that. */
export function fileProblem(tree: Tree, path: string, error: unknown): void {
	const code = systemCode(error);
	if (code === undefined) throw error;
	if (code === "ENOENT" || code === "ENOTDIR" || code === "ESTALE" || code === "ELOOP") throw new TornRead();
	if (code !== "EACCES" && code !== "EPERM" && code !== "EIO" && code !== "ENAMETOOLONG") {
		throw new SourceFailure("unreadable", `${tree.root} cannot be read: the operating system answers ${code}.`);
	}
	addProblem(tree, path, "unreadable", `This cannot be read: the operating system answers ${code}.`);
}

/** Whether a path, made relative to a folder, lies in that folder or is it. */
export function isInside(path: string): boolean {
	return path !== ".." && !path.startsWith("../") && !isAbsolute(path);
}

/** Whether what really lies at `real` is called by that place, and not by a link to it. */
export function isOwnName(tree: Tree, path: string, real: string): boolean {
	return join(tree.root, path) === real;
}

/**
 * Takes a file if its kind and size allow; nothing has been opened yet. A file is taken once: under its own name where it has
 * been met by that, else under the first.
 */
export function take(tree: Tree, path: string, real: string, status: BigIntStats): void {
	if (tree.found.has(path)) return;
	const { limits } = tree;
	if (!status.isFile()) {
		addProblem(tree, path, "not-a-file", "This is no plain file but a pipe, a device, a socket or a folder: not read.");
		return;
	}
	const before = tree.names.get(real);
	if (before !== undefined) {
		if (!isOwnName(tree, path, real)) return void tree.aliases.set(path, before);
		tree.found.delete(before);
		tree.aliases.set(before, path);
		tree.bytes -= Number(status.size);
	}
	if (status.size > limits.fileBytes) {
		addProblem(tree, path, "file-too-large", `A file may hold at most ${limits.fileBytes / 1024} KiB; split it.`);
	} else if (tree.found.size >= limits.files) {
		endAt(tree, path, "too-many-files", `More than ${limits.files} files; this one and the rest are left out.`);
	} else if (tree.bytes + Number(status.size) > limits.totalBytes) {
		const most = `${limits.totalBytes / 1024 / 1024} MiB`;
		endAt(tree, path, "folder-too-large", `More than ${most} in all; this file and the rest are left out.`);
	} else {
		tree.bytes += Number(status.size);
		tree.names.set(real, path);
		tree.found.set(path, { path, real, status });
	}
}

/** Change time, not modification time: copies and archives bring old modification times along. */
export function touch(tree: Tree, status: BigIntStats): void {
	tree.newestAtMs = Math.max(tree.newestAtMs, Number(status.ctimeNs / 1_000_000n));
}
