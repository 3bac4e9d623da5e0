/** The wording of why the folder of manifests cannot be read, or not watched. */
import type { Wordings } from "./wording.ts";

export const folders: Wordings<
	| "FolderNotFound"
	| "PathNotFolder"
	| "FolderOutsideRoot"
	| "FolderBusy"
	| "GitLockHeld"
	| "PathUnreadable"
	| "GitFileTooLarge"
	| "LinkLeavesWorkTree"
	| "FolderNotWatched"
> = {
	FolderNotFound: {
		severity: "error",
		cause: "The folder does not exist.",
		message: ({ path }) => `The folder ${path} does not exist.`,
		remediation: "Pass the folder that contains the manifests as --path.",
	},
	PathNotFolder: {
		severity: "error",
		cause: "The path leads to something that is not a folder.",
		message: ({ path }) => `The path ${path} is not a folder.`,
		remediation: "Name the folder that contains the manifests.",
	},
	FolderOutsideRoot: {
		severity: "error",
		cause: "The folder lies outside the root that was given.",
		message: ({ path, root }) => `The folder ${path} lies outside the root ${root}.`,
		remediation: "Pass --root with a folder that contains it.",
	},
	FolderBusy: {
		severity: "error",
		cause: "The folder was written to without a pause, so it was not read.",
		message: ({ path, seconds }) => `The folder ${path} was not read: it has kept changing for ${seconds} s.`,
		remediation: "It is retried. If it persists, find out what writes there.",
	},
	GitLockHeld: {
		severity: "error",
		cause: "Git's lock file has existed for too long, so the folder is not read.",
		message: ({ lock, seconds }) => `The folder is not read: Git's lock file ${lock} has existed for ${seconds} s.`,
		remediation:
			"Check whether a Git process is running in the container that syncs the folder. If none is, delete this file.",
	},
	PathUnreadable: {
		severity: "error",
		cause: "The operating system refuses to read: permissions, no file handles left, a failing disk.",
		message: ({ path, systemCode }) => `The path ${path} cannot be read: the operating system returns ${systemCode}.`,
		remediation: "It is retried. Check permissions and the disk.",
	},
	GitFileTooLarge: {
		severity: "error",
		cause: "A file in which Git keeps its state is larger than Git writes it.",
		message: ({ path, mostKiB }) =>
			`The file ${path} is larger than ${mostKiB < 1_024 ? `${mostKiB} KiB` : `${mostKiB / 1_024} MiB`}, so it is not read.`,
		remediation:
			"Clone the repository again. If the file is packed-refs, delete unused branches and tags in the remote repository first.",
	},
	LinkLeavesWorkTree: {
		severity: "error",
		cause: "A link on the way to the folder, which Git has checked out, leads out of the work tree.",
		message: ({ link, workTree, path }) =>
			`The folder ${path} is not read: ${link} is a committed link, and it leads out of the work tree ${workTree}.`,
		remediation: "Commit a folder in its place, or pass --root with the folder that contains both.",
	},
	FolderNotWatched: {
		severity: "warning",
		cause: "The folder cannot be watched for changes, so it is only read from time to time.",
		message: ({ systemCode, resyncSeconds }) =>
			`The folder cannot be watched for changes: ${watching(systemCode)}. It is read every ${resyncSeconds} s instead.`,
		remediation: ({ systemCode }) => raising[systemCode],
	},
};

function watching(systemCode: string): string {
	if (systemCode === "ENOSPC") return "no watches are left";
	if (systemCode === "EMFILE") return "no watchers or file handles are left";
	return `the operating system returns ${systemCode}`;
}

const raising: Readonly<Record<string, string>> = {
	ENOSPC: "Raise fs.inotify.max_user_watches.",
	EMFILE: "Raise fs.inotify.max_user_instances.",
};
