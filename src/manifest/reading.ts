/**
 * The files of one load as trees. A file that has not changed is not parsed again, and once all of them together hold more than
 * the folder may, no further one is.
 */
import type { Steps } from "../lib/slices.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { type Budget, type Cost, mostOfFolder } from "./budget.ts";
import { costOfParsing, type ParsedFile, parseFile } from "./parse.ts";
import { errorInFile } from "./problem.ts";

export interface Reading {
	/** The file's tree; one with a problem and without documents where the sum is too large. */
	readonly parse: (file: string) => ParsedFile;
	/** Those parsed, so that the next load reads only what changed. */
	readonly files: ReadonlyMap<string, ParsedFile>;
	/** Parses with pauses what is going to be asked for in one go. */
	readonly ahead: (files: Iterable<string>) => Steps<void>;
}

/** `earlier`: the files of the load before. */
export function createReading(
	{ files: texts }: Snapshot,
	earlier: ReadonlyMap<string, ParsedFile> | undefined,
	budget: Budget,
): Reading {
	const files = new Map<string, ParsedFile>();
	const refused = new Map<string, ParsedFile>();
	const prepared = new Map<string, ParsedFile>();
	let values = 0;
	const read = (file: string) => {
		const text = texts.get(file) ?? "";
		const last = prepared.get(file) ?? earlier?.get(file);
		return last?.source.text === text ? last : parseFile(file, text);
	};
	return {
		files,
		parse: (file) => {
			const known = files.get(file) ?? refused.get(file);
			if (known) return known;
			const parsed = budget.exceeded() === undefined ? read(file) : undefined;
			budget.spend({ written: parsed?.values ?? 0 });
			const exceeded = budget.exceeded();
			const result =
				parsed && exceeded === undefined ? parsed : notRead(file, texts.get(file) ?? "", exceeded ?? "written");
			(result === parsed ? files : refused).set(file, result);
			return result;
		},
		*ahead(wanted) {
			for (const file of wanted) {
				if (values > mostOfFolder.written) return;
				if (prepared.has(file)) continue;
				const parsed = read(file);
				prepared.set(file, parsed);
				values += parsed.values;
				yield costOfParsing(parsed.source.text);
			}
		},
	};
}

function notRead(file: string, text: string, exceeded: keyof Cost): ParsedFile {
	const problems = [errorInFile(file, "folder-too-costly", { exceeded })];
	return { source: { file, text }, documents: [], values: 0, problems };
}
