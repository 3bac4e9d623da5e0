/**
 * Groups exported manifests into files: one file per manifest, or several manifests per file if there are too many files
 * for one folder.
 */
import { groupBy } from "../lib/group.ts";
import type { ExportedManifest } from "./exported.ts";

/** A folder of an environment may contain 2,000 files; the rest is left for files added later. */
const mostFiles = 1_500;
/** The limits of a file are 200 documents and 256 KiB. */
const mostDocuments = 100;
const mostBytes = 200 * 1024;

/** A file with one or more exported manifests. */
export interface ExportFile {
	/** Relative path with slashes. */
	readonly file: string;
	readonly text: string;
}

/** One file per manifest. Above the limit, the manifests of a kind share numbered files. */
export function exportFiles(manifests: readonly ExportedManifest[]): readonly ExportFile[] {
	if (manifests.length <= mostFiles) return manifests;
	const byKind = groupBy(manifests, ({ file }) => file.slice(0, file.indexOf("/")));
	return [...byKind].flatMap(([folder, some]) =>
		packed(some).map((text, index) => ({ file: `${folder}/${String(index + 1).padStart(4, "0")}.yaml`, text })),
	);
}

function packed(manifests: readonly ExportedManifest[]): readonly string[] {
	const texts: string[] = [];
	let documents = 0;
	for (const { text } of manifests) {
		const last = texts.at(-1);
		const together = `${last ?? ""}${text}`;
		if (last !== undefined && documents < mostDocuments && Buffer.byteLength(together) <= mostBytes) {
			texts[texts.length - 1] = together;
			documents += 1;
		} else {
			texts.push(text);
			documents = 1;
		}
	}
	return texts;
}
