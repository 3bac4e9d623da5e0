/**
 * Reads the texts of the files that were found.
 * A folder is read repeatedly to detect writes, so unchanged files are not read again.
 */
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { TornRead } from "./failure.ts";
import type { Found, Tree } from "./tree.ts";
import { addProblem, fileProblem } from "./tree.ts";

/** A text, and the file from which it was read some time after its last change. */
export interface StillFile {
	readonly file: Found;
	readonly text: string;
}

/** How many files are open at once, far below any limit on file handles. */
const maxOpen = 32;

/** The files among those just read that had not changed since `beforeMs`, by path. */
export function stillFiles(
	tree: Tree,
	texts: ReadonlyMap<string, string>,
	beforeMs: number,
): ReadonlyMap<string, StillFile> {
	const still = new Map<string, StillFile>();
	for (const [path, text] of texts) {
		const file = tree.found.get(path);
		if (file && Number(file.status.ctimeNs / 1_000_000n) < beforeMs) still.set(path, { file, text });
	}
	return still;
}

/**
 * The texts of `found`, by path; a file that cannot be read becomes a problem of the tree. A file in `still` is read again
 * only if it has changed.
 */
export async function readTexts(
	tree: Tree,
	found: readonly Found[],
	still: ReadonlyMap<string, StillFile>,
): Promise<Map<string, string>> {
	const texts = new Map<string, string>();
	for (let start = 0; start < found.length; start += maxOpen) {
		const batch = found.slice(start, start + maxOpen);
		// All reads end before the first failure is rethrown, so that no handle outlives this call.
		const results = await Promise.allSettled(batch.map((file) => readText(file, still.get(file.path))));
		for (const [index, result] of results.entries()) {
			const path = batch[index]?.path ?? "";
			if (result.status === "rejected") {
				if (result.reason instanceof TornRead) throw result.reason;
				fileProblem(tree, path, result.reason);
			} else {
				const text = result.value;
				if (text === undefined) addProblem(tree, path, "not-utf-8");
				else texts.set(path, text);
			}
		}
	}
	return texts;
}

/** Undefined when it is not UTF-8 text. */
async function readText(file: Found, still: StillFile | undefined): Promise<string | undefined> {
	return still && isSame(still.file, file) ? still.text : decode(await readBytes(file));
}

function isSame(a: Found, b: Found): boolean {
	const [was, is] = [a.status, b.status];
	return (
		a.real === b.real &&
		was.dev === is.dev &&
		was.ino === is.ino &&
		was.size === is.size &&
		was.ctimeNs === is.ctimeNs &&
		was.mtimeNs === is.mtimeNs
	);
}

/**
 * Reads a file that was checked before. If it has become a link or a pipe, opening fails or returns at once instead of
 * following or blocking; if it has changed, the read is torn.
 */
async function readBytes(file: Found): Promise<Uint8Array> {
	const awsRef = await open(file.real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	try {
		const unchanged = async () => {
			const now = await awsRef.stat({ bigint: true });
			const { ino, size, ctimeNs } = file.status;
			if (!now.isFile() || now.ino !== ino || now.size !== size || now.ctimeNs !== ctimeNs) throw new TornRead();
		};
		await unchanged();
		const bytes = new Uint8Array(Number(file.status.size));
		let length = 0;
		while (length < bytes.length) {
			const { bytesRead } = await awsRef.read(bytes, length, bytes.length - length, length);
			if (bytesRead === 0) throw new TornRead();
			length += bytesRead;
		}
		await unchanged();
		return bytes;
	} finally {
		await awsRef.close();
	}
}

function decode(bytes: Uint8Array): string | undefined {
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}
