/**
 * Detects folders that belong to another environment. Only a document without faults makes a folder foreign; while a file
 * that may contain an Environment is unreadable, the folder's resources are neither added nor removed, because either guess
 * could do harm.
 */
import type { Snapshot } from "../model/snapshot.ts";
import { isEnvironment } from "./environment.ts";
import { textOf } from "./node.ts";
import type { ParsedFile } from "./parse.ts";
import { folderOf } from "./path.ts";

/** Each folder, with the file whose Environment makes it foreign or would if it were readable. */
export type ForeignFolders = ReadonlyMap<string, string>;

/** The folders of other environments. */
export interface Foreign {
	/** Kept for the next load. */
	readonly folders: ForeignFolders;
	/** The subset of `folders` that cannot be determined at present. */
	readonly unclear: ReadonlySet<string>;
	/** The files that make these folders unclear. They are read so that their problems are reported. */
	readonly unclearFiles: ReadonlySet<string>;
}

/**
 * Finds environments in `candidates`, the files outside the environment's own folder. `previous` is the result of the last
 * load: a foreign folder does not become owned when its Environment becomes invalid.
 */
export function foreignFolders(
	candidates: readonly string[],
	{ files, problems }: Snapshot,
	parse: (file: string) => ParsedFile,
	isKind: (kind: string) => boolean,
	previous: ForeignFolders = new Map(),
): Foreign {
	const folders = new Map<string, string>();
	const suspects: string[] = [];
	for (const file of candidates) {
		const folder = folderOf(file);
		const known = previous.get(folder) === file;
		if (!known && !mayHoldEnvironment(files.get(file) ?? "")) continue;
		const parsed = parse(file);
		const holdsOne = parsed.documents.some(isEnvironment);
		if (holdsOne && parsed.problems.length === 0) {
			if (!folders.has(folder)) folders.set(folder, file);
		} else if (
			known ? !isOfKinds(parsed, isKind) : holdsOne || (parsed.problems.length > 0 && seemsToHoldOne(parsed))
		) {
			suspects.push(file);
		}
	}
	const unclear = suspects.filter((file) => !folders.has(folderOf(file)));
	const unread = problems
		.filter(({ severity, place }) => severity === "error" && !files.has(place.file))
		.map(({ place }) => place.file)
		.filter((file) => previous.get(folderOf(file)) === file && !folders.has(folderOf(file)));
	for (const file of [...unclear, ...unread]) folders.set(folderOf(file), file);
	return { folders, unclear: new Set([...unclear, ...unread].map(folderOf)), unclearFiles: new Set(unclear) };
}

/**
 * Whether a text may contain an Environment document, without parsing it. There are no false negatives, because YAML can
 * spell the word differently only with a backslash.
 */
export function mayHoldEnvironment(text: string): boolean {
	return text.includes("Environment") || text.includes("\\");
}

/** Whether an unreadable text contains the word Environment outside comments. */
export function seemsToHoldOne({ source, documents }: ParsedFile): boolean {
	return documents.some(isEnvironment) || /^(?:(?!(?:^|\s)#).)*\bEnvironment\b/m.test(source.text);
}

/**
 * Whether a file that contained an Environment now contains only plain manifests, so that the Environment was removed on
 * purpose.
 */
function isOfKinds({ documents, problems }: ParsedFile, isKind: (kind: string) => boolean): boolean {
	return problems.length === 0 && documents.every((document) => isKind(textOf(document, "kind") ?? ""));
}
