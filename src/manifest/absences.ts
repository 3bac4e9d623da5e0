/**
 * What is said of things that are not there: files and folders, the owner, manifests that a target was meant for. It
 * says as well what most likely happened, since whoever reads it has often only named another folder than they meant.
 */
import type { Problem } from "../model/manifest.ts";
import { type Snapshot, textAt } from "../model/snapshot.ts";
import type { ForeignFolders } from "./foreign.ts";
import { member, shown } from "./node.ts";
import type { Overlay } from "./overlays.ts";
import { foldersAbove } from "./path.ts";
import { errorAt, errorInFile, warningAt } from "./problem.ts";
import type { Setting } from "./setting.ts";

/** Environments that are named below a folder; more would only make the sentence long. */
const mostNamed = 3;

/** Warnings that somebody is missing, who may as well be in a file that is rejected. */
const guesses: ReadonlySet<string> = new Set(["unknown-endpoint", "unused-target"]);

/** A file or folder that an Environment names and that is not there would look like manifests that were removed. */
export function missingFiles(setting: Setting, snapshot: Snapshot, belonging: readonly string[]): readonly Problem[] {
	const node = setting.environment?.node;
	if (!node) return [];
	const { folders, files, named } = setting.needed;
	const place = (path: string) => named.get(path) ?? node;
	const filled = new Set(belonging.flatMap(foldersAbove));
	const gone = files.filter((file) => textAt(snapshot, file) === undefined);
	const empty = folders.slice(1).filter((folder) => !filled.has(snapshot.aliases.get(folder) ?? folder));
	return [
		...gone.map((file) => errorAt(place(file), "missing-file", `There is no file ${shown(file)} in the root.`)),
		...empty.map((folder) =>
			errorAt(
				place(folder),
				"missing-folder",
				`There is no folder ${shown(folder)} in the root, or it holds no manifest.`,
			),
		),
	];
}

/** The source tells of what is not there too, but without a line: the Environment's own line is enough. */
export function toldBySource({ problems }: Snapshot, missing: readonly Problem[]): readonly Problem[] {
	const absence = new Set(["missing-file", "missing-folder"]);
	return missing.length === 0 ? problems : problems.filter(({ code }) => !absence.has(code));
}

/** Nothing says whose the manifests are. `foreign` are the folders of other environments below. */
export function ownerProblem(setting: Setting, snapshot: Snapshot, foreign: ForeignFolders): Problem {
	const sentence =
		"An owner is missing: write spec.owner in the Environment document, or pass --owner. It is the id of this " +
		"installation; two installations with one owner would delete each other's resources.";
	if (setting.environment) return errorAt(setting.environment.node, "missing-owner", sentence);
	return errorInFile(snapshot.path || ".", "missing-owner", `${sentence}${environmentsBelow(foreign)}`);
}

/** Nothing is declared at all. `foreign` are the folders of other environments below. */
export function emptyFolder(snapshot: Snapshot, foreign: ForeignFolders): Problem {
	const sentence = "There is no manifest in this folder, so nothing is planned and nothing is deleted.";
	return errorInFile(snapshot.path || ".", "empty-folder", `${sentence}${environmentsBelow(foreign)}`);
}

/** A default or patch that matches no manifest. */
export function unusedTarget({ node, target: { kind, name, labels } }: Overlay): Problem {
	const called = name === undefined ? "" : ` called ${shown(name)}`;
	const labelled = labels.size === 0 ? "" : ` with ${labels.size === 1 ? "this label" : "these labels"}`;
	const sentence = `No manifest matches this target: there is no ${kind ?? "manifest"}${called}${labelled}.`;
	return warningAt(member(node, "target") ?? node, "unused-target", sentence);
}

/** Whether a problem may say no more than that something was not read, where some file is rejected. */
export function isGuess({ code }: Problem): boolean {
	return guesses.has(code);
}

function environmentsBelow(foreign: ForeignFolders): string {
	const folders = [...foreign.keys()].sort();
	if (folders.length === 0) return "";
	const more = folders.length > mostNamed ? " and others" : "";
	return ` There are environments of their own in ${folders.slice(0, mostNamed).map(shown).join(", ")}${more}: pass the folder of one as --path.`;
}
