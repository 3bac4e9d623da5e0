/**
 * Compares the files read from a work tree with Git's index.
 * A file is unchanged if it has the same content, or the same size and time: a filter such as Git LFS changes contents on
 * checkout, and evenkeel must not run it.
 */
import { createHash } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { posix } from "node:path";
import type { IndexEntry } from "./git-index.ts";
import { isManifestName, isSkippedName } from "./names.ts";

/** The files read from one work tree; the keys are paths relative to it. */
export interface WorkTreeContent {
	/** The text is absent where the file could not be read, which is reported elsewhere. */
	readonly files: ReadonlyMap<string, { readonly text: string | undefined; readonly status: BigIntStats }>;
	/** Symbolic links found, and their targets as written. */
	readonly links: ReadonlyMap<string, string>;
	/** Folders that were read with all subfolders; empty for the work tree itself. */
	readonly roots: readonly string[];
	/** The checked-out commits of the submodules that were read. */
	readonly submodules: ReadonlyMap<string, string | undefined>;
}

/** One path at which a work tree differs from its index. */
export interface Difference {
	readonly path: string;
	readonly how: "changed" | "missing" | "in conflict" | "not in the commit" | "not checked out" | "at another commit";
}

/** Every path at which `content` differs from the index, limited to paths that can affect manifests. */
export function compareWithIndex(
	content: WorkTreeContent,
	entries: ReadonlyMap<string, IndexEntry>,
): readonly Difference[] {
	const { files, links, roots, submodules } = content;
	const differences: Difference[] = [];
	const add = (path: string, how: Difference["how"] | undefined) => {
		if (how) differences.push({ path, how });
	};
	for (const [path, { text, status }] of files) add(path, fileDifference(entries.get(path), text, status));
	for (const [path, target] of links) add(path, linkDifference(entries.get(path), target));
	for (const [path, entry] of entries) {
		if (entry.skipped || files.has(path) || links.has(path) || !isExpected(path, entry, roots)) continue;
		if (entry.is === "submodule") add(path, submoduleDifference(entry, submodules, path));
		else add(path, entry.unmerged ? "in conflict" : "missing");
	}
	return differences;
}

/** Whether a walk through the folders `roots` reads the entry at `path`. */
export function isExpected(path: string, { is }: Pick<IndexEntry, "is">, roots: readonly string[]): boolean {
	if (is === "file" && !isManifestName(posix.basename(path))) return false;
	return roots.some((root) => {
		if (root !== "" && !path.startsWith(`${root}/`)) return false;
		const below = root === "" ? path : path.slice(root.length + 1);
		return !below.split("/").some(isSkippedName);
	});
}

function fileDifference(
	entry: IndexEntry | undefined,
	text: string | undefined,
	status: BigIntStats,
): Difference["how"] | undefined {
	if (!entry || entry.intended) return "not in the commit";
	if (entry.unmerged) return "in conflict";
	if (text === undefined) return undefined;
	return entry.is === "file" && (hasTime(entry, status) || hasContent(entry.id, text)) ? undefined : "changed";
}

function linkDifference(entry: IndexEntry | undefined, target: string): Difference["how"] | undefined {
	if (!entry || entry.intended) return "not in the commit";
	if (entry.unmerged) return "in conflict";
	return entry.is === "link" && entry.id === blobId(target, entry.id.length) ? undefined : "changed";
}

function submoduleDifference(
	{ id }: IndexEntry,
	submodules: WorkTreeContent["submodules"],
	path: string,
): Difference["how"] | undefined {
	if (!submodules.has(path)) return "not checked out";
	return submodules.get(path) === id ? undefined : "at another commit";
}

/** Git compares seconds and, where the file system has them, nanoseconds; it stores 32 bits of each. */
function hasTime({ size, modified }: IndexEntry, status: BigIntStats): boolean {
	const [seconds, nanoseconds] = [status.mtimeNs / 1_000_000_000n, Number(status.mtimeNs % 1_000_000_000n)];
	return (
		BigInt(size) === (status.size & 0xffff_ffffn) &&
		BigInt(modified.seconds) === (seconds & 0xffff_ffffn) &&
		(modified.nanoseconds === 0 || modified.nanoseconds === nanoseconds)
	);
}

/** Compares the text as read, with the byte order mark that reading drops, and with the line ends that Git may convert. */
function hasContent(id: string, text: string): boolean {
	const unix = text.replaceAll("\r\n", "\n");
	const forms = [text, `\ufeff${text}`, ...(unix === text ? [] : [unix, `\ufeff${unix}`])];
	return forms.some((form) => blobId(form, id.length) === id);
}

/** The blob id as `git hash-object` computes it, for ids of this many hexadecimal digits. */
function blobId(text: string, digits: number): string {
	const bytes = Buffer.from(text);
	return createHash(digits === 64 ? "sha256" : "sha1")
		.update(`blob ${bytes.length}\0`)
		.update(bytes)
		.digest("hex");
}
