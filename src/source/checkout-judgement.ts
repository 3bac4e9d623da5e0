/** Compares the files read from one checkout with its commit and reports the paths that differ. */

import type { BigIntStats } from "node:fs";
import { join, relative, sep } from "node:path";
import { because, type Reason } from "../model/reason.ts";
import { ignoredPaths, stagedPaths } from "./commit-questions.ts";
import { compareWithIndex, type Difference, isExpected, type WorkTreeContent } from "./comparison.ts";
import { TornRead } from "./failure.ts";
import { type Checkout, checkoutAt, operationIn, stampCheckout } from "./git.ts";
import { type IndexEntry, type IndexReading, readIndex } from "./git-index.ts";
import type { ProgramPath } from "./git-process.ts";
import { isSkippedName } from "./names.ts";
import { isInside, type Tree } from "./tree.ts";

/** State kept between readings: an index is read again only when it has changed. */
export interface CheckoutCache {
	readonly indexes: Map<string, { readonly stamp: string; readonly reading: IndexReading }>;
	readonly staged: Map<string, { readonly stamp: string; readonly paths: StagedPaths }>;
}

type StagedPaths = Awaited<ReturnType<typeof stagedPaths>>;

/** Creates an empty cache. */
export function checkoutCache(): CheckoutCache {
	return { indexes: new Map(), staged: new Map() };
}

/** The files read from one checkout, by path within its work tree. */
export interface CheckoutPart {
	readonly checkout: Checkout;
	/** `path` is relative to the root. */
	readonly files: Map<
		string,
		{ readonly path: string; readonly text: string | undefined; readonly status: BigIntStats }
	>;
	readonly links: Map<string, string>;
}

/** The result of comparing a checkout with its commit. */
export interface Judgement {
	/** Why files are not verified. */
	readonly reasons: readonly Reason[];
	/** Paths, relative to the root, of files that equal the commit's. */
	readonly committed: readonly string[];
	/** Whether every file was compared with a commit and no other file exists. */
	readonly isProven: boolean;
	/** Whether Git tracks any of the files. */
	readonly isTracked: boolean;
	/** Whether files differ from the commit. */
	readonly isDirty: boolean;
}

const untracked: Judgement = { reasons: [], committed: [], isProven: false, isTracked: false, isDirty: false };

/** Compares `part` with its commit. Throws `TornRead` while Git is writing. */
export async function judgeCheckout(
	part: CheckoutPart,
	tree: Tree,
	programs: ProgramPath,
	cache: CheckoutCache,
): Promise<Judgement> {
	const { checkout, files, links } = part;
	const stamp = await stampCheckout(checkout);
	const { commit } = stamp;
	if (stamp.locked) throw new TornRead();
	if (commit === undefined) return untracked;
	const reading = await indexOf(checkout, stamp.index, commit.length / 2, cache);
	if ("fault" in reading) {
		return { ...untracked, isTracked: true, isDirty: true, reasons: [unreadableIndex(checkout, reading)] };
	}
	const { entries } = reading;
	const roots = rootsIn(checkout, tree.roots);
	const expected = [...entries].filter(([path, entry]) => isExpected(path, entry, roots));
	const staged = await stagedIn(checkout, commit, stamp.index, programs, cache);
	const stagedHere = [...(staged ?? [])].filter(
		([path, kind]) => files.has(path) || links.has(path) || isExpected(path, kind, roots),
	);
	const isTracked =
		expected.length + stagedHere.length > 0 || [...files.keys(), ...links.keys()].some((path) => entries.has(path));
	if (!isTracked) return untracked;
	const content: WorkTreeContent = { files, links, roots, submodules: await commitsOf(checkout, expected) };
	const found = compareWithIndex(content, entries);
	const unknown = found.filter(({ how }) => how === "not in the commit").map(({ path }) => path);
	const ignored = await ignoredPaths(checkout, unknown, programs);
	const told = new Set(found.map(({ path }) => path));
	const differences: readonly AnsweredFrom[] = [
		...found.filter(({ path }) => !ignored.has(path)),
		...stagedHere.flatMap(([path]) => (told.has(path) ? [] : [{ path, how: "not committed" as const }])),
	];
	const operation = await operationIn(checkout);
	const after = await stampCheckout(checkout);
	if (after.locked || after.index !== stamp.index || after.commit !== commit) throw new TornRead();
	const different = new Set([...differences.map(({ path }) => path), ...ignored]);
	const shown = differences.map(({ path, how }) => ({ path: relative(tree.root, join(checkout.workTree, path)), how }));
	return {
		reasons: [
			...(shown.length > 0 ? [differencesFrom(commit, shown)] : []),
			...(operation ? [underWay(operation, checkout)] : []),
		],
		committed: [...files].filter(([path]) => !different.has(path)).map(([, { path }]) => path),
		isProven: staged !== undefined && ignored.size === 0,
		isTracked,
		isDirty: differences.length > 0,
	};
}

/** The folders of a work tree that were read with all subfolders, relative to it. */
function rootsIn({ workTree }: Checkout, roots: ReadonlySet<string>): readonly string[] {
	const all = [...roots];
	const isWithin = (root: string) => {
		const between = relative(root, workTree);
		return isInside(between) && !between.split(sep).some((part) => part !== "" && isSkippedName(part));
	};
	return all.some(isWithin) ? [""] : all.map((root) => relative(workTree, root)).filter(isInside);
}

/** The commits of the checked-out submodules among `entries`. */
async function commitsOf(
	{ workTree }: Checkout,
	entries: readonly (readonly [string, IndexEntry])[],
): Promise<ReadonlyMap<string, string | undefined>> {
	const commits = new Map<string, string | undefined>();
	for (const [path, { is }] of entries) {
		const checkout = is === "submodule" ? await checkoutAt(join(workTree, path)) : undefined;
		if (checkout) commits.set(path, (await stampCheckout(checkout)).commit);
	}
	return commits;
}

/** The index of a checkout with this stamp, from the cache if its index is unchanged. */
export async function indexOf(
	{ gitFolder }: Checkout,
	stamp: string,
	idBytes: number,
	{ indexes }: CheckoutCache,
): Promise<IndexReading> {
	const known = indexes.get(gitFolder);
	if (known?.stamp === stamp) return known.reading;
	const reading = await readIndex(join(gitFolder, "index"), idBytes);
	indexes.set(gitFolder, { stamp, reading });
	return reading;
}

async function stagedIn(
	checkout: Checkout,
	commit: string,
	index: string,
	programs: ProgramPath,
	{ staged }: CheckoutCache,
): Promise<StagedPaths> {
	const stamp = `${commit} ${index}`;
	const known = staged.get(checkout.gitFolder);
	if (known?.stamp === stamp) return known.paths;
	const paths = await stagedPaths(checkout, commit, programs);
	// A failed Git command is not cached, since the next attempt may succeed.
	if (paths) staged.set(checkout.gitFolder, { stamp, paths });
	return paths;
}

interface AnsweredFrom {
	readonly path: string;
	readonly how: Difference["how"] | "not committed";
}

/** The most files that a reason names. */
const maxNamed = 3;

function differencesFrom(commit: string, differences: readonly AnsweredFrom[]): Reason {
	const files = differences.slice(0, maxNamed);
	return because("FilesDifferFromCommit", { commit, files, count: differences.length });
}

function underWay(operation: string, { workTree }: Checkout): Reason {
	return because("GitOperationInProgress", { operation, workTree });
}

function unreadableIndex(
	{ gitFolder }: Checkout,
	{ fault, detail }: Extract<IndexReading, { fault: unknown }>,
): Reason {
	const index = join(gitFolder, "index");
	return because("GitIndexUnreadable", { index, fault, ...(detail !== undefined && { detail }) });
}
