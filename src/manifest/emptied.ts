/**
 * Files that hold nothing, where no commit says that they shall: somebody is writing them, or a disk is full. What they last
 * declared stays, since a file is removed by deleting it.
 */
import type { Environment, Problem } from "../model/manifest.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { type MapNode, member } from "./node.ts";
import type { ParsedFile } from "./parse.ts";
import { folderOf } from "./path.ts";
import { errorAt, errorInFile } from "./problem.ts";

/**
 * The error of a file that is empty, or of one that holds no manifest any more, as those of `declaredIn` last did; none for what
 * a commit has so.
 */
export function emptiedFile(
	{ source, documents, problems }: ParsedFile,
	{ committed }: Snapshot,
	declaredIn: ReadonlySet<string>,
): readonly Problem[] {
	const { file } = source;
	if (documents.length + problems.length > 0 || committed.has(file)) return [];
	if (isBlank(source.text)) {
		const sentence = "This file is empty, so it may be half written. Write its manifests, or delete it.";
		return [errorInFile(file, "empty-file", sentence)];
	}
	if (!declaredIn.has(file)) return [];
	const sentence =
		"This file holds no manifest any more, so it may be half written, and what it declared stays. Write its manifests, " +
		"or delete it.";
	return [errorInFile(file, "empty-file", sentence)];
}

/**
 * Why a folder cannot be taken for one without an Environment: the one that it had in `earlier` is gone and no commit says so,
 * or the file that most likely holds it is empty.
 */
export function goneEnvironment(
	{ files, path, provenance, committed }: Snapshot,
	earlier: string | undefined,
): Problem | undefined {
	// Of a folder with nothing in it, that is told.
	if (provenance.is === "committed" || files.size === 0) return undefined;
	if (earlier !== undefined && !committed.has(earlier)) {
		const sentence =
			"The Environment document of this file is gone, so the last good state stays in force. Put it back, or commit that it " +
			"is gone; outside of Git, start evenkeel again where that is meant.";
		return errorInFile(earlier, "environment-changed", sentence);
	}
	for (const [file, text] of files) {
		const isNamed = folderOf(file) === path && /(?:^|\/)environment\.\w+$/i.test(file);
		if (!isNamed || committed.has(file) || !isBlank(text)) continue;
		const sentence = "This file is empty, and would hold the Environment document. Write it, or delete the file.";
		return errorInFile(file, "empty-file", sentence);
	}
	return undefined;
}

/**
 * The error of an Environment whose owner, account or region is another than in force, where no commit says so: a line that is
 * cut short would make strangers' resources ours.
 */
export function changedAddress(
	environment: Environment,
	inForce: Environment | undefined,
	document: MapNode | undefined,
	{ committed }: Snapshot,
): Problem | undefined {
	if (!inForce || !document || committed.has(document.source.file)) return undefined;
	const field = (["owner", "account", "region"] as const).find((name) => environment[name] !== inForce[name]);
	if (field === undefined) return undefined;
	const sentence =
		`The ${field} is not the one in force and no commit says so, so the last good state stays in force. Put it back, or ` +
		"commit it; outside of Git, start evenkeel again where that is meant.";
	return errorAt(member(member(document, "spec"), field) ?? document, "environment-changed", sentence);
}

function isBlank(text: string): boolean {
	return text.trim() === "";
}
