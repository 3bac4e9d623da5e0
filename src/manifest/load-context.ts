/**
 * The setting in which manifests are read: the environment of a folder, its variables, and the files that belong to it. It is
 * found first, because without it nothing else can be understood.
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

export interface LoadContext {
	/** Undefined for the implicit environment of a folder without such a document. */
	readonly environment: EnvironmentDocument | undefined;
	readonly settings: EnvironmentDocument["settings"];
	readonly needed: Needed;
	readonly variables: Variables;
	/** Values of variables that are secret. */
	readonly secrets: ReadonlySet<string>;
	readonly problems: readonly Problem[];
	/** There is an Environment, but it cannot be understood. */
	readonly broken: boolean;
	/** The file of the Environment document, or of the last one where it is gone and no commit says so. */
	readonly environmentFile: string | undefined;
	/** All that this was made from, to tell whether the next load finds the same. */
	readonly sources: readonly unknown[];
}

/** What the command line adds. */
interface Given {
	readonly variables?: ReadonlyMap<string, string>;
	readonly variableFiles?: ReadonlyMap<string, string>;
}

/**
 * Finds the environment of `snapshot.path`. Where nothing that it is made from has changed since `previous`, that very one is
 * given back, so that whatever was composed under it still stands.
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

/** The Environment document directly in the folder; what may be one and cannot be read is a problem. */
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
	// With an Environment at hand, a broken file that only mentions one rejects nothing but itself.
	if (documents.length === 0) problems.push(...unread.flatMap((parsed) => parsed.problems));
	const [first, second] = documents;
	if (second) {
		problems.push(errorAt(second, "two-environments"));
	}
	return first;
}

/** The Environment's own variables, then its files', then those of the command line; later ones win. */
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
		/** Gets the values that Terraform calls sensitive. */
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
