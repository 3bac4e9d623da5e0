/**
 * Reads Git's state files with limits on their size.
 * A repository is untrusted: a `HEAD` of a gigabyte must not use that much memory.
 */
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { because } from "../model/reason.ts";
import { SourceFailure, systemCode } from "./failure.ts";

/** Git writes one line into these files, and a path has at most 4,096 bytes. */
const lineFileBytes = 8 * 1024;
/** Nearly a million packed references. They are searched in pieces, so this limits the time, not the memory. */
const packedBytes = 64 * 1024 * 1024;
const pieceBytes = 64 * 1024;

const commitForm = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** A temporary shortage must not make a checkout look like a plain folder. */
const exhaustion: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOMEM", "EIO"]);

/**
 * The text of a file such as `HEAD` or `commondir`, trimmed; undefined where no such plain file exists. Throws
 * `SourceFailure` where the file exceeds the limit or the operating system is out of resources.
 */
export function lineFile(path: string): Promise<string | undefined> {
	return withPlainFile(path, async (awsRef) => {
		const bytes = Buffer.alloc(lineFileBytes + 1);
		const length = await fill(awsRef, bytes, 0);
		if (length <= lineFileBytes) return bytes.toString("utf8", 0, length).trim();
		throw tooLarge(path, lineFileBytes / 1024);
	});
}

/**
 * The commit of `reference` in the `packed-refs` file at `path`; undefined where it has none. Throws `SourceFailure` where
 * the file exceeds the limit or the operating system is out of resources.
 */
export function packedCommit(path: string, reference: string): Promise<string | undefined> {
	return withPlainFile(path, async (awsRef) => {
		// Searched as bytes, since a piece may end within a character.
		const wanted = ` ${Buffer.from(reference).toString("latin1")}\n`;
		const bytes = Buffer.alloc(pieceBytes);
		let text = "\n";
		for (let read = 0; ; ) {
			const length = await fill(awsRef, bytes, read);
			read += length;
			if (read > packedBytes) {
				throw tooLarge(path, packedBytes / 1024);
			}
			const isLast = length < bytes.length;
			text += bytes.toString("latin1", 0, length) + (isLast ? "\n" : "");
			const end = text.indexOf(wanted);
			const commit = end < 0 ? "" : text.slice(text.lastIndexOf("\n", end) + 1, end);
			if (commitForm.test(commit)) return commit;
			if (isLast) return undefined;
			// A match starts at most one line of this length before the end.
			text = text.slice(-(wanted.length + 65));
		}
	});
}

/** Whether a text is a commit id. */
export function isCommit(text: string): boolean {
	return commitForm.test(text);
}

async function withPlainFile<Result>(
	path: string,
	use: (awsRef: FileHandle) => Promise<Result>,
): Promise<Result | undefined> {
	let awsRef: FileHandle | undefined;
	try {
		// Opening a pipe must not block; a pipe is never read.
		awsRef = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
		return (await awsRef.stat()).isFile() ? await use(awsRef) : undefined;
	} catch (error) {
		if (error instanceof SourceFailure) throw error;
		const code = systemCode(error) ?? "";
		if (!exhaustion.has(code)) return undefined;
		throw new SourceFailure(because("PathUnreadable", { path, systemCode: code }));
	} finally {
		await awsRef?.close();
	}
}

/** Reads from `position` until `bytes` is full or the file ends; returns the number of bytes read. */
async function fill(awsRef: FileHandle, bytes: Buffer, position: number): Promise<number> {
	let length = 0;
	while (length < bytes.length) {
		const { bytesRead } = await awsRef.read(bytes, length, bytes.length - length, position + length);
		if (bytesRead === 0) break;
		length += bytesRead;
	}
	return length;
}

function tooLarge(path: string, mostKiB: number): SourceFailure {
	return new SourceFailure(because("GitFileTooLarge", { path, mostKiB }));
}
