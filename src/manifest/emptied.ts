/**
 * Detects files that became empty without a commit, for example during a write or on a full disk. Their last declared
 * resources are kept; a file is removed by deleting it.
 */
import type { Environment } from "../model/manifest.ts";
import type { Problem } from "../model/problem.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { type MapNode, member } from "./node.ts";
import type { ParsedFile } from "./parse.ts";
import { folderOf } from "./path.ts";
import { errorAt, errorInFile } from "./problem.ts";

/**
 * The error for an uncommitted file that is empty, or that no longer contains a manifest although it is in `declaredIn`. A
 * committed file never gets this error.
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
 * The reason why a folder may have lost its Environment: the Environment in file `earlier` disappeared without a commit, or
 * the file that most likely holds it is empty. Undefined if the folder may be used without an Environment.
 */
export function goneEnvironment(
	{ files, path, provenance, committed }: Snapshot,
	earlier: string | undefined,
): Problem | undefined {
	// A folder without files gets its own error.
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
 * The error for an Environment whose owner, account or region changed without a commit. A truncated line could otherwise
 * make evenkeel manage another owner's resources.
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
