/**
 * Determines which files belong to an environment: all files under its folder and all included files, except variable files
 * and folders with an Environment of their own. The source and the loader share these rules.
 */
import { posix } from "node:path";
import { atOnce, inSlices, type Steps } from "../lib/slices.ts";
import { isManifestName } from "../model/manifest-name.ts";
import type { Problem } from "../model/problem.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { isEnvironment, namedFiles } from "./environment.ts";
import { type Foreign, type ForeignFolders, foreignFolders, mayHoldEnvironment } from "./foreign.ts";
import type { MapNode, Node } from "./node.ts";
import { costOfParsing, type ParsedFile, parseFile } from "./parse.ts";
import { folderOf, foldersAbove, isHidden } from "./path.ts";
import { errorAt } from "./problem.ts";

/** The files and folders required by an environment. All paths are relative to the root, with slashes. */
export interface Needed {
	/** Read recursively: the environment's own folder first, then included folders. */
	readonly folders: readonly string[];
	/** Included files and variable files. */
	readonly files: readonly string[];
	/** The subset of `files` that contains variables, not manifests. */
	readonly variableFiles: readonly string[];
	/** The node of the Environment that names each of `folders` and `files`. */
	readonly named: ReadonlyMap<string, Node>;
	readonly problems: readonly Problem[];
}

/**
 * The files and folders required by the environment in the folder `path`. Only the texts in `files` directly in that folder
 * matter. A folder without an Environment requires only itself.
 */
export function neededFolders(files: ReadonlyMap<string, string>, path: string): Needed {
	return neededBy(atOnce(environmentIn(files, path, new Map())), path);
}

/** A version of `neededFolders` for repeated reads: it parses only changed files and yields to other tasks. */
export function createNeededFolders(): (files: ReadonlyMap<string, string>, path: string) => Promise<Needed> {
	const known = new Map<string, Parsed>();
	return async (files, path) => neededBy(await inSlices(environmentIn(files, path, known)), path);
}

/** The cached result of a file. */
interface Parsed {
	readonly text: string;
	readonly environment: MapNode | undefined;
}

/** The first Environment document directly in the folder `path`. Updates the cache `known`. */
function* environmentIn(
	files: ReadonlyMap<string, string>,
	path: string,
	known: Map<string, Parsed>,
): Steps<MapNode | undefined> {
	let first: MapNode | undefined;
	for (const file of known.keys()) if (!files.has(file)) known.delete(file);
	for (const [file, text] of files) {
		if (folderOf(file) !== path || !isManifestName(file) || !mayHoldEnvironment(text)) continue;
		if (known.get(file)?.text !== text) {
			known.set(file, { text, environment: parseFile(file, text).documents.find(isEnvironment) });
			yield costOfParsing(text);
		}
		first ??= known.get(file)?.environment;
	}
	return first;
}

/** The files and folders required by the Environment document of the folder `path`. */
export function neededBy(environment: MapNode | undefined, path: string): Needed {
	const problems: Problem[] = [];
	const named = environment ? namedFiles(environment) : { include: [], variableFiles: [] };
	const places = new Map<string, Node>();
	const pathOf = (node: Node) => {
		const paths = pathInRoot(node, path, problems);
		for (const one of paths) places.set(one, node);
		return paths;
	};
	const include = named.include.flatMap(pathOf);
	const variableFiles = named.variableFiles.flatMap(pathOf);
	return {
		folders: distinct([path, ...include.filter((one) => !isManifestName(one))]),
		files: distinct([...include.filter(isManifestName), ...variableFiles]),
		variableFiles: distinct(variableFiles),
		named: places,
		problems,
	};
}

/** The files of a snapshot that belong to its environment. */
export interface Belonging {
	readonly files: readonly string[];
	readonly foreign: Foreign;
}

/**
 * Determines the files that belong to the environment. Outside the environment's own folder it parses only files that may
 * contain an Environment.
 */
export function belongingFiles(
	snapshot: Snapshot,
	needed: Needed,
	parse: (file: string) => ParsedFile,
	isKind: (kind: string) => boolean,
	previous: ForeignFolders | undefined,
): Belonging {
	const variableFiles = new Set(needed.variableFiles);
	const included = new Set(needed.files);
	const named = [...snapshot.files.keys()].filter((file) => isManifestName(file) && !variableFiles.has(file));
	const folders = new Set(needed.folders);
	const candidates = named.filter(
		(file) => folderOf(file) !== snapshot.path && visibleFoldersAbove(file).some((folder) => folders.has(folder)),
	);
	const foreign = foreignFolders(candidates, snapshot, parse, isKind, previous);
	const files = named.filter((file) => included.has(file) || isOwn(file, folders, foreign));
	return { files, foreign };
}

/** Whether a file is in one of `wanted` and no folder in between belongs to another environment. */
function isOwn(file: string, wanted: ReadonlySet<string>, { folders, unclear, unclearFiles }: Foreign): boolean {
	for (const folder of visibleFoldersAbove(file)) {
		if (wanted.has(folder)) return true;
		if (folders.has(folder) && !(unclear.has(folder) && unclearFiles.has(file))) return false;
	}
	return false;
}

/** The ancestor folders of a file that are reachable without passing through a hidden file or folder. */
function visibleFoldersAbove(file: string): readonly string[] {
	if (isHidden(file.slice(file.lastIndexOf("/") + 1))) return [];
	const folders = foldersAbove(file);
	const hidden = folders.findIndex((folder) => isHidden(folder.slice(folder.lastIndexOf("/") + 1)));
	return hidden < 0 ? folders : folders.slice(0, hidden + 1);
}

/** Resolves a path in an Environment relative to the root. A path outside the root yields an error and no result. */
function pathInRoot(node: Node, path: string, problems: Problem[]): readonly string[] {
	if (node.type !== "scalar") return [];
	const joined = posix.join(path || ".", node.text).replace(/\/+$/, "");
	const fault = pathFault(node.text, joined);
	if (fault) {
		problems.push(errorAt(node, "outside-root", { path: node.text, how: fault }));
		return [];
	}
	return [joined === "." ? "" : joined];
}

function pathFault(written: string, joined: string): "absolute" | "no path" | "above" | undefined {
	if (written.startsWith("/")) return "absolute";
	if (/[\\\0]/.test(written)) return "no path";
	return joined === ".." || joined.startsWith("../") ? "above" : undefined;
}

function distinct(paths: readonly string[]): readonly string[] {
	return [...new Set(paths)];
}
