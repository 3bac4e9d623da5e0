/**
 * Finds the symbolic links on the way to a path.
 * git-sync and config mounts publish by swapping a link, which a watch on the folder behind the link does not report, so
 * the folder of each link is watched.
 */
import { lstat, readlink } from "node:fs/promises";
import { join, parse, resolve, sep } from "node:path";

/** The kernel's own limit. */
const maxLinks = 40;

/** Every link found while resolving `path`, as pairs of its folder and its name. */
export async function linksOn(path: string): Promise<readonly (readonly [string, string])[]> {
	const links: [string, string][] = [];
	const seen = new Set<string>();
	const follow = async (from: string): Promise<string> => {
		const start = parse(from).root;
		let current = start;
		for (const part of from.slice(start.length).split(sep).filter(Boolean)) {
			const next = join(current, part);
			const isLink = (await lstat(next).catch(() => undefined))?.isSymbolicLink();
			if (isLink && !seen.has(next) && seen.size < maxLinks) {
				seen.add(next);
				links.push([current, part]);
				const target = await readlink(next).catch(() => part);
				current = await follow(resolve(current, target));
			} else {
				current = next;
			}
		}
		return current;
	};
	await follow(resolve(path));
	return links;
}
