/**
 * Collects manifest files below one root without ever leaving it. The folder is untrusted: names, kinds and sizes are
 * checked before a byte is read, whatever is wrong with one file becomes a problem of that file, and the rest is taken.
 */
import type { BigIntStats } from "node:fs";
import { lstat, readdir, readlink, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, posix, relative } from "node:path";
import type { Problem } from "../model/manifest.ts";
import { SourceFailure, systemCode, TornRead } from "./failure.ts";
import { linksOn } from "./links.ts";
import { isManifestName, isSkippedName } from "./names.ts";

/** What one snapshot may hold. */
export interface Limits {
	readonly fileBytes: number;
	readonly totalBytes: number;
	readonly files: number;
	readonly folders: number;
	readonly depth: number;
}

export const defaultLimits: Limits = {
	fileBytes: 256 * 1024,
	totalBytes: 10 * 1024 * 1024,
	files: 2_000,
	folders: 10_000,
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
	bytes: number;
	/** The latest change of anything looked at, milliseconds since the epoch. */
	newestAtMs: number;
	full: boolean;
}

export function emptyTree(root: string, limits: Limits): Tree {
	const collected = {
		...{ found: new Map(), problems: [], links: new Map() },
		...{ folders: new Set<string>(), roots: new Set<string>() },
	};
	return { root, limits, ...collected, bytes: 0, newestAtMs: 0, full: false };
}

/** Adds all manifests of the folder at `path` (relative to the root) and below it. */
export async function collectFolder(tree: Tree, path: string): Promise<void> {
	const target = await resolveNamed(tree, path, "folder");
	if (target === undefined) return;
	if (!target.status.isDirectory()) return addProblem(tree, path, "not-a-folder", "This is not a folder.");
	tree.roots.add(target.real);
	await walk(tree, target.real, clean(path), target.status, []);
}

/** Adds the one file at `path` (relative to the root), whatever its name. */
export async function collectFile(tree: Tree, path: string): Promise<void> {
	if (tree.found.has(clean(path))) return;
	const target = await resolveNamed(tree, path, "file");
	if (target === undefined) return;
	tree.folders.add(join(target.real, ".."));
	take(tree, clean(path), target.real, target.status);
}

/** Adds a problem of the whole file at `path`. */
export function addProblem(tree: Tree, path: string, code: string, sentence: string): void {
	tree.problems.push({ place: { file: path || ".", line: 1, column: 1 }, code, sentence, severity: "error" });
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

async function walk(
	tree: Tree,
	real: string,
	path: string,
	status: BigIntStats,
	above: readonly string[],
): Promise<void> {
	if (above.includes(real))
		return addProblem(tree, path, "link-loop", "This link leads back into a folder that holds it.");
	if (above.length >= tree.limits.depth) {
		return addProblem(tree, path, "too-deep", `Folders may be nested at most ${tree.limits.depth} deep.`);
	}
	tree.folders.add(real);
	if (tree.folders.size > tree.limits.folders) {
		if (!tree.full)
			addProblem(tree, path, "too-many-folders", `More than ${tree.limits.folders} folders; the rest is left out.`);
		tree.full = true;
	}
	touch(tree, status);
	const names = await readdir(real, { withFileTypes: true }).catch((error: unknown) => fileProblem(tree, path, error));
	const inner = [...above, real];
	for (const entry of (names ?? []).sort((a, b) => (a.name < b.name ? -1 : 1))) {
		if (tree.full) return;
		if (isSkippedName(entry.name)) continue;
		const isOther = !entry.isDirectory() && !entry.isSymbolicLink() && !isManifestName(entry.name);
		if (!isOther) await enter(tree, join(real, entry.name), posix.join(path, entry.name), inner);
	}
}

/** Looks at one entry of a folder: walks into it, takes it, or leaves it. */
async function enter(tree: Tree, full: string, path: string, above: readonly string[]): Promise<void> {
	// A name that is no UTF-8 reaches us mangled, and asking for the mangled name would look like a vanished file.
	if (path.includes("\ufffd")) return addProblem(tree, path, "file-name", "This name is not valid UTF-8; rename it.");
	const target = await resolveEntry(tree, full, path).catch((error: unknown) => fileProblem(tree, path, error));
	if (!target) return;
	if (target.status.isDirectory()) {
		if (target.real !== full) tree.roots.add(target.real);
		return walk(tree, target.real, path, target.status, above);
	}
	if (isManifestName(posix.basename(path))) take(tree, path, target.real, target.status);
}

interface Target {
	readonly real: string;
	readonly status: BigIntStats;
}

/** Follows links, as long as they stay inside the root. Undefined when that failed and was noted as a problem. */
async function resolveEntry(tree: Tree, full: string, path: string): Promise<Target | undefined> {
	const own = await lstat(full, { bigint: true });
	touch(tree, own);
	if (!own.isSymbolicLink()) return { real: full, status: own };
	await noteLinks(tree, full);
	const real = await realpath(full).catch((error: unknown) => {
		const code = systemCode(error);
		if (code !== "ENOENT" && code !== "ENOTDIR" && code !== "ELOOP") throw error;
		addProblem(tree, path, "dangling-link", "This link leads nowhere.");
	});
	if (real === undefined || !staysInside(tree, real, path)) return undefined;
	const status = await stat(real, { bigint: true });
	touch(tree, status);
	// What a link leads to can change without its own folder noticing.
	tree.folders.add(join(real, ".."));
	return { real, status };
}

/** Resolves a path that the environment names, which may pass through links and may be missing. */
async function resolveNamed(tree: Tree, path: string, what: "folder" | "file"): Promise<Target | undefined> {
	const normal = clean(path);
	if (isAbsolute(path) || normal === ".." || normal.startsWith("../")) {
		const sentence = `This ${what} lies outside the root. Pass --root with the folder that holds both it and the environment.`;
		addProblem(tree, path, "outside-root", sentence);
		return undefined;
	}
	try {
		await noteLinks(tree, join(tree.root, normal));
		const real = await realpath(join(tree.root, normal));
		if (!staysInside(tree, real, normal)) return undefined;
		return { real, status: await lstat(real, { bigint: true }) };
	} catch (error) {
		const code = systemCode(error);
		if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") {
			addProblem(tree, path, `missing-${what}`, `The environment names this ${what}, but it is not there.`);
			return undefined;
		}
		fileProblem(tree, normal, error);
		return undefined;
	}
}

/** Notes every link on the way along `path`: each may be changed without what it leads to. */
async function noteLinks(tree: Tree, path: string): Promise<void> {
	for (const [folder, name] of await linksOn(path)) {
		const link = join(folder, name);
		if (isInside(relative(tree.root, folder))) tree.links.set(link, await readlink(link));
	}
}

function staysInside(tree: Tree, real: string, path: string): boolean {
	const inside = relative(tree.root, real);
	if (isInside(inside) && !inside.split("/").includes(".git")) return true;
	const leaving =
		"This link leaves the root, so what it leads to is not read. Put a copy of the file here, " +
		"or pass --root with the folder that holds both.";
	addProblem(tree, path, "outside-root", leaving);
	return false;
}

/** Whether a path, made relative to a folder, lies in that folder or is it. */
export function isInside(path: string): boolean {
	return path !== ".." && !path.startsWith("../") && !isAbsolute(path);
}

/** Takes a file if its kind and size allow; nothing has been opened yet. */
function take(tree: Tree, path: string, real: string, status: BigIntStats): void {
	if (tree.found.has(path)) return;
	const { limits } = tree;
	if (!status.isFile()) {
		addProblem(tree, path, "not-a-file", "This is no plain file but a pipe, a device, a socket or a folder: not read.");
	} else if (status.size > limits.fileBytes) {
		addProblem(tree, path, "file-too-large", `A file may hold at most ${limits.fileBytes / 1024} KiB; split it.`);
	} else if (tree.found.size >= limits.files) {
		tree.full = true;
		addProblem(tree, path, "too-many-files", `More than ${limits.files} files; this one and the rest are left out.`);
	} else if (tree.bytes + Number(status.size) > limits.totalBytes) {
		tree.full = true;
		const most = `${limits.totalBytes / 1024 / 1024} MiB`;
		addProblem(tree, path, "folder-too-large", `More than ${most} in all; this file and the rest are left out.`);
	} else {
		tree.bytes += Number(status.size);
		tree.found.set(path, { path, real, status });
	}
}

/** Change time, not modification time: copies and archives bring old modification times along. */
function touch(tree: Tree, status: BigIntStats): void {
	tree.newestAtMs = Math.max(tree.newestAtMs, Number(status.ctimeNs / 1_000_000n));
}

function clean(path: string): string {
	const normal = posix.normalize(path).replace(/\/$/, "");
	return normal === "." ? "" : normal;
}
