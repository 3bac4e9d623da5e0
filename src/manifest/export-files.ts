/** The files that exported manifests are written to: one each, or several in one where one folder could not hold them all. */
import { groupBy } from "../lib/group.ts";
import type { ExportedManifest } from "./exported.ts";

/** One environment's folder may hold 2,000 files; the others are for what people add. */
const mostFiles = 1_500;
/** A file may hold 200 documents and 256 KiB. */
const mostDocuments = 100;
const mostBytes = 200 * 1024;

export interface ExportFile {
	/** Relative, with slashes. */
	readonly file: string;
	readonly text: string;
}

/** A file each; of more than an environment may have, those of a kind share files with numbers for names. */
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
