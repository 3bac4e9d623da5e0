/**
 * Loads one snapshot of a folder into the desired state and reports every problem with its place. Unreadable input changes
 * nothing: an invalid file keeps its last valid resources, an invalid Environment the whole last valid state.
 */
import { atOnce, inSlices, type Steps } from "../lib/slices.ts";
import type { Kinds } from "../model/kinds.ts";
import type { Desired, Environment, Resource } from "../model/manifest.ts";
import { isManifestName } from "../model/manifest-name.ts";
import type { Problem } from "../model/problem.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { accept } from "./accept.ts";
import { createBudget } from "./budget.ts";
import type { Composition, Draft } from "./compose.ts";
import { deletionProblems } from "./deletions.ts";
import { draftsFrom, type Stage } from "./drafts.ts";
import { changedAddress, emptiedFile } from "./emptied.ts";
import { type Belonging, belongingFiles } from "./folder.ts";
import { type ForeignFolders, mayHoldEnvironment } from "./foreign.ts";
import { findLoadContext, type LoadContext } from "./load-context.ts";
import { emptyFolder, missingFiles, ownerProblem, reportedBySource, unusedTarget } from "./missing-targets.ts";
import type { MapNode } from "./node.ts";
import type { ParsedFile } from "./parse.ts";
import { foldersAbove } from "./path.ts";
import { createProblemList } from "./problem-list.ts";
import type {} from "./problems.ts";
import { createReading } from "./reading.ts";
import { rulesOf } from "./rules.ts";

/** The inputs of a load besides the snapshot. */
export interface LoadOptions {
	readonly kinds: Kinds;
	/** Overrides the Environment's owner. */
	readonly owner?: string;
	/** Used if neither `owner` nor the Environment specifies one. */
	readonly ownerFallback?: string;
	/** Variables from the command line; override the Environment's. */
	readonly variables?: ReadonlyMap<string, string>;
	/** The text of additional variable files by path; override the Environment's files of the same name. */
	readonly variableFiles?: ReadonlyMap<string, string>;
	/** The result of the previous load. */
	readonly previous?: Loaded;
}

/** The result of a load. */
export interface Loaded {
	/** Undefined if nothing may be planned. */
	readonly desired: Desired | undefined;
	/** Sorted by place. If there are too many, the last entries count the omitted ones. */
	readonly problems: readonly Problem[];
	/** The revision that was read, even if its manifests are invalid and the last valid ones remain in effect. */
	readonly revision: string;
	/** Parsed files, so that the next load parses only changed files. */
	readonly files: ReadonlyMap<string, ParsedFile>;
	/** The context under which the documents were composed, and the composition of each valid document. */
	readonly loadContext: LoadContext;
	readonly compositions: ReadonlyMap<MapNode, Composition>;
	/** Folders of other environments, so that the next load recognizes them even if their Environment becomes invalid. */
	readonly foreign: ForeignFolders;
	/** Values derived from secrets in this load or an earlier one. */
	readonly secrets: readonly string[];
}

/** Loads a snapshot. Never throws because of the content of the files. */
export function load(snapshot: Snapshot, options: LoadOptions): Loaded {
	return atOnce(steps(snapshot, options));
}

/** The asynchronous version of `load`; it yields to other tasks. */
export function loadInSlices(snapshot: Snapshot, options: LoadOptions): Promise<Loaded> {
	return inSlices(steps(snapshot, options));
}

function* steps(snapshot: Snapshot, options: LoadOptions): Steps<Loaded> {
	const budget = createBudget();
	const reading = createReading(snapshot, options.previous?.files, budget);
	yield* reading.ahead(mayHoldEnvironments(snapshot));
	const loadContext = findLoadContext(snapshot, options, reading.parse, options.previous?.loadContext);
	const compositions = new Map<MapNode, Composition>();
	const isKind = (name: string) => options.kinds.get(name) !== undefined;
	const belonging = belongingFiles(snapshot, loadContext.needed, reading.parse, isKind, options.previous?.foreign);
	const missing = loadContext.environment ? missingFiles(loadContext, snapshot, belonging.files) : [];
	const list = createProblemList();
	for (const problem of [...reportedBySource(snapshot, missing), ...loadContext.problems, ...missing])
		list.tell(problem);
	const loaded = (desired: Desired | undefined): Loaded => ({
		desired,
		problems: list.told(),
		revision: snapshot.revision,
		files: reading.files,
		loadContext,
		compositions,
		foreign: belonging.foreign.folders,
		secrets: secretsOf(loadContext, [], desired?.secrets ?? options.previous?.secrets),
	});
	const keepLast = () => {
		const last = options.previous?.desired;
		return loaded(last && { ...last, complete: false });
	};
	if (loadContext.broken || missing.length > 0) return keepLast();

	yield* reading.ahead(belonging.files);
	if (
		!loadContext.environment &&
		!snapshot.problems.length &&
		belonging.files.every((file) => isEmpty(reading.parse(file)))
	) {
		list.tell(emptyFolder(snapshot, belonging.foreign.folders));
		return keepLast();
	}
	const owner = options.owner ?? loadContext.settings.owner ?? options.ownerFallback;
	if (owner === undefined) {
		list.tell(ownerProblem(loadContext, snapshot, belonging.foreign.folders));
		return keepLast();
	}
	const environment: Environment = { ...loadContext.settings, owner };
	const inForce = options.previous?.desired;
	const moved = changedAddress(environment, inForce?.environment, loadContext.environment?.node, snapshot);
	if (moved) {
		list.tell(moved);
		return keepLast();
	}
	const stage = { files: belonging.files, loadContext, compositions, budget, rules: rulesOf(options.kinds) };
	const before =
		options.previous?.loadContext === loadContext ? options.previous.compositions : new Map<MapNode, Composition>();
	const resources = inForce?.resources ?? [];
	const declaredIn = new Set(resources.map(({ place }) => place.file));
	const rejected = new Set(snapshot.problems.filter(isError).map(({ place }) => place.file));
	for (const file of unclearFiles(belonging, resources)) rejected.add(file);
	return loaded(
		yield* desiredFrom(environment, snapshot, resources, {
			...stage,
			before,
			rejected,
			parse: reading.parse,
			emptied: (parsed) => emptiedFile(parsed, snapshot, declaredIn),
			list,
			secretsOf: (drafts) => secretsOf(loadContext, drafts, options.previous?.secrets),
		}),
	);
}

function* desiredFrom(
	environment: Environment,
	{ provenance, revision }: Snapshot,
	previous: readonly Resource[],
	stage: Stage & { readonly secretsOf: (drafts: readonly Draft[]) => readonly string[] },
): Steps<Desired> {
	const { loadContext, rejected: rejectedBefore, rules } = stage;
	const { tell } = stage.list;
	const { drafts, unused } = yield* draftsFrom(stage);
	const { resources, rejected } = yield* accept(drafts, { rejectedBefore, previous, tell });
	if (rejected.size === 0) for (const one of unused) tell(unusedTarget(one));
	for (const problem of deletionProblems(loadContext, resources, rules)) tell(problem);
	const secrets = stage.secretsOf(drafts);
	return {
		environment,
		resources,
		complete: rejected.size === 0,
		provenance,
		revision,
		...(secrets[0] !== undefined && { secrets }),
	};
}

/**
 * Earlier secrets are kept because they may still be present in AWS. Equal values yield the same list, so that it is
 * processed only once.
 */
function secretsOf(
	loadContext: LoadContext,
	drafts: readonly Draft[],
	before: readonly string[] = [],
): readonly string[] {
	const all = new Set([...before, ...loadContext.secrets, ...drafts.flatMap((draft) => draft.secrets)]);
	return all.size === before.length ? before : [...all];
}

/** The files that are searched for an Environment before it is known which files belong to the environment. */
function mayHoldEnvironments({ files }: Snapshot): readonly string[] {
	return [...files].flatMap(([file, text]) => (isManifestName(file) && mayHoldEnvironment(text) ? [file] : []));
}

/** Files with resources in folders that may belong to another environment; their resources are kept. */
function unclearFiles({ files, foreign }: Belonging, previous: readonly Resource[]): readonly string[] {
	const read = new Set(files);
	const unread = new Set(previous.map(({ place }) => place.file).filter((file) => !read.has(file)));
	return [...unread].filter((file) => foldersAbove(file).some((folder) => foreign.unclear.has(folder)));
}

function isEmpty({ documents, problems }: ParsedFile): boolean {
	return documents.length === 0 && problems.length === 0;
}

function isError({ severity }: Problem): boolean {
	return severity === "error";
}
