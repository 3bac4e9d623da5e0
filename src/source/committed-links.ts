/**
 * Rejects a synced folder whose path passes through a committed link that leaves the work tree.
 * Links made by git-sync or an operator may lead anywhere, but a committed one would let a commit choose what is read.
 */
import { realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { because } from "../model/reason.ts";
import { type CheckoutCache, indexOf } from "./checkout-judgement.ts";
import { SourceFailure } from "./failure.ts";
import { type Checkout, findCheckout, stampCheckout } from "./git.ts";
import { linksOn } from "./links.ts";
import { isInside } from "./tree.ts";

/** Throws `SourceFailure` where `path` passes through a link that Git has checked out and that leaves the work tree. */
export async function refuseCommittedLinks(path: string, cache: CheckoutCache): Promise<void> {
	for (const [folder, name] of await linksOn(path)) {
		const checkout = await findCheckout(folder);
		if (!checkout) continue;
		const link = join(folder, name);
		const target = await realpath(link).catch(() => undefined);
		// The reader of the folder reports dangling links.
		if (target === undefined || staysIn(checkout, target) || !(await isFromGit(checkout, link, cache))) continue;
		throw new SourceFailure(because("LinkLeavesWorkTree", { link, workTree: checkout.workTree, path }));
	}
}

function staysIn({ workTree }: Checkout, target: string): boolean {
	const inside = relative(workTree, target);
	return isInside(inside) && !inside.split(sep).includes(".git");
}

/** An index that cannot be read may contain the link. */
async function isFromGit(checkout: Checkout, link: string, cache: CheckoutCache): Promise<boolean> {
	const { index, commit } = await stampCheckout(checkout);
	if (index === "none") return false;
	const reading = await indexOf(checkout, index, (commit?.length ?? 40) / 2, cache);
	return "fault" in reading || reading.entries.has(relative(checkout.workTree, link).split(sep).join("/"));
}
