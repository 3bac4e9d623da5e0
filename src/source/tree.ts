/**
 * Collects the files found below one root, and their problems.
 * The folder is untrusted: a fault in one file becomes a problem of that file, and the rest is read.
 */
import type { BigIntStats } from "node:fs";
import { isAbsolute, join } from "node:path";
import { type ErrorParams, errorHere, type ParamsOf, type Problem, startOf } from "../model/problem.ts";
import { because } from "../model/reason.ts";
import { SourceFailure, systemCode, TornRead } from "./failure.ts";

/** The limits of one snapshot, and of how much of a folder is searched. */
export interface Limits {
	readonly fileBytes: number;
	readonly totalBytes: number;
	readonly files: number;
	readonly folders: number;
	/** Names in all folders together, of any kind. */
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

/** A file that may be read: its links are resolved, its size and kind are checked. */
export interface Found {
	/** Relative to the root, with slashes, as the operator knows it. */
	readonly path: string;
	/** Its real path. */
	readonly real: string;
	readonly status: BigIntStats;
}

/** What one reading has found. */
export interface Tree {
	/** The real path of the root. */
	readonly root: string;
	readonly limits: Limits;
	readonly found: Map<string, Found>;
	readonly problems: Problem[];
	/** Real folders whose entries matter, and real files outside of them: the paths to watch. */
	readonly folders: Set<string>;
	/** Real folders at which a walk began: the environment's own, included ones, and link targets. */
	readonly roots: Set<string>;
	/** Symbolic links by their real path, with their targets as written. */
	readonly links: Map<string, string>;
	/** The path by which each real file and folder was first reached. */
	readonly names: Map<string, string>;
	/** Paths that the environment names and that were already reached by another path. */
	readonly aliases: Map<string, string>;
	/** The number of names found. */
	entries: number;
	bytes: number;
	/** The latest change of any entry, in milliseconds since the epoch. */
	newestAtMs: number;
	/** A limit is reached: nothing more is collected. */
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
export function addProblem<Code extends keyof ErrorParams>(
	tree: Tree,
	path: string,
	code: Code,
	...params: ParamsOf<Code>
): void {
	tree.problems.push(errorHere(startOf(path || "."), code, ...params));
}

/** Adds a problem of a reached limit, and stops collecting. */
export function endAt<Code extends keyof ErrorParams>(
	tree: Tree,
	path: string,
	code: Code,
	...params: ParamsOf<Code>
): void {
	if (!tree.full) addProblem(tree, path, code, ...params);
	tree.full = true;
}

/** Adds `error` as a problem of one file; throws a `SourceFailure` or `TornRead` for an error that affects the whole read. */
export function fileProblem(tree: Tree, path: string, error: unknown): void {
	const code = systemCode(error);
	if (code === undefined) throw error;
	if (code === "ENOENT" || code === "ENOTDIR" || code === "ESTALE" || code === "ELOOP") throw new TornRead();
	if (code !== "EACCES" && code !== "EPERM" && code !== "EIO" && code !== "ENAMETOOLONG") {
		throw new SourceFailure(because("PathUnreadable", { path: tree.root, systemCode: code }));
	}
	addProblem(tree, path, "unreadable", { systemCode: code });
}

/** Whether a path, relative to a folder, is inside that folder or equal to it. */
export function isInside(path: string): boolean {
	return path !== ".." && !path.startsWith("../") && !isAbsolute(path);
}

/** Whether `path` is the own path of the file at `real`, and not a link to it. */
export function isOwnName(tree: Tree, path: string, real: string): boolean {
	return join(tree.root, path) === real;
}

/**
 * Adds a file if its kind and size are allowed; it is not opened yet. Each file is added once: by its own path where that
 * was reached, else by the first path.
 */
export function take(tree: Tree, path: string, real: string, status: BigIntStats): void {
	if (tree.found.has(path)) return;
	const { limits } = tree;
	if (!status.isFile()) {
		addProblem(tree, path, "not-a-file");
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
		addProblem(tree, path, "file-too-large", { mostKiB: limits.fileBytes / 1024 });
	} else if (tree.found.size >= limits.files) {
		endAt(tree, path, "too-many-files", { most: limits.files });
	} else if (tree.bytes + Number(status.size) > limits.totalBytes) {
		endAt(tree, path, "folder-too-large", { mostMiB: limits.totalBytes / 1024 / 1024 });
	} else {
		tree.bytes += Number(status.size);
		tree.names.set(real, path);
		tree.found.set(path, { path, real, status });
	}
}

/** Records the change time, not the modification time: copies and archives keep old modification times. */
export function touch(tree: Tree, status: BigIntStats): void {
	tree.newestAtMs = Math.max(tree.newestAtMs, Number(status.ctimeNs / 1_000_000n));
}
