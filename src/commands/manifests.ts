/** Turns a folder into a desired state, for commands that read it once and for those that follow it. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { kinds } from "../kinds/list.ts";
import { systemClock } from "../lib/clock.ts";
import { createNeededFolders } from "../manifest/folder.ts";
import { type Loaded, loadInSlices } from "../manifest/load.ts";
import type { Environment } from "../model/manifest.ts";
import { secretTexts } from "../model/redact.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { textOf } from "../report/catalogue/index.ts";
import { wordsOf } from "../report/problem-text.ts";
import { SourceFailure } from "../source/failure.ts";
import { isInCheckout } from "../source/freshness.ts";
import { hasGit } from "../source/git-process.ts";
import { reportingSlowReads, slowReadMs } from "../source/slow.ts";
import { readSnapshot } from "../source/snapshot.ts";
import { folderProblem } from "../source/trouble.ts";
import { isSameSnapshot, type Watch, type WatchOptions, watchSource } from "../source/watch.ts";
import { type CliContext, CommandFailure } from "./cli-context.ts";
import type { SourceFlags } from "./options.ts";

/** Turns successive snapshots into desired states; it remembers the last valid one. */
export type Loader = (snapshot: Snapshot) => Promise<Loaded>;

/** Creates a loader. `ownerFallback`: the owner where neither the environment nor --owner sets one. */
export async function createLoader(
	context: CliContext,
	flags: SourceFlags,
	ownerFallback: string | undefined,
): Promise<Loader> {
	const variableFiles = new Map<string, string>();
	for (const file of flags.varFile) variableFiles.set(file, await variableFile(context, file));
	let previous: Loaded | undefined;
	return async (snapshot) => {
		previous = await loadInSlices(snapshot, {
			kinds,
			variables: new Map(Object.entries(flags.var)),
			variableFiles,
			...(flags.owner ? { owner: flags.owner } : {}),
			...(ownerFallback ? { ownerFallback } : {}),
			...(previous ? { previous } : {}),
		});
		learnSecrets(context, previous);
		return previous;
	};
}

/** Specs with known credentials: most stay the same between loads. */
const learnt = new WeakSet<object>();

function learnSecrets({ redactor }: CliContext, { desired, secrets }: Loaded): void {
	redactor.learn(secrets);
	for (const { spec, tags } of desired?.resources ?? []) {
		if (learnt.has(spec)) continue;
		learnt.add(spec);
		redactor.learn(secretTexts({ ...spec, tags }, { isSure: true }));
	}
}

/** Reads and loads the folder once. */
export async function loadOnce(
	context: CliContext,
	flags: SourceFlags,
	ownerFallback?: string,
): Promise<Loaded & { readonly snapshot: Snapshot }> {
	const loader = await createLoader(context, flags, ownerFallback);
	try {
		const snapshot = await read(context, flags);
		return { ...(await loader(snapshot)), snapshot };
	} catch (error) {
		if (error instanceof SourceFailure) throw new CommandFailure(textOf(error.reason));
		throw error;
	}
}

/** Reads the folder, and reports on standard error when that is slow. */
function read(context: CliContext, flags: SourceFlags): Promise<Snapshot> {
	const options = sourceOptions(context, flags);
	const { path } = options;
	const tell = () => {
		const problem = folderProblem({ is: "slow", path, seconds: slowReadMs / 1_000 });
		context.error(`${wordsOf(problem)}\n`);
	};
	const slow = { clock: systemClock(), limitMs: slowReadMs, tell };
	return reportingSlowReads(slow, () => readSnapshot(options));
}

/** The environment as the folder has it now, as far as it can be read; its problems are reported once it is followed. */
export async function peekEnvironment(context: CliContext, flags: SourceFlags): Promise<Environment | undefined> {
	try {
		const loader = await createLoader(context, flags, "nobody");
		return (await loader(await read(context, flags))).desired?.environment;
	} catch (error) {
		if (error instanceof SourceFailure) return undefined;
		throw error;
	}
}

/** Follows the folder until the watch is closed. */
export function followFolder(
	context: CliContext,
	flags: SourceFlags,
	listeners: Pick<WatchOptions, "onSnapshot" | "onSame" | "onError" | "gate">,
): Watch {
	return watchSource({ ...sourceOptions(context, flags), clock: systemClock(), ...listeners });
}

/** Reads the folder repeatedly to check that it stays as `first` has it; `onChange` is called at most once. */
export function watchUnchanged(
	context: CliContext,
	flags: SourceFlags,
	first: Snapshot,
	{ onSame, onChange }: { readonly onSame: () => void; readonly onChange: () => void },
): Watch {
	let isChanged = false;
	const change = () => {
		if (!isChanged) onChange();
		isChanged = true;
	};
	return followFolder(context, flags, {
		onSnapshot: (snapshot) => (isSameSnapshot(snapshot, first) ? onSame() : change()),
		onSame: () => {
			if (!isChanged) onSame();
		},
		onError: (trouble) => {
			if (trouble.is === "unreadable") change();
		},
	});
}

/** A warning for commands that delete resources: without Git no commit can be verified. */
export async function gitWarning({ cwd, env }: CliContext, { path }: SourceFlags): Promise<string | undefined> {
	if ((await hasGit(env.PATH)) || !(await isInCheckout(resolve(cwd, path)))) return undefined;
	return (
		"The folder is a Git checkout, and there is no Git on the PATH to tell whether changes are staged in it. So a resource " +
		"whose manifest is removed is deleted only once that has lasted for a minute, as in a folder outside of Git."
	);
}

function sourceOptions({ cwd, env }: CliContext, { path, root }: SourceFlags) {
	return {
		path: resolve(cwd, path),
		needed: createNeededFolders(),
		programs: env.PATH,
		...(root === undefined ? {} : { root: resolve(cwd, root) }),
	};
}

async function variableFile({ cwd }: CliContext, file: string): Promise<string> {
	try {
		return await readFile(resolve(cwd, file), "utf8");
	} catch (error) {
		throw new CommandFailure(`The variable file ${file} cannot be read: ${(error as Error).message}`);
	}
}
