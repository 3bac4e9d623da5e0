/**
 * Links that a commit has made on the way to the folder. git-sync and people publish by links of their own, which may lead
 * anywhere; one that Git has checked out must not lead out of its work tree, or a commit could choose what else is read.
 */
import { realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
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
		// What leads nowhere is told by whoever reads it.
		if (target === undefined || staysIn(checkout, target) || !(await isFromGit(checkout, link, cache))) continue;
		const sentence =
			`${link} is a link that Git has checked out, and it leads out of the work tree ${checkout.workTree}, so the folder ${path} is ` +
			"not read. Commit a folder in its place, or pass --root with the folder that holds both.";
		throw new SourceFailure("outside-root", sentence);
	}
}

function staysIn({ workTree }: Checkout, target: string): boolean {
	const inside = relative(workTree, target);
	return isInside(inside) && !inside.split(sep).includes(".git");
}

/** An index that cannot be read may hold it. */
async function isFromGit(checkout: Checkout, link: string, cache: CheckoutCache): Promise<boolean> {
	const { index, commit } = await stampCheckout(checkout);
	if (index === "none") return false;
	const reading = await indexOf(checkout, index, (commit?.length ?? 40) / 2, cache);
	return "fault" in reading || reading.entries.has(relative(checkout.workTree, link).split(sep).join("/"));
}
