/**
 * Which files belong to an environment: everything under its folder, without folders that are environments of their own and
 * without variable files, and whatever it includes. The same rules tell the source what to read and the loader what to load.
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

/** What has to be read for the environment in a folder; all paths are relative to the root, with slashes. */
export interface Needed {
	/** To be read with everything below: the environment's own folder first, then included ones. */
	readonly folders: readonly string[];
	/** Included files and variable files. */
	readonly files: readonly string[];
	/** Those of `files` that hold values, not manifests. */
	readonly variableFiles: readonly string[];
	/** Where in the Environment each of `folders` and `files` is named. */
	readonly named: ReadonlyMap<string, Node>;
	readonly problems: readonly Problem[];
}

/**
 * What the environment in the folder `path` needs, told from the texts in `files`, of which only those directly in that
 * folder matter. A folder without an Environment document needs only itself.
 */
export function neededFolders(files: ReadonlyMap<string, string>, path: string): Needed {
	return neededBy(atOnce(environmentIn(files, path, new Map())), path);
}

/** The same for whoever reads a folder again and again: what has not changed is not parsed anew, and others run meanwhile. */
export function createNeededFolders(): (files: ReadonlyMap<string, string>, path: string) => Promise<Needed> {
	const known = new Map<string, Parsed>();
	return async (files, path) => neededBy(await inSlices(environmentIn(files, path, known)), path);
}

/** What is remembered of a file. */
interface Parsed {
	readonly text: string;
	readonly environment: MapNode | undefined;
}

/** The first Environment document directly in the folder `path`. `known` is brought up to date. */
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

/** What the Environment document of the folder `path` needs. */
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

/** Which files of a snapshot belong to its environment. */
export interface Belonging {
	readonly files: readonly string[];
	readonly foreign: Foreign;
}

/** Parses only what it must: of other folders than the environment's own, the files that may be another environment. */
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

/** Whether a file lies in one of `wanted`, and no folder in between is another environment's. */
function isOwn(file: string, wanted: ReadonlySet<string>, { folders, unclear, unclearFiles }: Foreign): boolean {
	for (const folder of visibleFoldersAbove(file)) {
		if (wanted.has(folder)) return true;
		if (folders.has(folder) && !(unclear.has(folder) && unclearFiles.has(file))) return false;
	}
	return false;
}

/** The folders above a file from which the way to it leads through nothing hidden. */
function visibleFoldersAbove(file: string): readonly string[] {
	if (isHidden(file.slice(file.lastIndexOf("/") + 1))) return [];
	const folders = foldersAbove(file);
	const hidden = folders.findIndex((folder) => isHidden(folder.slice(folder.lastIndexOf("/") + 1)));
	return hidden < 0 ? folders : folders.slice(0, hidden + 1);
}

/** A path that an Environment names, relative to the root; nothing, and a problem, when it leads out of it. */
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
