/**
 * Text to desired state: one snapshot of the folder in, everything that is wanted out, with every problem at its place. What
 * cannot be read changes nothing: a rejected file keeps its last good resources, a broken Environment the whole last state.
 */
import type { Kinds } from "../model/kinds.ts";
import type { Desired, Environment, Problem, Resource } from "../model/manifest.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { emptyFolder, missingFiles, ownerProblem, toldBySource, unusedTarget, withoutGuesses } from "./absences.ts";
import { accept } from "./accept.ts";
import { type Composition, compose, type Draft } from "./compose.ts";
import { deletionProblems } from "./deletions.ts";
import { changedAddress, emptiedFile } from "./emptied.ts";
import { isEnvironment } from "./environment.ts";
import { type Belonging, belongingFiles } from "./folder.ts";
import type { ForeignFolders } from "./foreign.ts";
import type { MapNode } from "./node.ts";
import { type ParsedFile, parseFile } from "./parse.ts";
import { isUnder } from "./path.ts";
import { errorAt, sortedProblems } from "./problem.ts";
import { type Rules, rulesOf } from "./rules.ts";
import { findSetting, type Setting } from "./setting.ts";

export interface LoadOptions {
	readonly kinds: Kinds;
	/** Wins over the Environment's. */
	readonly owner?: string;
	/** Where neither `owner` nor the Environment names one. */
	readonly ownerFallback?: string;
	/** Variables from the command line; they win over the Environment's. */
	readonly variables?: ReadonlyMap<string, string>;
	/** Text of further variable files by their path; they win over the Environment's of the same name. */
	readonly variableFiles?: ReadonlyMap<string, string>;
	/** What the load before this one gave. */
	readonly previous?: Loaded;
}

export interface Loaded {
	/** Undefined when nothing may be planned at all. */
	readonly desired: Desired | undefined;
	/** Sorted by place. */
	readonly problems: readonly Problem[];
	/** The revision that was read, also where its manifests are rejected and the last good ones stay in force. */
	readonly revision: string;
	/** Parsed files, so that the next load reads only what changed. */
	readonly files: ReadonlyMap<string, ParsedFile>;
	/** What the documents were composed under, and what came of each of them. */
	readonly setting: Setting;
	readonly compositions: ReadonlyMap<MapNode, Composition>;
	/** Folders that belong to other environments, so that the next load knows them though they are broken then. */
	readonly foreign: ForeignFolders;
}

/** Reads a snapshot. Never throws on account of what the files say. */
export function load(snapshot: Snapshot, options: LoadOptions): Loaded {
	const files = new Map<string, ParsedFile>();
	const parse = (file: string) => parseOnce(file, snapshot.files.get(file) ?? "", files, options.previous?.files);
	const setting = findSetting(snapshot, options, parse, options.previous?.setting);
	const compositions = new Map<MapNode, Composition>();
	const isKind = (name: string) => options.kinds.get(name) !== undefined;
	const belonging = belongingFiles(snapshot, setting.needed, parse, isKind, options.previous?.foreign);
	const missing = setting.environment ? missingFiles(setting, snapshot, belonging.files) : [];
	const problems: Problem[] = [...toldBySource(snapshot, missing), ...setting.problems, ...missing];
	const loaded = (desired: Desired | undefined): Loaded => ({
		desired,
		problems: sortedProblems(desired?.complete === false ? withoutGuesses(problems) : problems),
		revision: snapshot.revision,
		files,
		setting,
		compositions,
		foreign: belonging.foreign.folders,
	});
	const keepLast = () => {
		const last = options.previous?.desired;
		return loaded(last && { ...last, complete: false });
	};
	if (setting.broken || missing.length > 0) return keepLast();

	if (!setting.environment && !snapshot.problems.length && belonging.files.every((file) => isEmpty(parse(file)))) {
		problems.push(emptyFolder(snapshot, belonging.foreign.folders));
		return keepLast();
	}
	const owner = options.owner ?? setting.settings.owner ?? options.ownerFallback;
	if (owner === undefined) {
		problems.push(ownerProblem(setting, snapshot, belonging.foreign.folders));
		return keepLast();
	}
	const environment: Environment = { ...setting.settings, owner };
	const moved = changedAddress(
		environment,
		options.previous?.desired?.environment,
		setting.environment?.node,
		snapshot,
	);
	if (moved) {
		problems.push(moved);
		return keepLast();
	}
	const desired = desiredFrom(environment, { snapshot, options, setting, belonging, parse, compositions, problems });
	return loaded(desired);
}

interface Stage {
	readonly snapshot: Snapshot;
	readonly options: LoadOptions;
	readonly setting: Setting;
	readonly belonging: Belonging;
	readonly parse: (file: string) => ParsedFile;
	/** Added to. */
	readonly compositions: Map<MapNode, Composition>;
	readonly problems: Problem[];
}

function desiredFrom(environment: Environment, stage: Stage): Desired {
	const { snapshot, options, problems } = stage;
	const rejected = new Set(snapshot.problems.filter(isError).map(({ place }) => place.file));
	const previous = options.previous?.desired?.resources ?? [];
	for (const file of unclearFiles(stage.belonging, previous)) rejected.add(file);
	const drafts = draftsFrom(stage, rejected);
	const accepted = accept(drafts, rejected, previous);
	problems.push(...accepted.problems, ...deletionProblems(stage.setting, accepted.resources, rulesOf(options.kinds)));
	return {
		environment,
		resources: accepted.resources,
		complete: accepted.rejected.size === 0,
		provenance: snapshot.provenance,
		revision: snapshot.revision,
	};
}

/** Files with resources in folders of which nobody can tell now whether they are another environment's: those stay. */
function unclearFiles({ files, foreign }: Belonging, previous: readonly Resource[]): readonly string[] {
	const read = new Set(files);
	const isUnclear = (file: string) => [...foreign.unclear].some((folder) => isUnder(file, folder));
	return previous.map(({ place }) => place.file).filter((file) => !read.has(file) && isUnclear(file));
}

/** Reads every document; files with an error anywhere are added to `rejected`. */
function draftsFrom(stage: Stage, rejected: Set<string>): readonly Draft[] {
	const { setting, belonging, parse, problems } = stage;
	const rules = rulesOf(stage.options.kinds);
	const drafts: Draft[] = [];
	const used = new Set<object>();
	const previous = stage.options.previous?.desired?.resources ?? [];
	for (const file of belonging.files) {
		const parsed = parse(file);
		const found: Problem[] = [...parsed.problems, ...emptiedFile(parsed, stage.snapshot, previous)];
		for (const document of found.some(isError) ? [] : parsed.documents) {
			if (document === setting.environment?.node) continue;
			if (isEnvironment(document)) {
				const sentence = "This is another environment's document. Include a folder that holds only manifests.";
				found.push(errorAt(document, "environment-in-include", sentence));
				continue;
			}
			const composition = composeOnce(document, rules, stage);
			found.push(...composition.problems);
			for (const one of composition.used) used.add(one);
			if (composition.draft) drafts.push(composition.draft);
		}
		if (found.some(isError)) rejected.add(file);
		problems.push(...found);
	}
	for (const one of [...(setting.environment?.defaults ?? []), ...(setting.environment?.patches ?? [])]) {
		if (!used.has(one)) problems.push(unusedTarget(one));
	}
	return drafts;
}

/** A document of a file that has not changed, under a setting that has not changed, gives what it gave before. */
function composeOnce(document: MapNode, rules: ReadonlyMap<string, Rules>, stage: Stage): Composition {
	const { setting, compositions, options } = stage;
	const before = options.previous?.setting === setting ? options.previous.compositions.get(document) : undefined;
	const composition = before ?? compose(document, rules, setting.environment, setting.variables);
	compositions.set(document, composition);
	return composition;
}

function isEmpty({ documents, problems }: ParsedFile): boolean {
	return documents.length === 0 && problems.length === 0;
}

function parseOnce(
	file: string,
	text: string,
	files: Map<string, ParsedFile>,
	earlier: Loaded["files"] | undefined,
): ParsedFile {
	const known = files.get(file);
	if (known) return known;
	const last = earlier?.get(file);
	const parsed = last?.source.text === text ? last : parseFile(file, text);
	files.set(file, parsed);
	return parsed;
}

function isError({ severity }: Problem): boolean {
	return severity === "error";
}
