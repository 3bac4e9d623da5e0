/**
 * What is said of things that are not there: files and folders, the owner, manifests that a target was meant for. It
 * says as well what most likely happened, since whoever reads it has often only named another folder than they meant.
 */
import type { Problem, ProblemParams } from "../model/problem.ts";
import { type Snapshot, textAt } from "../model/snapshot.ts";
import type { ForeignFolders } from "./foreign.ts";
import type { LoadContext } from "./load-context.ts";
import { member } from "./node.ts";
import type { Overlay } from "./overlays.ts";
import { foldersAbove } from "./path.ts";
import { errorAt, errorInFile, warningAt } from "./problem.ts";

/** Environments that are named below a folder; more would only make the message long. */
const mostNamed = 3;

/** Warnings that somebody is missing, who may as well be in a file that is rejected. */
const guesses: ReadonlySet<string> = new Set(["unknown-endpoint", "unused-target"]);

/** A file or folder that an Environment names and that is not there would look like manifests that were removed. */
export function missingFiles(
	loadContext: LoadContext,
	snapshot: Snapshot,
	belonging: readonly string[],
): readonly Problem[] {
	const node = loadContext.environment?.node;
	if (!node) return [];
	const { folders, files, named } = loadContext.needed;
	const place = (path: string) => named.get(path) ?? node;
	const filled = new Set(belonging.flatMap(foldersAbove));
	const gone = files.filter((file) => textAt(snapshot, file) === undefined);
	const empty = folders.slice(1).filter((folder) => !filled.has(snapshot.aliases.get(folder) ?? folder));
	return [
		...gone.map((file) => errorAt(place(file), "missing-file", { path: file })),
		...empty.map((folder) => errorAt(place(folder), "missing-folder", { path: folder })),
	];
}

/** The source tells of what is not there too, but without a line: the Environment's own line is enough. */
export function reportedBySource({ problems }: Snapshot, missing: readonly Problem[]): readonly Problem[] {
	const absence = new Set(["missing-file", "missing-folder"]);
	return missing.length === 0 ? problems : problems.filter(({ code }) => !absence.has(code));
}

/** Nothing says whose the manifests are. `foreign` are the folders of other environments below. */
export function ownerProblem(loadContext: LoadContext, snapshot: Snapshot, foreign: ForeignFolders): Problem {
	if (loadContext.environment) return errorAt(loadContext.environment.node, "missing-owner", {});
	return errorInFile(snapshot.path || ".", "missing-owner", environmentsBelow(foreign));
}

/** Nothing is declared at all. `foreign` are the folders of other environments below. */
export function emptyFolder(snapshot: Snapshot, foreign: ForeignFolders): Problem {
	return errorInFile(snapshot.path || ".", "empty-folder", environmentsBelow(foreign));
}

/** A default or patch that matches no manifest. */
export function unusedTarget({ node, target: { kind, name, labels } }: Overlay): Problem {
	return warningAt(member(node, "target") ?? node, "unused-target", {
		...(kind !== undefined && { kind }),
		...(name !== undefined && { name }),
		labels: labels.size,
	});
}

/** Whether a problem may say no more than that something was not read, where some file is rejected. */
export function isGuess({ code }: Problem): boolean {
	return guesses.has(code);
}

function environmentsBelow(foreign: ForeignFolders): ProblemParams["empty-folder"] {
	const folders = [...foreign.keys()].sort();
	if (folders.length === 0) return {};
	return { environments: folders.slice(0, mostNamed), more: Math.max(0, folders.length - mostNamed) };
}
