/** The wording of what happens to orphans: owned resources that no manifest declares any more. */

import type { GitIndexFault } from "../../model/reason.ts";
import { counted } from "../text.ts";
import type { Wordings } from "./wording.ts";

export const orphans: Wordings<
	| "RetainedByTag"
	| "RetainedByLastManifest"
	| "PruneOff"
	| "NotListedForDeletion"
	| "DataNotListedForDeletion"
	| "PruneBudgetExceeded"
	| "DeletionNeedsValidManifests"
	| "DeletionNeedsFullObservation"
	| "DeletionNotAskedLongEnough"
	| "FilesDifferFromCommit"
	| "GitOperationInProgress"
	| "GitIndexUnreadable"
	| "FolderChangedSinceRead"
> = {
	RetainedByTag: {
		severity: "info",
		cause: "Its manifest said `onDelete: retain`.",
		message: ({ tag }) => `Retained: its manifest said \`onDelete: retain\` (tag ${tag}).`,
	},
	RetainedByLastManifest: {
		severity: "info",
		cause: "Its last manifest suspended it, or had `mode: observe` or `onDelete: retain`.",
		message: () => "Retained: its last manifest suspended it, or had `mode: observe` or `onDelete: retain`.",
		remediation: "To delete it, declare it again without that, and then remove the manifest.",
	},
	PruneOff: {
		severity: "warning",
		cause: "No manifest declares it any more, and the Environment document says `prune: off`.",
		message: () =>
			"No manifest declares it any more. It is retained, since the Environment document says `prune: off`.",
		remediation: "To delete it, write `prune: listed` in the Environment document and list it under `deletions`.",
	},
	NotListedForDeletion: {
		severity: "warning",
		cause: "No manifest declares it any more, and the Environment document does not list it for deletion.",
		message: () => "No manifest declares it any more, and the Environment document does not list it for deletion.",
		remediation: ({ identity }) => `To delete it, list "${identity}" under \`deletions\` in the Environment document.`,
	},
	DataNotListedForDeletion: {
		severity: "warning",
		cause: "No manifest declares it any more. It holds data, which `prune: automatic` never deletes.",
		message: () => "No manifest declares it any more. It holds data, which `prune: automatic` never deletes.",
		remediation: ({ identity }) =>
			`To delete it and its data, list "${identity}" under \`deletions\` in the Environment document.`,
	},
	PruneBudgetExceeded: {
		severity: "warning",
		cause: "More resources lost their manifests at once than may be deleted automatically.",
		message: ({ orphans, budget }) =>
			`${counted(orphans, "resource")} lost their manifests at once. At most ${budget} may be deleted automatically, ` +
			"so none is deleted.",
		remediation: "List the resources to delete under `deletions` in the Environment document.",
	},
	DeletionNeedsValidManifests: {
		severity: "warning",
		cause: "A manifest is invalid, and it may be the one that declares the resource.",
		message: () => "Nothing is deleted while a manifest is invalid: it may be the one that declares this resource.",
		remediation: "Fix the invalid manifests.",
	},
	DeletionNotAskedLongEnough: {
		severity: "info",
		cause:
			"The folder is not a clean Git checkout and may be half written, so a manifest must be missing for some time.",
		message: ({ ageMs }) =>
			`Deletion waits until its manifest has been missing for ${Math.max(1, Math.round(ageMs / 1000))} s, since the folder ` +
			"is not a clean Git checkout and may be half written.",
	},
	FilesDifferFromCommit: {
		severity: "warning",
		cause: "Files of the folder differ from the checked-out commit and may be half written.",
		message: ({ commit, files, count }) => {
			const named = files.map(({ path, how }) => `${path} (${how})`).join(", ");
			const more = count > files.length ? ` and ${count - files.length} more` : "";
			return `Nothing is deleted while files differ from commit ${commit.slice(0, 10)}: ${named}${more}.`;
		},
		remediation: "Commit them, or restore them with `git restore`.",
	},
	GitOperationInProgress: {
		severity: "warning",
		cause: "A Git operation such as a merge is in progress in the folder.",
		message: ({ operation, workTree }) => `Nothing is deleted while a Git ${operation} is in progress in ${workTree}.`,
		remediation: "Finish or abort the operation.",
	},
	GitIndexUnreadable: {
		severity: "warning",
		cause: "Files of the folder cannot be compared with the commit, since Git's index cannot be read.",
		message: ({ index, fault, detail = "" }) =>
			`Nothing is deleted, since files cannot be compared with the commit: ${index} ${indexFaults[fault](detail)}.`,
		remediation: ({ fault }) =>
			fault === "split"
				? "Run git update-index --no-split-index."
				: "Check out the commit again with `git reset --hard`.",
	},
	FolderChangedSinceRead: {
		severity: "warning",
		cause: "The folder changed while `apply` was running.",
		message: () => "Nothing is deleted, since the folder changed after `apply` read it.",
		remediation: "Run `apply` again.",
	},
	DeletionNeedsFullObservation: {
		severity: "warning",
		cause: "Not everything that exists could be observed.",
		message: ({ cause }, word) => `Nothing is deleted until everything is observed: ${word(cause)}`,
		remediation: ({ cause }, _word, advise) => advise(cause),
	},
};

/** What is wrong with Git's index, to follow its path. */
const indexFaults: Readonly<Record<GitIndexFault, (detail: string) => string>> = {
	missing: () => "is missing",
	"not a file": () => "is not a plain file",
	"too large": (detail) => `is larger than ${detail}`,
	unreadable: (detail) => `cannot be read (${detail})`,
	"no index": () => "is not a Git index",
	"wrong checksum": () => "is damaged: its checksum is wrong",
	damaged: () => "is damaged",
	split: () => "is split",
	"unknown extension": (detail) => `has an unknown extension ${JSON.stringify(detail)}`,
};
