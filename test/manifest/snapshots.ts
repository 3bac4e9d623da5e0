/** Snapshots written as one object: what the tests of this folder load. */
import { kinds } from "../../src/kinds/list.ts";
import { type Loaded, type LoadOptions, load } from "../../src/manifest/load.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { problemText } from "../../src/report/problem-text.ts";
import { committed } from "../support/committed.ts";

/** A snapshot of these files, whose environment is in the folder `path`. */
export function snapshotOf(files: Readonly<Record<string, string>>, path = ""): Snapshot {
	const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
	return { root: "/folder", path, ...committed("r1", new Map(sorted)), problems: [] };
}

/** Loads these files with all kinds and, unless said otherwise, the owner `test`. */
export function loadFiles(
	files: Readonly<Record<string, string>>,
	options: Partial<LoadOptions> & { readonly path?: string } = {},
): Loaded {
	const { path, ...rest } = options;
	return load(snapshotOf(files, path), { kinds, owner: "test", ...rest });
}

/** Problems as they are printed. */
export function texts({ problems }: Loaded): readonly string[] {
	return problems.map(problemText);
}

/** `code at file:line:column` of each problem. */
export function codes({ problems }: Loaded): readonly string[] {
	return problems.map(({ code, place }) => `${code} at ${place.file}:${place.line}:${place.column}`);
}

/** Identities of all resources. */
export function identities({ desired }: Loaded): readonly string[] {
	return desired?.resources.map(({ identity }) => identity) ?? [];
}

/** The spec of one resource. */
export function specOf({ desired }: Loaded, identity: string): object | undefined {
	return desired?.resources.find((one) => one.identity === identity)?.spec;
}

/** A manifest with these lines under `spec`. */
export function manifest(kind: string, name: string, ...spec: readonly string[]): string {
	const body = spec.length === 0 ? "spec: {}" : `spec:\n${spec.map((line) => `  ${line}`).join("\n")}`;
	return `apiVersion: evenkeel/v1alpha1\nkind: ${kind}\nmetadata: { name: ${name} }\n${body}\n`;
}
