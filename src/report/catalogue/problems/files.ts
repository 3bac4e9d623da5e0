/** The wording of problems of files and folders. */
import { shown } from "../../../lib/shown.ts";
import type { ProblemParams } from "../../../model/problem.ts";
import { counted } from "../../text.ts";
import { numberText, type ProblemWordings } from "./wording.ts";

export const files: ProblemWordings<
	| "not-utf-8"
	| "file-name"
	| "file-too-large"
	| "not-a-file"
	| "not-a-folder"
	| "unreadable"
	| "dangling-link"
	| "link-loop"
	| "outside-root"
	| "missing-file"
	| "missing-folder"
	| "empty-file"
	| "environment-changed"
	| "empty-folder"
> = {
	"not-utf-8": {
		severity: "error",
		cause: "The file is not UTF-8.",
		message: () => "This file is not valid UTF-8.",
		remediation: "Save it as UTF-8.",
	},
	"file-name": {
		severity: "error",
		cause:
			"The name of a manifest or folder is not UTF-8, contains control characters, or begins or ends with a space.",
		message: ({ fault }) => `This name ${nameFaults[fault]}.`,
		remediation: "Rename it.",
	},
	"file-too-large": {
		severity: "error",
		cause: "The file is larger than 256 KiB.",
		message: ({ mostKiB }) => `The file is larger than ${mostKiB} KiB.`,
		remediation: "Split it into several.",
	},
	"not-a-file": {
		severity: "error",
		cause: "A pipe, a device or a folder where a file should be.",
		message: () => "This is not read: it is a pipe, a device, a socket or a folder, not a plain file.",
	},
	"not-a-folder": {
		severity: "error",
		cause: "A file where a folder should be.",
		message: () => "This is not a folder.",
	},
	unreadable: {
		severity: "error",
		cause: "The operating system refuses to read the file.",
		message: ({ systemCode }) => `This cannot be read: the operating system returns ${systemCode}.`,
	},
	"dangling-link": {
		severity: "error",
		cause: "The target of a symbolic link does not exist.",
		message: () => "This link's target does not exist.",
	},
	"link-loop": {
		severity: "error",
		cause: "A symbolic link that leads into a folder above it.",
		message: () => "This link leads back into a folder that contains it.",
	},
	"outside-root": {
		severity: "error",
		cause: "What `include` or `variableFiles` names, or a link, leads out of the root.",
		message: ({ path, how }) => outside[how].message(shown(path)),
		remediation: ({ how }) => outside[how].remediation,
	},
	"missing-file": {
		severity: "error",
		cause: "The Environment names a file that does not exist.",
		message: ({ path }) => `There is no file ${shown(path)} in the root.`,
	},
	"missing-folder": {
		severity: "error",
		cause: "The Environment names a folder that does not exist or contains no manifest.",
		message: ({ path }) => `There is no folder ${shown(path)} in the root, or it contains no manifest.`,
	},
	"empty-file": {
		severity: "error",
		cause: "The file is empty, or has lost all its manifests, and no commit says so. What it declared stays.",
		message: ({ lost }) => emptied[lost ?? "all"],
		remediation: ({ lost }) =>
			lost === "environment" ? "Write it, or delete the file." : "Write its manifests, or delete it.",
	},
	"environment-changed": {
		severity: "error",
		cause: "The Environment document disappeared, or its owner, account or region changed, without a commit.",
		message: ({ field }) =>
			field === undefined
				? "The Environment document of this file disappeared without a commit, so the last valid state stays in force."
				: `The ${field} in the Environment document changed without a commit, so the last valid state stays in force.`,
		remediation: ({ field }) =>
			field === undefined
				? "Restore it or commit its deletion; without Git, restart evenkeel to apply it."
				: "Restore the old value or commit the change; without Git, restart evenkeel to apply it.",
	},
	"empty-folder": {
		severity: "error",
		cause: "There is no manifest at all, so nothing is planned and nothing is deleted.",
		message: (below) =>
			`There is no manifest in this folder, so nothing is planned and nothing is deleted.${environmentsBelow(below)}`,
		remediation: passFolder,
	},
};

const nameFaults = {
	"not-utf-8": "is not valid UTF-8",
	"control-characters": "contains control characters",
	blank: "begins or ends with a space",
} as const;

const outside = {
	absolute: {
		message: (path: string) => `The path ${path} is absolute.`,
		remediation: "Write it relative to the folder of this file.",
	},
	"no path": {
		message: (path: string) => `The path ${path} contains a backslash or a null byte.`,
		remediation: "Write slashes between folders.",
	},
	above: {
		message: (path: string) => `The path ${path} leads out of the root.`,
		remediation: "Pass --root with the folder that holds both this file and what the path leads to.",
	},
	link: {
		message: (path: string) => `The link ${path} leaves the root, so its target is not read.`,
		remediation: "Put a copy of the file here, or pass --root with the folder that contains both.",
	},
} as const;

const emptied = {
	all: "This file is empty, so it may be half written.",
	manifests: "This file contains no manifest any more, so it may be half written, and what it declared stays.",
	environment: "This file is empty, and would contain the Environment document.",
} as const;

type Below = ProblemParams["empty-folder"];

/** The folders below that have an Environment of their own, with a space before. */
export function environmentsBelow({ environments = [], more = 0 }: Below): string {
	if (environments.length === 0) return "";
	const others = more > 0 ? ` and ${counted(more, "other")}` : "";
	return ` There are environments of their own in ${environments.map(shown).join(", ")}${others}.`;
}

/** What to do where the wrong folder was given. */
export function passFolder({ environments = [] }: Below): string | undefined {
	return environments.length > 0 ? "Pass the folder of one as --path." : undefined;
}

export const limits: ProblemWordings<
	| "too-many-files"
	| "too-many-folders"
	| "too-many-entries"
	| "too-many-links"
	| "folder-too-large"
	| "folder-too-costly"
> = {
	"too-many-files": {
		severity: "error",
		cause: "More than 2,000 files.",
		message: ({ most }) => `There are more than ${numberText(most)} files; this one and the rest are not read.`,
		remediation: split(),
	},
	"too-many-folders": {
		severity: "error",
		cause: "More than 10,000 folders.",
		message: ({ most }) => `There are more than ${numberText(most)} folders; the rest is not read.`,
		remediation: split(),
	},
	"too-many-entries": {
		severity: "error",
		cause: "More than 200,000 files and folders to look through, `node_modules` and hidden folders not counted.",
		message: ({ most }) =>
			`There are more than ${numberText(most)} files and folders to look through; the rest is not read.`,
		remediation: split(),
	},
	"too-many-links": {
		severity: "error",
		cause: "More than 10,000 symbolic links.",
		message: ({ most }) => `There are more than ${numberText(most)} links; this one and the rest are not read.`,
		remediation: split(),
	},
	"folder-too-large": {
		severity: "error",
		cause: "More than 10 MiB in all.",
		message: ({ mostMiB }) => `The files have more than ${mostMiB} MiB in total; this file and the rest are not read.`,
		remediation: split(),
	},
	"folder-too-costly": {
		severity: "error",
		cause:
			"All manifests together are too much to read; the message names the limit. This file and those after it stay as they last were.",
		message: ({ exceeded }) =>
			`The manifests of this folder ${costs[exceeded]}. This file and those after it were not read, and their resources stay as ` +
			"they last were.",
		remediation: split(),
	},
};

function split(): string {
	return "Split the folder into several environments.";
}

const costs: Readonly<Record<ProblemParams["folder-too-costly"]["exceeded"], string>> = {
	written: "contain more than 1,500,000 keys and values",
	substituted: "get more than 16 MiB of text from variables",
	merged: "lay defaults and patches over more than 5,000,000 values",
	typed: "have more than 1,000,000 values once variables, defaults and patches are in place",
};
