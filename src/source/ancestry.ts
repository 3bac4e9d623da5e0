/**
 * The ancestry gate of `--require-descendant`: a commit is applied only if it descends from the applied one.
 * Only this process remembers the applied commit, since AWS, the only state, has none; so the first commit after a start is
 * accepted unchecked.
 */
import { errorHere, type Problem, startOf } from "../model/problem.ts";
import { commitOf } from "../model/snapshot.ts";
import { askGit, type GitAnswer, type ProgramPath } from "./git-process.ts";
import type { Reading } from "./snapshot.ts";

export interface Ancestry {
	/** Why this reading is rejected; undefined where it may be applied. */
	readonly judge: (reading: Pick<Reading, "snapshot" | "checkout">) => Promise<Problem | undefined>;
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
			if (!checkout || commit === undefined) {
				return errorHere(startOf("."), "unknown-ancestry", { why: "no checkout" });
			}
			if (inForce === undefined || inForce === commit) return undefined;
			const relation = await relationOf((words) => askGit(checkout.gitFolder, words, path), inForce, commit);
			return relation === "descendant" ? undefined : rejection(relation, inForce, commit);
		},
		note: (revision) => {
			inForce = commitOf(revision) ?? revision;
			since ??= inForce;
		},
		since: () => since,
	};
}

type Relation = "descendant" | "other" | "shallow" | "unreadable";

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
	return shallow.out.trim() === "false" ? "other" : "shallow";
}

function rejection(why: Exclude<Relation, "descendant">, inForce: string, commit: string): Problem {
	return why === "other"
		? errorHere(startOf("."), "no-descendant", { commit, inForce })
		: errorHere(startOf("."), "unknown-ancestry", { commit, inForce, why });
}
