/**
 * The symbolic links on the way to a path. git-sync and config mounts publish by swapping one of them, and a watcher on
 * the folder behind a link hears nothing of that, so the folder that holds each link must be watched instead.
 */
import { lstat, readlink } from "node:fs/promises";
import { join, parse, resolve, sep } from "node:path";

/** The kernel follows no more of them either. */
const mostLinks = 40;

/** Every link met while resolving `path`, as the folder that holds it and its name in there. */
export async function linksOn(path: string): Promise<readonly (readonly [string, string])[]> {
	const links: [string, string][] = [];
	const seen = new Set<string>();
	const follow = async (from: string): Promise<string> => {
		const start = parse(from).root;
		let current = start;
		for (const part of from.slice(start.length).split(sep).filter(Boolean)) {
			const next = join(current, part);
			const isLink = (await lstat(next).catch(() => undefined))?.isSymbolicLink();
			if (isLink && !seen.has(next) && seen.size < mostLinks) {
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
