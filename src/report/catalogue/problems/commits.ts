/** The wording of what `run` cannot take: a folder that is not read, and commits that are rejected. */
import type { ProblemWordings } from "./wording.ts";

export const commits: ProblemWordings<"unreadable-folder" | "slow-folder" | "no-descendant" | "unknown-ancestry"> = {
	"unreadable-folder": {
		severity: "error",
		cause: "`run`: the folder is missing or cannot be read. The last good state stays in force.",
		message: ({ cause }, word) => word(cause),
		remediation: ({ cause }, _word, advise) => advise(cause),
	},
	"slow-folder": {
		severity: "error",
		cause: "`run`: reading the folder has taken ten seconds and has not ended. `/readyz` answers 503 until it has.",
		message: ({ path, seconds }) =>
			`Reading the folder ${path} has taken ${seconds} s and has not ended; the last valid state stays in force.`,
		remediation: "Check its disk and its size, or pass --path with a smaller folder.",
	},
	"no-descendant": {
		severity: "error",
		cause: "`run --require-descendant`: the commit does not descend from the one in force, so it is rejected.",
		message: ({ commit, inForce }) =>
			`Commit ${commit} is rejected: it does not descend from ${inForce}, which stays in force (--require-descendant).`,
		remediation: "Push a commit that does, such as one of git revert; to go back intentionally, restart evenkeel.",
	},
	"unknown-ancestry": {
		severity: "error",
		cause:
			"`run --require-descendant`: whether the commit descends from the one in force is unknown, so it is rejected.",
		message: ({ commit, inForce, why }) =>
			why === "no checkout"
				? "The folder is rejected (--require-descendant): it is not a Git checkout, so its ancestry is unknown."
				: `Commit ${commit} is rejected: it is unknown whether it descends from ${inForce}, which stays in force (--require-descendant): ${unknown[why]}`,
		remediation: ({ why }) => fetching[why],
	},
};

const unknown = {
	shallow: "the clone is shallow.",
	unreadable: "Git cannot read the repository.",
} as const;

const fetching = {
	"no checkout": "Check it out with Git, or run without that flag.",
	shallow: "Fetch the whole history: with --depth=0 for git-sync, git fetch --unshallow for a clone.",
	unreadable: "Check the repository out again.",
} as const;
