/**
 * What a Git checkout tells about itself through its files: where its work tree begins, which commit is checked out, and
 * whether Git is writing right now. Git itself is not run for that, because a repository's own configuration can make it run
 * any program.
 */
import { lstat, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isCommit, lineFile, packedCommit } from "./git-files.ts";

/** A work tree and the folders Git keeps its state in. */
export interface Checkout {
	readonly workTree: string;
	/** `.git` itself, or what a worktree's or submodule's `.git` file points to. */
	readonly gitFolder: string;
	/** Where branches live: another folder than `gitFolder` in a linked worktree. */
	readonly commonFolder: string;
}

/** The state of a checkout at one moment. Two equal stamps with no lock mean that Git wrote nothing in between. */
export interface CheckoutStamp {
	/** Git holds `index.lock` from before it touches the first file until after the last. */
	readonly locked: boolean;
	/** Identity, time and size of the index; changes with every checkout. */
	readonly index: string;
	/** When the index was last written, milliseconds since the epoch; 0 without an index. */
	readonly indexAtMs: number;
	/** The commit that is checked out, where the files tell. */
	readonly commit: string | undefined;
}

/** What Git keeps while such an operation lasts (gitrepository-layout; `git status` looks for the same). */
const operations: Readonly<Record<string, string>> = {
	"rebase-merge": "rebase",
	"rebase-apply": "rebase",
	MERGE_HEAD: "merge",
	CHERRY_PICK_HEAD: "cherry-pick",
	REVERT_HEAD: "revert",
	BISECT_START: "bisect",
};

/** Git itself gives up on symbolic references deeper than this. */
const deepestSymbolicName = 5;

/** The checkout that `folder` (a real path) lies in, or undefined when no parent holds a `.git`. */
export async function findCheckout(folder: string): Promise<Checkout | undefined> {
	for (let workTree = folder; ; workTree = dirname(workTree)) {
		const checkout = await checkoutAt(workTree);
		if (checkout || workTree === dirname(workTree)) return checkout;
	}
}

/** The checkout whose work tree is `folder` itself, or undefined when it holds no `.git`. */
export async function checkoutAt(folder: string): Promise<Checkout | undefined> {
	const gitFolder = await gitFolderOf(folder);
	if (gitFolder === undefined) return undefined;
	const common = await lineFile(join(gitFolder, "commondir"));
	return { workTree: folder, gitFolder, commonFolder: common ? resolve(gitFolder, common) : gitFolder };
}

/** Reads the state of `checkout` as it is now. */
export async function stampCheckout(checkout: Checkout): Promise<CheckoutStamp> {
	const locked = (await statOf(join(checkout.gitFolder, "index.lock"))) !== undefined;
	const index = await statOf(join(checkout.gitFolder, "index"));
	return {
		locked,
		index: index ? `${index.ino}:${index.mtimeNs}:${index.ctimeNs}:${index.size}` : "none",
		indexAtMs: index ? Number(index.ctimeNs / 1_000_000n) : 0,
		commit: await commitOf(checkout, "HEAD", 0),
	};
}

/**
 * When something was last fetched into the checkout, milliseconds since the epoch, whether or not it brought a commit: Git
 * writes FETCH_HEAD at every fetch. Undefined when nothing ever was.
 */
export async function fetchedAtMs({ gitFolder, commonFolder }: Checkout): Promise<number | undefined> {
	// git-sync fetches into the common folder and checks out into a linked worktree.
	const files = [...new Set([gitFolder, commonFolder])].map((folder) => statOf(join(folder, "FETCH_HEAD")));
	const times = (await Promise.all(files)).map((file) => (file ? Number(file.mtimeNs / 1_000_000n) : 0));
	return Math.max(...times) || undefined;
}

/** The files whose change announces another commit, as folders and the names in them. */
export async function announcingFiles(checkout: Checkout): Promise<readonly (readonly [string, string])[]> {
	const { gitFolder, commonFolder } = checkout;
	const branch = branchIn(await lineFile(join(gitFolder, "HEAD")));
	return [
		[gitFolder, "HEAD"],
		[gitFolder, "index"],
		[commonFolder, "packed-refs"],
		...Object.keys(operations).map((name) => [gitFolder, name] as const),
		...(branch ? [[dirname(join(commonFolder, branch)), basename(branch)] as const] : []),
	];
}

/**
 * What of Git has begun and not ended in the checkout, as people call it; undefined for nothing. Until it ends, Git checks out
 * commits that nobody means to keep.
 */
export async function operationIn({ gitFolder }: Checkout): Promise<string | undefined> {
	for (const [name, operation] of Object.entries(operations)) {
		if (await statOf(join(gitFolder, name))) return operation;
	}
	return undefined;
}

async function gitFolderOf(workTree: string): Promise<string | undefined> {
	const marker = join(workTree, ".git");
	const status = await lstat(marker).catch(() => undefined);
	if (status?.isFile()) {
		const text = await lineFile(marker);
		return text?.startsWith("gitdir: ") ? resolve(workTree, text.slice("gitdir: ".length)) : undefined;
	}
	// A `.git` folder without HEAD is somebody's leftover, not a repository.
	return status && (await lineFile(join(marker, "HEAD"))) !== undefined ? marker : undefined;
}

async function commitOf(checkout: Checkout, reference: string, depth: number): Promise<string | undefined> {
	// HEAD is each worktree's own; everything under refs/ is shared, except what a worktree keeps for itself.
	const text =
		(await lineFile(join(checkout.gitFolder, reference))) ?? (await lineFile(join(checkout.commonFolder, reference)));
	if (text === undefined) return packedCommit(join(checkout.commonFolder, "packed-refs"), reference);
	if (isCommit(text)) return text;
	const branch = branchIn(text);
	return branch && depth < deepestSymbolicName ? commitOf(checkout, branch, depth + 1) : undefined;
}

/** The branch that a symbolic reference names; nothing outside `refs/` is followed. */
function branchIn(text: string | undefined): string | undefined {
	const branch = text?.startsWith("ref: ") ? text.slice("ref: ".length).trim() : "";
	return branch.startsWith("refs/") && !branch.split("/").includes("..") ? branch : undefined;
}

function statOf(file: string) {
	return stat(file, { bigint: true }).catch(() => undefined);
}
