/**
 * Reads the state of a Git checkout from its files: its work tree, its commit, and whether Git is writing.
 * The Git program is not run for it, because a repository's configuration can make it run any program.
 */
import { lstat, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isCommit, lineFile, packedCommit } from "./git-files.ts";

/** A work tree and the folders of its Git state. */
export interface Checkout {
	readonly workTree: string;
	/** `.git` itself, or the folder that a worktree's or submodule's `.git` file names. */
	readonly gitFolder: string;
	/** The folder of the branches; differs from `gitFolder` in a linked worktree. */
	readonly commonFolder: string;
}

/** The state of a checkout at one moment. Two equal stamps without a lock prove that Git wrote nothing in between. */
export interface CheckoutStamp {
	/** Git holds `index.lock` while it changes files. */
	readonly locked: boolean;
	/** Identity, time and size of the index file; changes with every checkout. */
	readonly index: string;
	/** When the index was last written, in milliseconds since the epoch; 0 without an index. */
	readonly indexAtMs: number;
	/** The checked-out commit, where the files name it. */
	readonly commit: string | undefined;
}

/** Files that exist during an operation (gitrepository-layout; `git status` checks the same ones). */
const operations: Readonly<Record<string, string>> = {
	"rebase-merge": "rebase",
	"rebase-apply": "rebase",
	MERGE_HEAD: "merge",
	CHERRY_PICK_HEAD: "cherry-pick",
	REVERT_HEAD: "revert",
	BISECT_START: "bisect",
};

/** Git's own limit for nested symbolic references. */
const deepestSymbolicName = 5;

/** The checkout that contains `folder` (a real path); undefined when no parent has a `.git`. */
export async function findCheckout(folder: string): Promise<Checkout | undefined> {
	for (let workTree = folder; ; workTree = dirname(workTree)) {
		const checkout = await checkoutAt(workTree);
		if (checkout || workTree === dirname(workTree)) return checkout;
	}
}

/** The checkout whose work tree is `folder` itself; undefined when it has no `.git`. */
export async function checkoutAt(folder: string): Promise<Checkout | undefined> {
	const gitFolder = await gitFolderOf(folder);
	if (gitFolder === undefined) return undefined;
	const common = await lineFile(join(gitFolder, "commondir"));
	return { workTree: folder, gitFolder, commonFolder: common ? resolve(gitFolder, common) : gitFolder };
}

/** Reads the current state of `checkout`. */
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
 * The time of the last fetch into the checkout, in milliseconds since the epoch, whether or not it brought a commit: every
 * fetch writes FETCH_HEAD. Undefined before the first fetch.
 */
export async function fetchedAtMs({ gitFolder, commonFolder }: Checkout): Promise<number | undefined> {
	// git-sync fetches into the common folder and checks out into a linked worktree.
	const files = [...new Set([gitFolder, commonFolder])].map((folder) => statOf(join(folder, "FETCH_HEAD")));
	const times = (await Promise.all(files)).map((file) => (file ? Number(file.mtimeNs / 1_000_000n) : 0));
	return Math.max(...times) || undefined;
}

/** The files that change with a new commit, as pairs of a folder and a name in it. */
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
 * The unfinished Git operation in the checkout by its usual name, such as a merge; undefined for none. Until it ends, Git
 * checks out intermediate commits.
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
	// A `.git` folder without HEAD is not a repository.
	return status && (await lineFile(join(marker, "HEAD"))) !== undefined ? marker : undefined;
}

async function commitOf(checkout: Checkout, reference: string, depth: number): Promise<string | undefined> {
	// Each worktree has its own HEAD; refs/ is shared, except for a worktree's own references.
	const text =
		(await lineFile(join(checkout.gitFolder, reference))) ?? (await lineFile(join(checkout.commonFolder, reference)));
	if (text === undefined) return packedCommit(join(checkout.commonFolder, "packed-refs"), reference);
	if (isCommit(text)) return text;
	const branch = branchIn(text);
	return branch && depth < deepestSymbolicName ? commitOf(checkout, branch, depth + 1) : undefined;
}

/** The branch that a symbolic reference names; references outside `refs/` are ignored. */
function branchIn(text: string | undefined): string | undefined {
	const branch = text?.startsWith("ref: ") ? text.slice("ref: ".length).trim() : "";
	return branch.startsWith("refs/") && !branch.split("/").includes("..") ? branch : undefined;
}

function statOf(file: string) {
	return stat(file, { bigint: true }).catch(() => undefined);
}
