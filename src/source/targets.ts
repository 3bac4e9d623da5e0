/**
 * Selects the folders to watch and watches them.
 * Every folder that was read is watched itself, without its subfolders, so links inside the root, includes and variable
 * files need no special rules.
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
	/** Changes whenever a new watch is needed, such as for a folder that was deleted and recreated. */
	readonly key: string;
}

/** Everything whose change may lead to another snapshot. Missing folders are left out. */
export async function targetsOf(options: SnapshotOptions, reading: Reading | undefined): Promise<Targets> {
	const folders = new Map<string, Set<string> | "all">();
	const add = ([folder, name]: readonly [string, string]) => {
		const names = folders.get(folder) ?? new Set<string>();
		if (names !== "all") folders.set(folder, names.add(name));
	};
	for (const path of [options.path, options.root ?? options.path]) {
		for (const link of await linksOn(path)) add(link);
		// Deleting a folder ends its watch; its parent reports when it is recreated.
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

/** Calls `onHint` for each event until closed. Resolves once events are delivered, or watching has failed. */
export async function watchTargets(
	targets: Targets,
	onHint: () => void,
	onFailure: (code: string) => void,
): Promise<() => Promise<void>> {
	const { folders } = targets;
	const matters = (path: string): boolean => {
		if (folders.has(path)) return true;
		const names = folders.get(dirname(path));
		// Config mounts may publish by hidden links, so only the frequent changes of Git and package managers are ignored.
		return names === "all" ? !isChurn(basename(path)) : (names?.has(basename(path)) ?? false);
	};
	const watcher = watch([...folders.keys()], {
		ignoreInitial: true,
		depth: 0,
		followSymlinks: false,
		// Joining an unlink with the following add would delay every event by 100 ms.
		atomic: false,
		ignored: (path) => !matters(path),
	});
	await new Promise<void>((resolve) => {
		watcher
			.on("all", onHint)
			// Chokidar reports no event for some changes, such as a removed dangling link; raw events include them.
			.on("raw", (_event, name: string | null, details) => {
				const watched = isRecord(details) ? details.watchedPath : undefined;
				if (typeof watched !== "string" || name === null) onHint();
				else if (matters(folders.has(watched) ? join(watched, name) : watched)) onHint();
			})
			.on("error", (error) => {
				// Chokidar may never become ready after such an error.
				onFailure(systemCode(error) ?? "UNKNOWN");
				resolve();
			})
			.on("ready", resolve);
	});
	return () => watcher.close();
}

function isChurn(name: string): boolean {
	return name === ".git" || (isSkippedName(name) && !name.startsWith("."));
}
