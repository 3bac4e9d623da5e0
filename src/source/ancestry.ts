/**
 * The ancestry gate of `--require-descendant`: a commit is applied only if it descends from the applied one.
 * Only this process remembers the applied commit, since AWS, the only state, has none; so the first commit after a start is
 * accepted unchecked.
 */
import { commitOf } from "../model/snapshot.ts";
import { askGit, type GitAnswer, type ProgramPath } from "./git-process.ts";
import type { Reading } from "./snapshot.ts";

/** Why a revision is rejected. */
export interface Held {
	readonly code: "no-descendant" | "unknown-ancestry";
	readonly sentence: string;
}

export interface Ancestry {
	/** Why this reading is rejected; undefined where it may be applied. */
	readonly judge: (reading: Pick<Reading, "snapshot" | "checkout">) => Promise<Held | undefined>;
	/** Records a revision as applied. */
	readonly note: (revision: string) => void;
	/** The first applied revision, which was accepted unchecked; undefined before it. */
	readonly since: () => string | undefined;
}

/** Creates a gate. `path`: where the Git program is searched. */
export function createAncestry(path: ProgramPath): Ancestry {
	let since: string | undefined;
	let inForce: string | undefined;
	return {
		judge: async ({ snapshot: { revision }, checkout }) => {
			const commit = commitOf(revision);
			if (!checkout || commit === undefined) return noCommit;
			if (inForce === undefined || inForce === commit) return undefined;
			const relation = await relationOf((words) => askGit(checkout.gitFolder, words, path), inForce, commit);
			return relation === "descendant" ? undefined : held(relation, inForce, commit);
		},
		note: (revision) => {
			inForce = commitOf(revision) ?? revision;
			since ??= inForce;
		},
		since: () => since,
	};
}

type Relation = "descendant" | "other" | "cut off" | "unreadable";

async function relationOf(
	ask: (words: readonly string[]) => Promise<GitAnswer | undefined>,
	before: string,
	after: string,
): Promise<Relation> {
	const isAncestor = await ask(["merge-base", "--is-ancestor", before, after]);
	if (isAncestor?.code === 0) return "descendant";
	const isThere = await ask(["cat-file", "-e", `${after}^{commit}`]);
	const shallow = await ask(["rev-parse", "--is-shallow-repository"]);
	if (!isAncestor || isThere?.code !== 0 || shallow?.code !== 0) return "unreadable";
	// In a complete history, a commit that is missing or unrelated does not descend from the applied one.
	return shallow.out.trim() === "false" ? "other" : "cut off";
}

const noCommit: Held = {
	code: "unknown-ancestry",
	sentence:
		"The folder is rejected (--require-descendant): it is not a Git checkout, so its ancestry is unknown. " +
		"Check it out with Git, or run without that flag.",
};

function held(relation: Exclude<Relation, "descendant">, before: string, after: string): Held {
	if (relation === "other") {
		const sentence =
			`Commit ${after} is rejected: it does not descend from ${before}, which stays in force (--require-descendant). Push a ` +
			"commit that does, such as one of git revert; to go back intentionally, restart evenkeel.";
		return { code: "no-descendant", sentence };
	}
	const why =
		relation === "cut off"
			? "the clone is shallow. Fetch the whole history: with --depth=0 for git-sync, git fetch --unshallow for a clone."
			: "Git cannot read the repository.";
	const sentence = `Commit ${after} is rejected: it is unknown whether it descends from ${before}, which stays in force (--require-descendant): ${why}`;
	return { code: "unknown-ancestry", sentence };
}
