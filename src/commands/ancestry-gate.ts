/** `--require-descendant`: commits that do not descend from the one in force are rejected, and told as problems of the whole folder. */
import { type Ancestry, createAncestry } from "../source/ancestry.ts";
import { hasGit } from "../source/git-process.ts";
import { type CliContext, CommandFailure } from "./cli-context.ts";

/** Undefined where the flag does not ask for it. Throws where there is no Git to ask. */
export async function ancestryGate(
	{ env }: CliContext,
	flags: { readonly requireDescendant: boolean },
): Promise<Ancestry | undefined> {
	if (!flags.requireDescendant) return undefined;
	if (await hasGit(env.PATH)) return createAncestry(env.PATH);
	throw new CommandFailure("--require-descendant needs Git, and there is none on the PATH.");
}
