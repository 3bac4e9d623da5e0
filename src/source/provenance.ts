/**
 * Verifies a reading of the folder against the checked-out commit.
 * A merge cut short by a full disk leaves the old commit and truncated files, which must not look like removed manifests.
 */
import { dirname, relative, sep } from "node:path";
import type { Provenance } from "../model/manifest.ts";
import { type CheckoutCache, type CheckoutPart, type Judgement, judgeCheckout } from "./checkout-judgement.ts";
import { type Checkout, checkoutAt } from "./git.ts";
import type { ProgramPath } from "./git-process.ts";
import type { Tree } from "./tree.ts";

/** The result of verifying a reading. */
export interface Vouched extends Pick<Judgement, "isTracked" | "isDirty"> {
	readonly provenance: Provenance;
	/** Paths, relative to the root, of files that equal the commit's. */
	readonly committed: ReadonlySet<string>;
}

/** Compares everything read into `tree` with the checkouts that contain it. Throws `TornRead` while Git is writing. */
export async function vouchFor(
	tree: Tree,
	texts: ReadonlyMap<string, string>,
	{ programs, cache }: { readonly programs: ProgramPath; readonly cache: CheckoutCache },
): Promise<Vouched> {
	const checkoutOf = checkoutFinder();
	const parts = new Map<string, CheckoutPart>();
	const partOf = async (folder: string) => {
		const checkout = await checkoutOf(folder);
		if (!checkout) return undefined;
		const part = parts.get(checkout.workTree) ?? { checkout, files: new Map(), links: new Map() };
		parts.set(checkout.workTree, part);
		return part;
	};
	for (const root of tree.roots) await partOf(root);
	let isAllInGit = true;
	for (const { path, real, status } of tree.found.values()) {
		const part = await partOf(dirname(real));
		if (part) part.files.set(within(part.checkout, real), { path, text: texts.get(path), status });
		else isAllInGit = false;
	}
	for (const [real, target] of tree.links) {
		const part = await partOf(dirname(real));
		part?.links.set(within(part.checkout, real), target);
	}
	const judged = await Promise.all([...parts.values()].map((part) => judgeCheckout(part, tree, programs, cache)));
	return summary(judged, isAllInGit);
}

function summary(parts: readonly Judgement[], isAllInGit: boolean): Vouched {
	const [reason] = parts.flatMap(({ reasons }) => reasons);
	const isProven = isAllInGit && parts.length > 0 && parts.every((part) => part.isProven);
	return {
		provenance: reason !== undefined ? { is: "uncommitted", reason } : { is: isProven ? "committed" : "unversioned" },
		committed: new Set(parts.flatMap(({ committed }) => committed)),
		isTracked: parts.some(({ isTracked }) => isTracked),
		isDirty: parts.some(({ isDirty }) => isDirty),
	};
}

/** Finds the checkout of a folder; each folder is checked for a `.git` once. */
function checkoutFinder(): (folder: string) => Promise<Checkout | undefined> {
	const known = new Map<string, Promise<Checkout | undefined>>();
	const find = (folder: string): Promise<Checkout | undefined> => {
		const before = known.get(folder);
		if (before) return before;
		const above = dirname(folder);
		const found = checkoutAt(folder).then((here) => here ?? (above === folder ? undefined : find(above)));
		known.set(folder, found);
		return found;
	};
	return find;
}

function within({ workTree }: Checkout, real: string): string {
	return relative(workTree, real).split(sep).join("/");
}
