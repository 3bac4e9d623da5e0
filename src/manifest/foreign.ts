/**
 * Folders that are, or may be, environments of their own: their manifests belong to another owner. Only a document that was
 * read without a fault makes a folder foreign. Where a file that may hold one cannot be read, nothing of its folder is taken
 * in and nothing of it is taken away either, because both guesses could do harm.
 */
import type { Snapshot } from "../model/snapshot.ts";
import { isEnvironment } from "./environment.ts";
import { textOf } from "./node.ts";
import type { ParsedFile } from "./parse.ts";
import { folderOf } from "./path.ts";

/** Folders and, for each, the file whose Environment makes it foreign, or would if it could be read. */
export type ForeignFolders = ReadonlyMap<string, string>;

export interface Foreign {
	/** To be remembered for the next load. */
	readonly folders: ForeignFolders;
	/** Those of `folders` of which nobody can tell now. */
	readonly unclear: ReadonlySet<string>;
	/** The files that make them unclear; they are read, so that their problems are told. */
	readonly unclearFiles: ReadonlySet<string>;
}

/**
 * Looks for environments in `candidates`, files in other folders than the environment's own. `previous` is what the load
 * before found: a folder does not become ours because its Environment is misspelt now.
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
 * Whether a text can hold an Environment document at all; a quick look, before anything is parsed. It never misses one,
 * however the document is written: only with a backslash can YAML spell the word in another way.
 */
export function mayHoldEnvironment(text: string): boolean {
	return text.includes("Environment") || text.includes("\\");
}

/** Whether a text that cannot be read names the word outside of comments. */
export function seemsToHoldOne({ source, documents }: ParsedFile): boolean {
	return documents.some(isEnvironment) || /^(?:(?!(?:^|\s)#).)*\bEnvironment\b/m.test(source.text);
}

/** Whether a file that held an Environment holds plain manifests now, so that the environment is gone on purpose. */
function isOfKinds({ documents, problems }: ParsedFile, isKind: (kind: string) => boolean): boolean {
	return problems.length === 0 && documents.every((document) => isKind(textOf(document, "kind") ?? ""));
}
