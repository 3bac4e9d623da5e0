/**
 * Parses Git's index, the list of the files that Git checked out.
 * Parsing the documented format (gitformat-index) takes a millisecond for thousands of files, and unlike the Git program it
 * runs no filter or hook of a repository.
 */
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import type { GitIndexFault } from "../model/reason.ts";
import { systemCode } from "./failure.ts";

/** An index entry: what Git checked out at one path. */
export interface IndexEntry {
	/** Whether the path is a file, a symbolic link, or a submodule. */
	readonly is: "file" | "link" | "submodule";
	/** The id of the blob, or a submodule's commit, in hexadecimal. */
	readonly id: string;
	/** Size in bytes and modification time of the file when Git last wrote or checked it. */
	readonly size: number;
	readonly modified: { readonly seconds: number; readonly nanoseconds: number };
	/** A sparse checkout excludes the path. */
	readonly skipped: boolean;
	/** `git add --intent-to-add`: the path is tracked without content. */
	readonly intended: boolean;
	/** The path has several versions during a merge. */
	readonly unmerged: boolean;
}

/** The entries of an index by path, or why it cannot be read. */
export type IndexReading =
	| { readonly entries: ReadonlyMap<string, IndexEntry> }
	| { readonly fault: GitIndexFault; readonly detail?: string };

/** Enough for a work tree of a million files. */
const maxBytes = 128 * 1024 * 1024;
/** Required extensions that do not change the meaning of the entries. */
const harmlessExtensions: ReadonlySet<string> = new Set(["sdir"]);
// By the upper four bits of a mode: 0o100000, 0o120000 and 0o160000.
const kinds: Readonly<Record<number, IndexEntry["is"]>> = { 8: "file", 10: "link", 14: "submodule" };
/** A folder that a sparse checkout excludes, in a sparse index. */
const sparseFolder = 4;

class Corrupt extends Error {}

/** Reads the index at `path`. `idBytes`: 20 for SHA-1 repositories, 32 for SHA-256. */
export async function readIndex(path: string, idBytes: number): Promise<IndexReading> {
	try {
		const status = await stat(path);
		if (!status.isFile()) return { fault: "not a file" };
		if (status.size > maxBytes) return { fault: "too large", detail: `${maxBytes / 1024 / 1024} MiB` };
		return parseIndex(await readFile(path), idBytes);
	} catch (error) {
		const code = systemCode(error);
		if (code === undefined) throw error;
		return code === "ENOENT" ? { fault: "missing" } : { fault: "unreadable", detail: code };
	}
}

/** Parses the bytes of an index; never throws for invalid bytes. */
export function parseIndex(bytes: Buffer, idBytes: number): IndexReading {
	try {
		const version = bytes.length < 12 + idBytes ? 0 : bytes.readUInt32BE(4);
		if (bytes.toString("latin1", 0, 4) !== "DIRC" || version < 2 || version > 4) return { fault: "no index" };
		if (!isWhole(bytes, idBytes)) return { fault: "wrong checksum" };
		const entries = new Map<string, IndexEntry>();
		let place = { offset: 12, name: Buffer.alloc(0) as Buffer };
		for (let count = bytes.readUInt32BE(8); count > 0; count--) {
			const { entry, ...next } = readEntry(bytes, place, version, idBytes);
			if (entry) entries.set(next.name.toString("utf8"), entry);
			place = next;
		}
		const unknown = unknownExtension(bytes.subarray(place.offset, bytes.length - idBytes));
		if (unknown === "link") return { fault: "split" };
		return unknown === undefined ? { entries } : { fault: "unknown extension", detail: unknown };
	} catch (error) {
		if (error instanceof Corrupt || error instanceof RangeError) return { fault: "damaged" };
		throw error;
	}
}

/** Whether the checksum at the end is correct; zeros are valid (`index.skipHash`). */
function isWhole(bytes: Buffer, idBytes: number): boolean {
	const end = bytes.length - idBytes;
	const sum = bytes.subarray(end);
	if (sum.every((byte) => byte === 0)) return true;
	return createHash(idBytes === 32 ? "sha256" : "sha1")
		.update(bytes.subarray(0, end))
		.digest()
		.equals(sum);
}

interface Place {
	readonly offset: number;
	/** The name of the previous entry, of which version 4 reuses a prefix. */
	readonly name: Buffer;
}

/** The entry at `place` (undefined for an excluded folder) and the place after it. */
function readEntry(
	bytes: Buffer,
	{ offset, name: before }: Place,
	version: number,
	idBytes: number,
): Place & { readonly entry: IndexEntry | undefined } {
	const [flagsAt, type] = [offset + 40 + idBytes, bytes.readUInt32BE(offset + 24) >> 12];
	const flags = bytes.readUInt16BE(flagsAt);
	const isExtended = (flags & 0x4000) !== 0;
	const extended = isExtended ? bytes.readUInt16BE(flagsAt + 2) : 0;
	const nameAt = flagsAt + (isExtended ? 4 : 2);
	const { name, end } = version === 4 ? shortenedName(bytes, nameAt, before) : paddedName(bytes, nameAt, offset);
	const kind = kinds[type];
	if (kind === undefined && type !== sparseFolder) throw new Corrupt();
	const entry: IndexEntry | undefined = kind && {
		is: kind,
		id: bytes.toString("hex", offset + 40, flagsAt),
		size: bytes.readUInt32BE(offset + 36),
		modified: { seconds: bytes.readUInt32BE(offset + 8), nanoseconds: bytes.readUInt32BE(offset + 12) },
		skipped: (extended & 0x4000) !== 0,
		intended: (extended & 0x2000) !== 0,
		unmerged: (flags & 0x3000) !== 0,
	};
	return { entry, name, offset: end };
}

/** Names end with a zero byte, and zero bytes pad entries to a multiple of eight. */
function paddedName(bytes: Buffer, nameAt: number, entryAt: number): { readonly name: Buffer; readonly end: number } {
	const nameEnd = endOfName(bytes, nameAt);
	return { name: bytes.subarray(nameAt, nameEnd), end: entryAt + (Math.floor((nameEnd - entryAt) / 8) + 1) * 8 };
}

/** Version 4: drops a number of bytes of the previous name (a variable-length number) and appends the rest. */
function shortenedName(bytes: Buffer, at: number, before: Buffer): { readonly name: Buffer; readonly end: number } {
	let byte = bytes.readUInt8(at);
	let dropped = byte & 127;
	let start = at + 1;
	while (byte & 128) {
		byte = bytes.readUInt8(start++);
		dropped = (dropped + 1) * 128 + (byte & 127);
		if (dropped > before.length) throw new Corrupt();
	}
	if (dropped > before.length) throw new Corrupt();
	const end = endOfName(bytes, start);
	return {
		name: Buffer.concat([before.subarray(0, before.length - dropped), bytes.subarray(start, end)]),
		end: end + 1,
	};
}

function endOfName(bytes: Buffer, at: number): number {
	const end = bytes.indexOf(0, at);
	if (end < 0) throw new Corrupt();
	return end;
}

/**
 * The first extension that a reader must understand and this one does not; names with a capital first letter are optional.
 */
function unknownExtension(bytes: Buffer): string | undefined {
	for (let offset = 0; offset + 8 <= bytes.length; offset += 8 + bytes.readUInt32BE(offset + 4)) {
		const name = bytes.toString("latin1", offset, offset + 4);
		if (!/^[A-Z]/.test(name) && !harmlessExtensions.has(name)) return name;
	}
	return undefined;
}
