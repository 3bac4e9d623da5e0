/**
 * Reads the synced folder as one consistent snapshot. The folder is rewritten by others at any time (a `git pull`, a
 * swapped link, a copy), so a read counts only when it is proved that nobody wrote in between; else it is thrown away
 * and done again.
 */
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open, realpath, stat } from "node:fs/promises";
import { relative } from "node:path";
import type { Clock } from "../lib/clock.ts";
import { sleep, systemClock } from "../lib/clock.ts";
import { sameJson } from "../lib/json.ts";
import type { Problem } from "../model/manifest.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { SourceFailure, systemCode, TornRead } from "./failure.ts";
import type { Checkout } from "./git.ts";
import { findCheckout, stampCheckout } from "./git.ts";
import type { Found, Limits, Tree } from "./tree.ts";
import { addProblem, collectFile, collectFolder, defaultLimits, emptyTree, fileProblem, isInside } from "./tree.ts";

/** What the environment asks for beyond its own folder. Paths are relative to the root. */
export interface Needed {
	readonly folders: readonly string[];
	readonly files: readonly string[];
	readonly problems: readonly Problem[];
}

export interface SnapshotOptions {
	/** The environment's folder; may be a link, as git-sync makes it, or lie behind one. */
	readonly path: string;
	/** Nothing outside is read. By default the Git work tree around the folder, else the folder itself. */
	readonly root?: string;
	/** Pure: what the manifests of the environment's folder (at `path` below the root) include. */
	readonly needed: (files: ReadonlyMap<string, string>, path: string) => Needed;
	/** The machine's clock, since times of files are compared with it. */
	readonly clock?: Clock;
	readonly limits?: Limits;
}

/** A snapshot, and which folders and checkout it was read from. */
export interface Reading {
	readonly snapshot: Snapshot;
	readonly folders: ReadonlySet<string>;
	readonly checkout: Checkout | undefined;
}

/** Reads below this age are repeated, because whoever copies files without Git may not be done. */
const recentMs = 1_000;
/** Between two reads that must agree: longer than the pauses inside a copy, short against what a person notices. */
const settleMs = 60;
const retryMs = 25;
/** A pull of a large repository holds its lock for a second or two; a lock that stays this long was left behind. */
const patienceMs = 5_000;
/** Files opened at once, far below any limit on file handles. */
const mostOpen = 32;

/**
 * Reads one consistent snapshot. Single bad files become problems in it.
 * Throws `SourceFailure` when the folder is missing, outside the root, or does not hold still for five seconds.
 */
export async function readSnapshot(options: SnapshotOptions): Promise<Snapshot> {
	return (await takeReading(options)).snapshot;
}

/** As `readSnapshot`, and tells the watcher what was looked at. */
export async function takeReading(options: SnapshotOptions): Promise<Reading> {
	const clock = options.clock ?? systemClock();
	const untilMs = clock.now() + patienceMs;
	let earlier: Reading | undefined;
	for (;;) {
		const attempt = await attemptReading(options, clock).catch((error: unknown) => {
			if (error instanceof TornRead) return undefined;
			throw error;
		});
		if (attempt && (attempt.settled || (earlier && sameContent(earlier.snapshot, attempt.reading.snapshot)))) {
			return attempt.reading;
		}
		earlier = attempt?.reading;
		if (clock.now() >= untilMs) throw await busyFailure(options.path);
		await sleep(clock, attempt ? settleMs : retryMs);
	}
}

/** Whether two snapshots hold the same texts and problems, wherever they were read from. */
export function sameContent(a: Snapshot, b: Snapshot): boolean {
	return digestOf(a.files) === digestOf(b.files) && sameJson(a.problems, b.problems);
}

async function attemptReading(
	options: SnapshotOptions,
	clock: Clock,
): Promise<{ readonly reading: Reading; readonly settled: boolean }> {
	const folder = await realFolder(options.path);
	const checkout = await findCheckout(folder);
	const before = checkout && (await stampCheckout(checkout));
	if (before?.locked) throw new TornRead();
	const root = options.root === undefined ? (checkout?.workTree ?? folder) : await realFolder(options.root);
	const path = relative(root, folder);
	if (!isInside(path)) {
		const sentence = `The folder ${options.path} lies outside the root ${options.root}. Pass --root with a folder that holds it.`;
		throw new SourceFailure("outside-root", sentence);
	}

	const tree = emptyTree(root, options.limits ?? defaultLimits);
	await collectFolder(tree, path);
	const own = await readFound(tree, [...tree.found.values()]);
	const needed = options.needed(own, path);
	const known = new Set(tree.found.keys());
	for (const included of needed.folders) await collectFolder(tree, included);
	for (const file of needed.files) await collectFile(tree, file);
	const more = await readFound(
		tree,
		[...tree.found.values()].filter((file) => !known.has(file.path)),
	);

	const after = checkout && (await stampCheckout(checkout));
	if (!sameJson({ ...before }, { ...after }) || (await realFolder(options.path)) !== folder) throw new TornRead();
	const files = new Map([...own, ...more].sort(([a], [b]) => (a < b ? -1 : 1)));
	const problems = [...tree.problems, ...needed.problems];
	const revision = after?.commit ?? `sha256:${digestOf(files)}`;
	// Git writes its index last, so whatever is no younger than the index was written by Git and is complete.
	const byGit = after !== undefined && tree.newestAtMs <= after.indexAtMs;
	const settled = byGit || Math.abs(clock.now() - tree.newestAtMs) > recentMs;
	return { reading: { snapshot: { root, path, revision, files, problems }, folders: tree.folders, checkout }, settled };
}

/** The real path of a folder that must be there. */
async function realFolder(path: string): Promise<string> {
	try {
		const real = await realpath(path);
		if ((await stat(real)).isDirectory()) return real;
	} catch (error) {
		const code = systemCode(error);
		if (code === "ENOENT") throw new SourceFailure("missing-folder", `The folder ${path} does not exist.`);
		if (code !== "ENOTDIR") {
			throw new SourceFailure("unreadable", `The folder ${path} cannot be read: the operating system answers ${code}.`);
		}
	}
	throw new SourceFailure("not-a-folder", `${path} is not a folder; name the folder that holds the manifests.`);
}

async function readFound(tree: Tree, found: readonly Found[]): Promise<Map<string, string>> {
	const texts = new Map<string, string>();
	for (let start = 0; start < found.length; start += mostOpen) {
		const batch = found.slice(start, start + mostOpen);
		// All end before the first failure is passed on, so that no handle outlives this call.
		const results = await Promise.allSettled(batch.map(async (file) => [file, await readBytes(file)] as const));
		for (const [index, result] of results.entries()) {
			const path = batch[index]?.path ?? "";
			if (result.status === "rejected") {
				if (result.reason instanceof TornRead) throw result.reason;
				fileProblem(tree, path, result.reason);
			} else {
				const text = decode(result.value[1]);
				if (text === undefined) addProblem(tree, path, "not-utf-8", "This file is not valid UTF-8; save it as UTF-8.");
				else texts.set(path, text);
			}
		}
	}
	return texts;
}

/**
 * Reads a file that was checked before. Should it have become a link or a pipe meanwhile, opening fails or returns at
 * once instead of leading elsewhere or hanging; should it have changed, the read is torn.
 */
async function readBytes(file: Found): Promise<Uint8Array> {
	const handle = await open(file.real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	try {
		const unchanged = async () => {
			const now = await handle.stat({ bigint: true });
			const { ino, size, ctimeNs } = file.status;
			if (!now.isFile() || now.ino !== ino || now.size !== size || now.ctimeNs !== ctimeNs) throw new TornRead();
		};
		await unchanged();
		const bytes = new Uint8Array(Number(file.status.size));
		let length = 0;
		while (length < bytes.length) {
			const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
			if (bytesRead === 0) throw new TornRead();
			length += bytesRead;
		}
		await unchanged();
		return bytes;
	} finally {
		await handle.close();
	}
}

function decode(bytes: Uint8Array): string | undefined {
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}

function digestOf(files: ReadonlyMap<string, string>): string {
	const hash = createHash("sha256");
	for (const [path, text] of files) hash.update(`${path}\0${text.length}\0`).update(text).update("\0");
	return hash.digest("hex");
}

async function busyFailure(path: string): Promise<SourceFailure> {
	const checkout = await findCheckout(await realFolder(path));
	const locked = checkout && (await stampCheckout(checkout)).locked;
	return new SourceFailure(
		"busy",
		locked
			? `Git has kept ${checkout.gitFolder}/index.lock for ${patienceMs / 1000} s; if no Git runs there, delete that file.`
			: `The folder ${path} has been written to for ${patienceMs / 1000} s without a pause, so it was not read.`,
	);
}
