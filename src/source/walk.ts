/**
 * Collects manifest files below one root without leaving it.
 * Each real folder is walked once, however many links lead to it: links among the folders of a commit could create
 * exponentially many paths.
 */
import type { BigIntStats, Dirent } from "node:fs";
import { lstat, opendir } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { clean, followLink, followNamed } from "./follow.ts";
import { isManifestName, isSkippedName, nameFault } from "./names.ts";
import { addProblem, endAt, fileProblem, isOwnName, type Tree, take, touch } from "./tree.ts";

/** Adds all manifests in the folder at `path` (relative to the root) and below it. */
export async function collectFolder(tree: Tree, path: string): Promise<void> {
	const target = await followNamed(tree, path, "folder");
	if (target === undefined) return;
	if (!target.status.isDirectory()) return addProblem(tree, path, "not-a-folder");
	await walkAll(tree, { real: target.real, path: clean(path), status: target.status });
	const name = tree.names.get(target.real);
	if (name !== undefined && name !== clean(path)) tree.aliases.set(clean(path), name);
}

/** Adds the file at `path` (relative to the root), regardless of its name. */
export async function collectFile(tree: Tree, path: string): Promise<void> {
	if (tree.found.has(clean(path))) return;
	const target = await followNamed(tree, path, "file");
	if (target === undefined) return;
	tree.folders.add(dirname(target.real));
	take(tree, clean(path), target.real, target.status);
}

interface Folder {
	readonly real: string;
	readonly path: string;
	readonly status: BigIntStats;
}

interface Link {
	readonly full: string;
	readonly path: string;
}

/**
 * Walks a folder first and then the targets of its links, so that a file reachable by its own path gets that path. Links
 * are followed in the order of their paths.
 */
async function walkAll(tree: Tree, start: Folder): Promise<void> {
	let links: Link[] = [];
	const deepest = depthOf(start.path) + tree.limits.depth;
	const from = async (folder: Folder) => {
		tree.roots.add(folder.real);
		await walk(tree, folder, deepest, links);
	};
	await from(start);
	while (links.length > 0 && !tree.full) {
		const next = links.sort((a, b) => (a.path < b.path ? -1 : 1));
		links = [];
		for (const { full, path } of next) {
			if (tree.full) return;
			const target = await followLink(tree, full, path).catch((error: unknown) => fileProblem(tree, path, error));
			if (!target) continue;
			if (target.status.isDirectory()) await from({ ...target, path });
			else if (isManifestName(posix.basename(path))) take(tree, path, target.real, target.status);
		}
	}
}

/** Walks a folder and at most `deepest` levels below it; links are added to `links`. */
async function walk(tree: Tree, { real, path, status }: Folder, deepest: number, links: Link[]): Promise<void> {
	const before = tree.names.get(real);
	if (before !== undefined && !(isOwnName(tree, path, real) && before !== path)) return;
	if (depthOf(path) >= deepest) {
		return addProblem(tree, path, "too-deep", { what: "folders", most: tree.limits.depth });
	}
	tree.names.set(real, path);
	tree.folders.add(real);
	if (tree.folders.size > tree.limits.folders) {
		endAt(tree, path, "too-many-folders", { most: tree.limits.folders });
	}
	touch(tree, status);
	for (const entry of await entriesOf(tree, real, path)) {
		if (tree.full) return;
		const [full, inner] = [join(real, entry.name), posix.join(path, entry.name)];
		const fault = nameFault(entry.name, entry.isFile());
		if (fault) addProblem(tree, inner, "file-name", { fault });
		else await enter(tree, full, inner, deepest, links).catch((error: unknown) => fileProblem(tree, inner, error));
	}
}

function depthOf(path: string): number {
	return path === "" ? 0 : path.split("/").length;
}

/** Walks into a folder, adds a manifest, or defers a link. */
async function enter(tree: Tree, full: string, path: string, deepest: number, links: Link[]): Promise<void> {
	const status = await lstat(full, { bigint: true });
	touch(tree, status);
	if (status.isSymbolicLink()) links.push({ full, path });
	else if (status.isDirectory()) await walk(tree, { real: full, path, status }, deepest, links);
	else if (isManifestName(posix.basename(path))) take(tree, path, full, status);
}

/** The entries of a folder that may matter, sorted by name. Other entries are counted and dropped one by one. */
async function entriesOf(tree: Tree, real: string, path: string): Promise<readonly Dirent[]> {
	const entries: Dirent[] = [];
	try {
		for await (const entry of await opendir(real, { bufferSize: 1_024 })) {
			tree.entries += 1;
			if (tree.entries > tree.limits.entries) {
				endAt(tree, path, "too-many-entries", { most: tree.limits.entries });
				break;
			}
			const isOther = entry.isFile() && !isManifestName(entry.name) && !nameFault(entry.name, true);
			if (!isSkippedName(entry.name) && !isOther) entries.push(entry);
		}
	} catch (error) {
		fileProblem(tree, path, error);
	}
	return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
