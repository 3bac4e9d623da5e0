/**
 * No way back, for those who ask for it: a commit is taken only if it descends from the one in force. What was in force is
 * remembered by this process alone, since AWS is the only state there is and knows of no commits; so the first commit
 * after a start is taken as it is.
 */
import { commitOf } from "../model/snapshot.ts";
import { askGit, type GitAnswer, type ProgramPath } from "./git-process.ts";
import type { Reading } from "./snapshot.ts";

/** Why a revision is not taken. */
export interface Held {
	readonly code: "no-descendant" | "unknown-ancestry";
	readonly sentence: string;
}

export interface Ancestry {
	/** Why this reading is held; undefined where it may be taken. */
	readonly judge: (reading: Pick<Reading, "snapshot" | "checkout">) => Promise<Held | undefined>;
	/** Notes that a revision is in force now. */
	readonly note: (revision: string) => void;
	/** The first revision that was in force, which nobody could compare with anything. */
	readonly since: () => string | undefined;
}

/** `path`: where Git is looked for. */
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
	// With all of its history here, a commit that is not in it, or not here at all, is none of its ancestors.
	return shallow.out.trim() === "false" ? "other" : "cut off";
}

const noCommit: Held = {
	code: "unknown-ancestry",
	sentence:
		"The folder is no checkout of a commit, so nobody can tell what it descends from, and --require-descendant holds it. " +
		"Let Git check it out, or run without that flag.",
};

function held(relation: Exclude<Relation, "descendant">, before: string, after: string): Held {
	if (relation === "other") {
		const sentence =
			`Commit ${after} does not descend from ${before}, which stays in force (--require-descendant). Push a commit that ` +
			"does, such as one of git revert; where the way back is meant, start evenkeel again.";
		return { code: "no-descendant", sentence };
	}
	const why =
		relation === "cut off"
			? "the history here is cut off. Fetch all of it: git-sync does with --depth=0, a clone with git fetch --unshallow."
			: "Git cannot read the repository.";
	const sentence = `Nobody can tell whether commit ${after} descends from ${before}, which stays in force (--require-descendant): ${why}`;
	return { code: "unknown-ancestry", sentence };
}
