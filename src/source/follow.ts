/** Resolves paths and links below one root, and never outside it. */
import type { BigIntStats } from "node:fs";
import { lstat, readlink, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, posix, relative, resolve } from "node:path";
import { systemCode } from "./failure.ts";
import { linksOn } from "./links.ts";
import { addProblem, endAt, fileProblem, isInside, type Tree, touch } from "./tree.ts";

/** A resolved path. */
export interface Target {
	readonly real: string;
	readonly status: BigIntStats;
}

/**
 * Follows the link at `full`, a path whose parent folder is real; the operator knows it as `path`. Undefined for a link
 * that is dangling or leaves the root, which is recorded as a problem.
 */
export async function followLink(tree: Tree, full: string, path: string): Promise<Target | undefined> {
	if (tree.links.size >= tree.limits.links) {
		endAt(tree, path, "too-many-links", { most: tree.limits.links });
		return undefined;
	}
	const real = await realpath(full).catch((error: unknown) => {
		const code = systemCode(error);
		if (code !== "ENOENT" && code !== "ENOTDIR" && code !== "ELOOP") throw error;
		addProblem(tree, path, "dangling-link");
		return undefined;
	});
	await noteLink(tree, full, real);
	if (real === undefined || !staysInside(tree, real, path)) return undefined;
	if (isInside(relative(real, dirname(full)))) {
		addProblem(tree, path, "link-loop");
		return undefined;
	}
	const status = await stat(real, { bigint: true });
	touch(tree, status);
	// A link's target can change without a change in the folder of the link.
	tree.folders.add(dirname(real));
	return { real, status };
}

/** Resolves a path that the environment names, which may pass through links and may be missing. */
export async function followNamed(tree: Tree, path: string, what: "folder" | "file"): Promise<Target | undefined> {
	const normal = clean(path);
	if (isAbsolute(path) || !isInside(normal)) {
		addProblem(tree, path, "outside-root", { path, how: "above" });
		return undefined;
	}
	try {
		const full = join(tree.root, normal);
		const real = await realpath(full);
		if (real !== full) await noteLinksOn(tree, full);
		if (!staysInside(tree, real, normal)) return undefined;
		return { real, status: await lstat(real, { bigint: true }) };
	} catch (error) {
		const code = systemCode(error);
		if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") {
			addProblem(tree, path, what === "file" ? "missing-file" : "missing-folder", { path });
			return undefined;
		}
		fileProblem(tree, normal, error);
		return undefined;
	}
}

/** A path relative to the root in its shortest form; empty for the root. */
export function clean(path: string): string {
	const normal = posix.normalize(path).replace(/\/$/, "");
	return normal === "." ? "" : normal;
}

/** Records a link, and the links on the way to its target: each can change while the target stays the same. */
async function noteLink(tree: Tree, full: string, real: string | undefined): Promise<void> {
	const target = await readlink(full);
	tree.links.set(full, target);
	// Usually no further link is on the way.
	if (real === undefined || real !== resolve(dirname(full), target)) await noteLinksOn(tree, full);
}

async function noteLinksOn(tree: Tree, path: string): Promise<void> {
	for (const [folder, name] of await linksOn(path)) {
		if (isInside(relative(tree.root, folder))) tree.links.set(join(folder, name), await readlink(join(folder, name)));
	}
}

function staysInside(tree: Tree, real: string, path: string): boolean {
	const inside = relative(tree.root, real);
	if (isInside(inside) && !inside.split("/").includes(".git")) return true;
	addProblem(tree, path, "outside-root", { path, how: "link" });
	return false;
}
