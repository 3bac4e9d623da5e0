/**
 * Files that hold nothing, where no commit says that they shall: somebody is writing them, or a disk is full. What they last
 * declared stays, since a file is removed by deleting it.
 */
import type { Environment } from "../model/manifest.ts";
import type { Problem } from "../model/problem.ts";
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
		return [errorInFile(file, "empty-file", {})];
	}
	if (!declaredIn.has(file)) return [];
	return [errorInFile(file, "empty-file", { lost: "manifests" })];
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
		return errorInFile(earlier, "environment-changed", {});
	}
	for (const [file, text] of files) {
		const isNamed = folderOf(file) === path && /(?:^|\/)environment\.\w+$/i.test(file);
		if (!isNamed || committed.has(file) || !isBlank(text)) continue;
		return errorInFile(file, "empty-file", { lost: "environment" });
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
	return errorAt(member(member(document, "spec"), field) ?? document, "environment-changed", { field });
}

function isBlank(text: string): boolean {
	return text.trim() === "";
}
