/**
 * Finds the context in which manifests are read: the environment of the folder, its variables and its files. It is found
 * first because manifests cannot be read without it.
 */
import { posix } from "node:path";
import { isManifestName } from "../model/manifest-name.ts";
import type { Problem } from "../model/problem.ts";
import { type Snapshot, textAt } from "../model/snapshot.ts";
import { goneEnvironment } from "./emptied.ts";
import { type EnvironmentDocument, isEnvironment, ownVariables, readEnvironment } from "./environment.ts";
import { type Needed, neededBy } from "./folder.ts";
import { mayHoldEnvironment, seemsToHoldOne } from "./foreign.ts";
import type { MapNode, Node } from "./node.ts";
import type { ParsedFile } from "./parse.ts";
import { folderOf } from "./path.ts";
import { errorAt, errorInFile } from "./problem.ts";
import { secretlyNamed } from "./secret-variables.ts";
import { ownValue, readVariableFile, textVariable, type Variables } from "./variables.ts";

/** The context of one load. */
export interface LoadContext {
	/** Undefined for the implicit environment of a folder without an Environment document. */
	readonly environment: EnvironmentDocument | undefined;
	readonly settings: EnvironmentDocument["settings"];
	readonly needed: Needed;
	readonly variables: Variables;
	/** The secret values of variables. */
	readonly secrets: ReadonlySet<string>;
	readonly problems: readonly Problem[];
	/** Whether an Environment exists but is invalid. */
	readonly broken: boolean;
	/** The file of the Environment document, or its last file if it disappeared without a commit. */
	readonly environmentFile: string | undefined;
	/** All inputs of this context, compared to detect a change at the next load. */
	readonly sources: readonly unknown[];
}

/** Variables and variable files from the command line. */
interface Given {
	readonly variables?: ReadonlyMap<string, string>;
	readonly variableFiles?: ReadonlyMap<string, string>;
}

/**
 * Finds the load context of `snapshot.path`. Returns `previous` itself if no input changed, so that compositions under it
 * remain valid.
 */
export function findLoadContext(
	snapshot: Snapshot,
	given: Given,
	parse: (file: string) => ParsedFile,
	previous?: LoadContext,
): LoadContext {
	const problems: Problem[] = [];
	const document = environmentDocument(snapshot, parse, problems);
	const needed = neededBy(document, snapshot.path);
	const sources = [
		...[document, snapshot.root, snapshot.path],
		...needed.variableFiles.map((file) => textAt(snapshot, file)),
		...[...(given.variableFiles ?? []), ...(given.variables ?? [])].flat(),
	];
	const gone = document ? undefined : goneEnvironment(snapshot, previous?.environmentFile);
	if (gone && problems.length === 0) problems.push(gone);
	const isSame =
		previous?.sources.length === sources.length && previous.sources.every((one, at) => one === sources[at]);
	if (isSame && problems.length + previous.problems.length === 0) return previous;
	problems.push(...needed.problems);
	const sensitive: string[] = [];
	const variables = variablesFor(document, { needed, snapshot, given, problems, sensitive });
	const secrets = new Set([...sensitive, ...[...variables].flatMap(([key, node]) => secretlyNamed(key, node))]);
	const environment = document && readEnvironment(document, variables, problems);
	const name = posix.basename(snapshot.path) || posix.basename(snapshot.root) || "default";
	return {
		environment,
		settings: environment?.settings ?? {
			name,
			prune: "listed",
			deletions: [],
			rollouts: {},
			windows: [],
			preflight: [],
		},
		needed,
		variables,
		secrets,
		problems,
		broken: problems.length > 0,
		environmentFile:
			document?.source.file ?? (snapshot.provenance.is === "committed" ? undefined : previous?.environmentFile),
		sources,
	};
}

/** The Environment document directly in the folder. An unreadable file that may contain one yields its problems. */
function environmentDocument(
	snapshot: Snapshot,
	parse: (file: string) => ParsedFile,
	problems: Problem[],
): MapNode | undefined {
	const documents: MapNode[] = [];
	const unread: ParsedFile[] = [];
	for (const [file, text] of snapshot.files) {
		if (folderOf(file) !== snapshot.path || !isManifestName(file) || !mayHoldEnvironment(text)) continue;
		const parsed = parse(file);
		const found = parsed.documents.filter(isEnvironment);
		documents.push(...found);
		if (found.length > 0) problems.push(...parsed.problems);
		else if (parsed.problems.length > 0 && seemsToHoldOne(parsed)) unread.push(parsed);
	}
	// If an Environment exists, an invalid file that only mentions the word affects only itself.
	if (documents.length === 0) problems.push(...unread.flatMap((parsed) => parsed.problems));
	const [first, second] = documents;
	if (second) {
		problems.push(errorAt(second, "two-environments"));
	}
	return first;
}

/** Merges the Environment's own variables, its variable files and the command line's variables; later ones win. */
function variablesFor(
	document: MapNode | undefined,
	{
		needed,
		snapshot,
		given,
		problems,
		sensitive,
	}: {
		readonly needed: Needed;
		readonly snapshot: Snapshot;
		readonly given: Given;
		readonly problems: Problem[];
		/** Collects the values that Terraform marks as sensitive. */
		readonly sensitive: string[];
	},
): Variables {
	const variables = new Map<string, Node>();
	for (const [name, node] of document ? ownVariables(document) : []) variables.set(name, ownValue(node, problems));
	const addFile = (file: string, text: string, mayReplace: boolean) => {
		const read = readVariableFile(file, text);
		problems.push(...read.problems);
		sensitive.push(...(read.secrets ?? []));
		if (!read.tree) {
			if (read.problems.length === 0) problems.push(errorInFile(file, "no-variables"));
		} else if (variables.has(read.name) && !mayReplace) {
			problems.push(errorInFile(file, "duplicate-variable", { variable: read.name }));
		} else variables.set(read.name, read.tree);
	};
	for (const file of needed.variableFiles) {
		const text = textAt(snapshot, file);
		if (text !== undefined) addFile(file, text, false);
	}
	for (const [file, text] of given.variableFiles ?? []) addFile(file, text, true);
	for (const [name, text] of given.variables ?? []) variables.set(name, ownValue(textVariable(name, text), problems));
	return variables;
}
