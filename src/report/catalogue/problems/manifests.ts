// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are evenkeel's variables, not JavaScript's
/** The wording of problems of the envelope, the Environment, variables, names and references. */
import { shown } from "../../../lib/shown.ts";
import type { ProblemParams } from "../../../model/problem.ts";
import { counted } from "../../text.ts";
import { environmentsBelow, passFolder } from "./files.ts";
import { numberText, type ProblemWordings, placeText } from "./wording.ts";

export const environments: ProblemWordings<
	| "not-a-manifest"
	| "unknown-kind"
	| "two-environments"
	| "environment-in-include"
	| "missing-owner"
	| "invalid-window"
	| "unused-target"
	| "too-many-overlays"
	| "declared-deletion"
	| "deletion-by-name"
> = {
	"not-a-manifest": {
		severity: "error",
		cause: "No map, or one without `apiVersion` and `kind`.",
		message: ({ lacks }) =>
			lacks === "map"
				? "A document has to be a map of names and values."
				: "This is not a manifest: one begins with apiVersion: evenkeel/v1alpha1 and kind.",
		remediation: ({ lacks }) =>
			lacks === "map"
				? "Write a colon and a space after a name, as in kind: Service."
				: "Put files of values under variableFiles, and others outside this folder.",
	},
	"unknown-kind": {
		severity: "error",
		cause: "There is no such kind.",
		message: ({ kind }) => `There is no kind ${shown(kind)}.`,
		remediation: ({ isRegistry, meant, known }) => {
			const near = meant === undefined ? "" : `Did you mean ${meant}? `;
			return `${isRegistry ? "A service of Cloud Map is a Registry here. " : near}Valid kinds: ${known.join(", ")}.`;
		},
	},
	"two-environments": {
		severity: "error",
		cause: "Two Environment documents in one folder.",
		message: () => "A folder can have one Environment document only.",
		remediation: "Give the other one a folder of its own.",
	},
	"environment-in-include": {
		severity: "error",
		cause: "An included folder contains another Environment.",
		message: () => "This is another environment's document.",
		remediation: "Include a folder that contains only manifests.",
	},
	"missing-owner": {
		severity: "error",
		cause: "No `spec.owner`, and no `--owner`.",
		message: (below) =>
			"An owner is missing. It is the id of this installation; two installations with one owner would delete each other's " +
			`resources.${environmentsBelow(below)}`,
		remediation: (below) => passFolder(below) ?? "Write spec.owner in the Environment document, or pass --owner.",
	},
	"invalid-window": {
		severity: "error",
		cause: "A window's schedule or time zone cannot be understood, or never comes.",
		message: ({ fault }) => windows[fault].message,
		remediation: ({ fault }) => windows[fault].remediation,
	},
	"unused-target": {
		severity: "warning",
		cause: "A default or patch matches no manifest.",
		message: ({ kind, name, labels }) => {
			const called = name === undefined ? "" : ` called ${shown(name)}`;
			const labelled = labels === 0 ? "" : ` with ${labels === 1 ? "this label" : "these labels"}`;
			return `No manifest matches this target: there is no ${kind ?? "manifest"}${called}${labelled}.`;
		},
	},
	"too-many-overlays": {
		severity: "error",
		cause: "Defaults and patches are laid over more than 50,000 values of one document.",
		message: ({ most }) => `Defaults and patches are laid over more than ${numberText(most)} values of this document.`,
		remediation: "Let fewer of them match it.",
	},
	"declared-deletion": {
		severity: "warning",
		cause: "`deletions` lists a resource that a manifest still declares, so it is not deleted.",
		message: ({ identity, declaredAt }) =>
			`${shown(identity)} is listed for deletion but still declared at ${placeText(declaredAt)}, so it is not deleted.`,
		remediation: "To delete it, remove its manifest; to keep it, remove this line.",
	},
	"deletion-by-name": {
		severity: "warning",
		cause: "`deletions` has the name of a manifest where an identity has AWS's.",
		message: ({ name }) => `Identities have AWS's names, and ${shown(name)} is the name of a manifest.`,
		remediation: ({ meant }) => `Write ${shown(meant)}, if that is meant.`,
	},
};

const windows: Readonly<
	Record<ProblemParams["invalid-window"]["fault"], { readonly message: string; readonly remediation?: string }>
> = {
	"time zone": {
		message: "Unknown time zone.",
		remediation: "Use an IANA name such as Europe/Berlin, or UTC.",
	},
	schedule: {
		message:
			"A schedule has five parts, as in cron: minute, hour, day of the month, month, day of the week; such as 0 22 * * 5.",
	},
	never: { message: "This schedule never occurs." },
};

export const variables: ProblemWordings<
	| "missing-variable"
	| "bad-variable"
	| "variable-in-variable"
	| "variable-not-text"
	| "duplicate-variable"
	| "no-variables"
	| "too-large-with-variables"
> = {
	"missing-variable": {
		severity: "error",
		cause: "There is no such variable, or it has no such member.",
		message: ({ variable, isMember }) =>
			isMember
				? `There is no variable ${shown(variable)}: ${firstPart(variable)} exists, but has no such member.`
				: `There is no variable ${shown(variable)}.`,
		remediation: ({ variable, isMember }) =>
			isMember
				? "For a literal ${ write $${."
				: `Write ${firstPart(variable)} under spec.variables of the Environment, or pass --var ${firstPart(variable)}=…. ` +
					"For a literal ${ write $${.",
	},
	"bad-variable": {
		severity: "error",
		cause: "`${…}` around something that is no name.",
		message: () => "A variable is written ${NAME} or ${file.path.to.value}.",
		remediation: "For a literal ${ write $${.",
	},
	"variable-in-variable": {
		severity: "error",
		cause: "`${…}` in a variable's own value.",
		message: () => "A variable cannot refer to another one.",
		remediation: "Write its value here, or put the two together where they are used; for a literal ${ write $${.",
	},
	"variable-not-text": {
		severity: "error",
		cause: "A list or map inside a string.",
		message: ({ variable }) =>
			`The variable ${shown(variable)} is a list or a map, so it has to stand alone, not inside a string.`,
	},
	"duplicate-variable": {
		severity: "error",
		cause: "A variable and a variable file, or two files, of one name.",
		message: ({ variable }) => `There is another variable or file of variables called ${variable}.`,
		remediation: "Rename one.",
	},
	"no-variables": {
		severity: "error",
		cause: "A variable file without values.",
		message: () => "This file contains no values.",
	},
	"too-large-with-variables": {
		severity: "error",
		cause: "More than 1 MiB once variables are in.",
		message: ({ mostMiB }) => `With its variables filled in the document is larger than ${mostMiB} MiB.`,
	},
};

function firstPart(variable: string): string {
	return variable.split(".")[0] ?? "";
}

export const references: ProblemWordings<
	| "unresolved-reference"
	| "ambiguous-reference"
	| "duplicate-identity"
	| "rejected-in-chain"
	| "more-problems"
	| "internal-error"
> = {
	"unresolved-reference": {
		severity: "error",
		cause: "No manifest has this name.",
		message: ({ kind, name, hint }) =>
			[`No ${kind} manifest is called ${shown(name)}.`, hint && hintText(hint, kind)].filter(Boolean).join(" "),
		remediation: ({ takesId }) =>
			`Write one's metadata.name, or ${takesId ? "an ARN or an id of AWS" : "an ARN"}; what this environment does not own can ` +
			"have a manifest with policy.mode: observe.",
	},
	"ambiguous-reference": {
		severity: "error",
		cause: "Two manifests have this name.",
		message: ({ kind, name }) => `More than one ${kind} manifest is called ${shown(name)}.`,
		remediation: "Write parent/name, or the ARN.",
	},
	"duplicate-identity": {
		severity: "error",
		cause: "Two manifests declare one resource; both places are told.",
		message: ({ identity, other }) => `${shown(identity)} is declared here and at ${placeText(other)}.`,
		remediation: "Keep one of the two.",
	},
	"rejected-in-chain": {
		severity: "error",
		cause:
			"In each of several checks another file conflicts with the last valid version of a rejected one, so all files are rejected.",
		message: ({ turns }) =>
			`evenkeel checked the files ${turns} times, and each time another file conflicted with the last valid version of a ` +
			"rejected one. All files are rejected, and the last valid state stays in force.",
		remediation: "Fix the other errors first.",
	},
	"more-problems": {
		severity: "error",
		cause: "Too many errors or warnings to show; the message says how many more there are.",
		message: ({ count, of, files }) => {
			const where = of === "files" ? counted(files ?? 0, "other file") : `this ${of}`;
			return `${counted(count, "more problem", "more problems")} of ${where} ${count === 1 ? "is" : "are"} not shown here.`;
		},
		remediation: "Fix those above first.",
	},
	"internal-error": {
		severity: "error",
		cause: "A bug in evenkeel came up while the manifest was checked. All other manifests are read.",
		message: ({ error }) => `evenkeel failed internally while it checked this manifest: ${error}.`,
		remediation: "Report this bug.",
	},
};

function hintText(hint: NonNullable<ProblemParams["unresolved-reference"]["hint"]>, kind: string): string {
	switch (hint.is) {
		case "kind in it":
			return "A reference has no kind in it.";
		case "near":
			return `Did you mean ${hint.name}?`;
		case "other kind":
			return `There is a ${hint.kind} of this name, but here it has to be a ${kind}.`;
	}
}
