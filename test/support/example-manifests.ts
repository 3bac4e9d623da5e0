/**
 * Provides the example manifests that users copy, with single lines changed as in a commit. A change that matches
 * nothing is an error, so that no test runs without it.
 */
import { resolve } from "node:path";
import { neededFolders } from "../../src/manifest/folder.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { readSnapshot } from "../../src/source/snapshot.ts";
import { committed } from "./committed.ts";

const root = resolve("manifests/examples");

/** The calls, sorted, that create a story of one service, its task definition and cluster, and a registry in a namespace. */
export const births = [
	"ecs:CreateCluster",
	"ecs:CreateService",
	"ecs:RegisterTaskDefinition",
	"servicediscovery:CreatePrivateDnsNamespace",
	"servicediscovery:CreateService",
];

/** The folder of one story with the shared Environment. */
export async function exampleStory(story: string): Promise<Snapshot> {
	const snapshot = await readCommitted(root);
	const files = [...snapshot.files].filter(([path]) => path === "environment.yaml" || path.startsWith(`${story}/`));
	if (files.length < 2) throw new Error(`No story ${story} in ${root}.`);
	return { ...snapshot, files: new Map(files) };
}

/** Marks all files as committed, so that no test depends on local edits. */
async function readCommitted(path: string): Promise<Snapshot> {
	const snapshot = await readSnapshot({ path, root, needed: neededFolders });
	return { ...snapshot, ...committed(snapshot.revision, snapshot.files) };
}

/** The environment in a folder below the examples, such as `environments/dev`, with all its includes. */
export function exampleEnvironment(folder: string): Promise<Snapshot> {
	return readCommitted(resolve(root, folder));
}

/** The snapshot with `from` replaced by `to` in the file `path`; throws unless `from` occurs exactly once. */
export function changed(snapshot: Snapshot, path: string, from: string, to: string): Snapshot {
	const parts = snapshot.files.get(path)?.split(from) ?? [];
	if (parts.length !== 2) throw new Error(`${path} holds ${JSON.stringify(from)} ${parts.length - 1} times.`);
	return withFile(snapshot, path, parts.join(to));
}

/** The snapshot with a changed desired count in the file `path`. */
export function withDesiredCount(snapshot: Snapshot, path: string, count: number): Snapshot {
	const [line = "desiredCount"] = /desiredCount: \d+/.exec(snapshot.files.get(path) ?? "") ?? [];
	return changed(snapshot, path, line, `desiredCount: ${count}`);
}

/** The snapshot with another text for `path`, or without that file. */
export function withFile(snapshot: Snapshot, path: string, text: string | undefined): Snapshot {
	const files = new Map(snapshot.files);
	if (text === undefined) files.delete(path);
	else files.set(path, text);
	return { ...snapshot, files };
}

/**
 * The snapshot after the commit that takes a story down: its files are deleted, and the environment lists the
 * deletions.
 */
export function tornDown(snapshot: Snapshot, story: string, deletions: readonly string[]): Snapshot {
	const kept = [...snapshot.files].filter(([path]) => !path.startsWith(`${story}/`));
	return withDeletions({ ...snapshot, files: new Map(kept) }, deletions);
}

/** The snapshot whose environment lists these deletions. */
export function withDeletions(snapshot: Snapshot, deletions: readonly string[]): Snapshot {
	const listed = deletions.map((identity) => `\n    - ${identity}`).join("");
	return listed === "" ? snapshot : changed(snapshot, "environment.yaml", "deletions: []", `deletions:${listed}`);
}
