/**
 * Which folders to watch, and the watching itself. Every folder that was read is watched for itself and without its
 * subfolders, so that links inside the root, includes and variable files need no rules of their own.
 */
import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { watch } from "chokidar";
import { isRecord } from "../lib/json.ts";
import { systemCode } from "./failure.ts";
import { announcingFiles } from "./git.ts";
import { linksOn } from "./links.ts";
import { isSkippedName } from "./names.ts";
import type { Reading, SnapshotOptions } from "./snapshot.ts";

export interface Targets {
	/** For each folder the names in it that matter, or all of them. */
	readonly folders: ReadonlyMap<string, ReadonlySet<string> | "all">;
	/** Differs whenever anything must be watched anew, such as a folder that was deleted and made again. */
	readonly key: string;
}

/** Everything whose change may mean another snapshot. Folders that are not there are left out. */
export async function targetsOf(options: SnapshotOptions, reading: Reading | undefined): Promise<Targets> {
	const folders = new Map<string, Set<string> | "all">();
	const add = ([folder, name]: readonly [string, string]) => {
		const names = folders.get(folder) ?? new Set<string>();
		if (names !== "all") folders.set(folder, names.add(name));
	};
	for (const path of [options.path, options.root ?? options.path]) {
		for (const link of await linksOn(path)) add(link);
		// A folder that is deleted takes its watch along; the one above tells when it is back.
		add([dirname(path), basename(path)]);
	}
	for (const file of reading?.checkout ? await announcingFiles(reading.checkout) : []) add(file);
	for (const folder of reading?.folders ?? []) folders.set(folder, "all");

	const keys: string[] = [];
	for (const [folder, names] of [...folders].sort(([a], [b]) => (a < b ? -1 : 1))) {
		const status = await stat(folder).catch(() => undefined);
		if (status?.isDirectory()) {
			keys.push(`${folder} ${status.dev}:${status.ino} ${names === "all" ? "*" : [...names].sort().join(" ")}`);
		} else {
			folders.delete(folder);
		}
	}
	return { folders, key: keys.join("\n") };
}

/** Calls `onHint` for each event until closed. Resolves once events are being heard, or cannot be. */
export async function watchTargets(
	targets: Targets,
	onHint: () => void,
	onFailure: (code: string) => void,
): Promise<() => Promise<void>> {
	const { folders } = targets;
	const matters = (path: string): boolean => {
		if (folders.has(path)) return true;
		const names = folders.get(dirname(path));
		// Hidden links may be how a config mount publishes, so only what Git and package managers churn is left out.
		return names === "all" ? !isChurn(basename(path)) : (names?.has(basename(path)) ?? false);
	};
	const watcher = watch([...folders.keys()], {
		ignoreInitial: true,
		depth: 0,
		followSymlinks: false,
		// Joining an unlink with the add that follows would delay every event by 100 ms.
		atomic: false,
		ignored: (path) => !matters(path),
	});
	await new Promise<void>((resolve) => {
		watcher
			.on("all", onHint)
			// Chokidar keeps quiet about some changes, such as a link that leads nowhere being removed; these are all of them.
			.on("raw", (_event, name: string | null, details) => {
				const watched = isRecord(details) ? details.watchedPath : undefined;
				if (typeof watched !== "string" || name === null) onHint();
				else if (matters(folders.has(watched) ? join(watched, name) : watched)) onHint();
			})
			.on("error", (error) => {
				// Chokidar may never become ready after such an error.
				onFailure(systemCode(error) ?? "an unknown error");
				resolve();
			})
			.on("ready", resolve);
	});
	return () => watcher.close();
}

function isChurn(name: string): boolean {
	return name === ".git" || (isSkippedName(name) && !name.startsWith("."));
}
