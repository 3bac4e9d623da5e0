/**
 * Reads the synced folder as one consistent snapshot.
 * Other processes rewrite the folder at any time (a `git pull`, a swapped link, a copy), so a read counts only if nothing
 * was written meanwhile; else it is repeated.
 */
import { createHash } from "node:crypto";
import { realpath, stat } from "node:fs/promises";
import { relative } from "node:path";
import type { WallClock } from "../lib/clock.ts";
import { sleep, systemClock } from "../lib/clock.ts";
import { sameJson } from "../lib/json.ts";
import type { Problem } from "../model/problem.ts";
import { because } from "../model/reason.ts";
import { dirtyMark, type Snapshot } from "../model/snapshot.ts";
import { type CheckoutCache, checkoutCache } from "./checkout-judgement.ts";
import { refuseCommittedLinks } from "./committed-links.ts";
import { SourceFailure, systemCode, TornRead } from "./failure.ts";
import type { Checkout } from "./git.ts";
import { findCheckout, stampCheckout } from "./git.ts";
import type { ProgramPath } from "./git-process.ts";
import { type Vouched, vouchFor } from "./provenance.ts";
import { readTexts, type StillFile, stillFiles } from "./texts.ts";
import type { Limits } from "./tree.ts";
import { defaultLimits, emptyTree, isInside } from "./tree.ts";
import { collectFile, collectFolder } from "./walk.ts";

/** Files that the environment includes from outside its own folder. Paths are relative to the root. */
export interface Needed {
	readonly folders: readonly string[];
	readonly files: readonly string[];
	readonly problems: readonly Problem[];
}

export interface SnapshotOptions {
	/** The environment's folder; may be a link, as git-sync creates it, or lie behind one. */
	readonly path: string;
	/** Nothing outside the root is read. Default: the Git work tree around the folder, else the folder itself. */
	readonly root?: string;
	/** Pure: the includes of the manifests in the environment's folder (at `path` below the root). */
	readonly needed: (files: ReadonlyMap<string, string>, path: string) => Needed | Promise<Needed>;
	/** The machine's clock, since it is compared with file times. */
	readonly clock?: WallClock;
	readonly limits?: Limits;
	/** Where the Git program is searched; the system's default when absent. */
	readonly programs?: ProgramPath;
	/** For repeated readings of the same folder. */
	readonly cache?: CheckoutCache;
}

/** A snapshot, and the folders and checkout it was read from. */
export interface Reading {
	readonly snapshot: Snapshot;
	readonly folders: ReadonlySet<string>;
	readonly checkout: Checkout | undefined;
}

/**
 * A read that finds a change younger than this (in milliseconds) is repeated, because a copy without Git may not be
 * complete.
 */
const recentMs = 1_000;
/**
 * The time between two reads that must agree, in milliseconds: longer than the pauses inside a copy, too short for a person
 * to notice.
 */
const settleMs = 60;
const retryMs = 25;
/**
 * In milliseconds. A pull of a large repository holds its lock for a second or two; a lock that exists for this long was
 * left behind.
 */
const patienceMs = 5_000;

/**
 * Reads one consistent snapshot; a single bad file becomes a problem in it. Throws `SourceFailure` when the folder is
 * missing, outside the root, or keeps changing for five seconds.
 */
export async function readSnapshot(options: SnapshotOptions): Promise<Snapshot> {
	return (await takeReading(options)).snapshot;
}

/** As `readSnapshot`, and also returns what a watcher must watch. */
export async function takeReading(options: SnapshotOptions): Promise<Reading> {
	const clock = options.clock ?? systemClock();
	const untilMs = clock.now() + patienceMs;
	let earlier: Attempt | undefined;
	for (;;) {
		const attempt = await attemptReading(options, clock, earlier?.still).catch((error: unknown) => {
			if (error instanceof TornRead) return undefined;
			throw error;
		});
		if (attempt && (attempt.settled || (earlier && sameContent(earlier.reading.snapshot, attempt.reading.snapshot)))) {
			return attempt.reading;
		}
		earlier = attempt;
		if (clock.now() >= untilMs) throw await busyFailure(options.path);
		await sleep(clock, attempt ? settleMs : retryMs);
	}
}

/** Whether two snapshots have the same texts and problems, regardless of the path they were read from. */
export function sameContent(a: Snapshot, b: Snapshot): boolean {
	return digestOf(a.files) === digestOf(b.files) && sameJson(a.problems, b.problems);
}

interface Attempt {
	readonly reading: Reading;
	/** No change was so recent that a write may still be in progress. */
	readonly settled: boolean;
	/** The files without a recent change when they were read: the next attempt reuses them while they are unchanged. */
	readonly still: ReadonlyMap<string, StillFile>;
}

async function attemptReading(
	options: SnapshotOptions,
	clock: WallClock,
	still: Attempt["still"] = new Map(),
): Promise<Attempt> {
	const startedAtMs = clock.wallMs();
	const { cache = checkoutCache(), programs } = options;
	const folder = await realFolder(options.path);
	if (options.root === undefined) await refuseCommittedLinks(options.path, cache);
	const checkout = await findCheckout(folder);
	const before = checkout && (await stampCheckout(checkout));
	if (before?.locked) throw new TornRead();
	const root = options.root === undefined ? (checkout?.workTree ?? folder) : await realFolder(options.root);
	const path = relative(root, folder);
	if (!isInside(path)) {
		throw new SourceFailure(because("FolderOutsideRoot", { path: options.path, root: options.root ?? root }));
	}

	const tree = emptyTree(root, options.limits ?? defaultLimits);
	await collectFolder(tree, path);
	const own = await readTexts(tree, [...tree.found.values()], still);
	const needed = await options.needed(own, path);
	const known = new Set(tree.found.keys());
	for (const included of needed.folders) await collectFolder(tree, included);
	for (const file of needed.files) await collectFile(tree, file);
	const further = [...tree.found.values()].filter((file) => !known.has(file.path));
	const more = await readTexts(tree, further, still);

	// A file first reached through a link may have been renamed to its own path since.
	const texts = [...own, ...more].filter(([name]) => tree.found.has(name));
	const files = new Map(texts.sort(([a], [b]) => (a < b ? -1 : 1)));
	const vouched = await vouchFor(tree, files, { programs, cache });
	const after = checkout && (await stampCheckout(checkout));
	if (!sameJson({ ...before }, { ...after }) || (await realFolder(options.path)) !== folder) throw new TornRead();
	const problems = [...tree.problems, ...needed.problems];
	const { provenance, committed } = vouched;
	const revision = revisionOf(after?.commit, vouched, files);
	// Git writes its index last, so a file no younger than the index was written by Git and is complete.
	const byGit = after !== undefined && tree.newestAtMs <= after.indexAtMs;
	const settled = byGit || Math.abs(clock.wallMs() - tree.newestAtMs) > recentMs;
	const { aliases } = tree;
	const snapshot = { root, path, revision, provenance, committed, files, aliases, problems };
	const reading = { snapshot, folders: tree.folders, checkout };
	return { reading, settled, still: stillFiles(tree, files, startedAtMs - recentMs) };
}

function revisionOf(
	commit: string | undefined,
	{ isTracked, isDirty }: Vouched,
	files: ReadonlyMap<string, string>,
): string {
	if (commit === undefined || !isTracked) return `sha256:${digestOf(files)}`;
	return isDirty ? `${commit}${dirtyMark}` : commit;
}

/** The real path of an existing folder; throws `SourceFailure` otherwise. */
async function realFolder(path: string): Promise<string> {
	try {
		const real = await realpath(path);
		if ((await stat(real)).isDirectory()) return real;
	} catch (error) {
		const code = systemCode(error);
		if (code === "ENOENT") throw new SourceFailure(because("FolderNotFound", { path }));
		if (code !== "ENOTDIR") {
			throw new SourceFailure(because("PathUnreadable", { path, systemCode: code ?? "UNKNOWN" }));
		}
	}
	throw new SourceFailure(because("PathNotFolder", { path }));
}

function digestOf(files: ReadonlyMap<string, string>): string {
	const hash = createHash("sha256");
	for (const [path, text] of files) hash.update(`${path}\0${text.length}\0`).update(text).update("\0");
	return hash.digest("hex");
}

async function busyFailure(path: string): Promise<SourceFailure> {
	const checkout = await findCheckout(await realFolder(path));
	const locked = checkout && (await stampCheckout(checkout)).locked;
	const seconds = patienceMs / 1_000;
	return new SourceFailure(
		locked
			? because("GitLockHeld", { lock: `${checkout.gitFolder}/index.lock`, seconds })
			: because("FolderBusy", { path, seconds }),
	);
}
