/** Parses the files of one load. Unchanged files are reused, and parsing stops once the folder exceeds its cost limit. */
import type { Steps } from "../lib/slices.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { type Budget, type Cost, mostOfFolder } from "./budget.ts";
import { costOfParsing, type ParsedFile, parseFile } from "./parse.ts";
import { errorInFile } from "./problem.ts";

/** The parsed files of one load. */
export interface Reading {
	/** The file's tree. Once the limit is exceeded, a file without documents and with one problem. */
	readonly parse: (file: string) => ParsedFile;
	/** The parsed files, so that the next load parses only changed files. */
	readonly files: ReadonlyMap<string, ParsedFile>;
	/** Parses files ahead of `parse`, yielding in between. */
	readonly ahead: (files: Iterable<string>) => Steps<void>;
}

/** Creates a reading of the snapshot's files. `earlier`: the files of the previous load. */
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
