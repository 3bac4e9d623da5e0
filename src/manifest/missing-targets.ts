/**
 * Reports missing targets: files, folders, the owner, and manifests that an overlay targets. The problem includes the
 * likely cause, which is often a wrong folder.
 */
import type { Problem, ProblemParams } from "../model/problem.ts";
import { type Snapshot, textAt } from "../model/snapshot.ts";
import type { ForeignFolders } from "./foreign.ts";
import type { LoadContext } from "./load-context.ts";
import { member } from "./node.ts";
import type { Overlay } from "./overlays.ts";
import { foldersAbove } from "./path.ts";
import { errorAt, errorInFile, warningAt } from "./problem.ts";

/** Maximum number of environments named in a message. */
const mostNamed = 3;

/** Warnings about a missing target that may be in an invalid file. */
const guesses: ReadonlySet<string> = new Set(["unknown-endpoint", "unused-target"]);

/**
 * Errors for files and folders that an Environment names but that do not exist. They would otherwise look like removed
 * manifests.
 */
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

/** Drops the source's own problems about missing files if the Environment's problems, which have a line, cover them. */
export function reportedBySource({ problems }: Snapshot, missing: readonly Problem[]): readonly Problem[] {
	const absence = new Set(["missing-file", "missing-folder"]);
	return missing.length === 0 ? problems : problems.filter(({ code }) => !absence.has(code));
}

/** The error for a missing owner. `foreign`: the folders of other environments below this folder. */
export function ownerProblem(loadContext: LoadContext, snapshot: Snapshot, foreign: ForeignFolders): Problem {
	if (loadContext.environment) return errorAt(loadContext.environment.node, "missing-owner", {});
	return errorInFile(snapshot.path || ".", "missing-owner", environmentsBelow(foreign));
}

/** The error for a folder without manifests. `foreign`: the folders of other environments below this folder. */
export function emptyFolder(snapshot: Snapshot, foreign: ForeignFolders): Problem {
	return errorInFile(snapshot.path || ".", "empty-folder", environmentsBelow(foreign));
}

/** The warning for a default or patch that matches no manifest. */
export function unusedTarget({ node, target: { kind, name, labels } }: Overlay): Problem {
	return warningAt(member(node, "target") ?? node, "unused-target", {
		...(kind !== undefined && { kind }),
		...(name !== undefined && { name }),
		labels: labels.size,
	});
}

/** Whether a problem may be caused only by another file being invalid. */
export function isGuess({ code }: Problem): boolean {
	return guesses.has(code);
}

function environmentsBelow(foreign: ForeignFolders): ProblemParams["empty-folder"] {
	const folders = [...foreign.keys()].sort();
	if (folders.length === 0) return {};
	return { environments: folders.slice(0, mostNamed), more: Math.max(0, folders.length - mostNamed) };
}
