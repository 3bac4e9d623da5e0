/** The documentation as tests read it: pages with their code blocks, and the commands in them. */
import { readdirSync, readFileSync } from "node:fs";

export interface Block {
	readonly page: string;
	/** Counted from 1: where its first line of content is. */
	readonly line: number;
	readonly language: string;
	/** What follows the language: the name of a file, or what the block shows. */
	readonly title: string;
	readonly text: string;
}

/** One command of a block, and what the page says that it prints. */
export interface DocumentedCommand {
	readonly place: string;
	readonly command: string;
	/** Only of `console` blocks. */
	readonly output?: string;
}

const root = new URL("../../", import.meta.url);

/** The pages, by their path from the root of the repository. */
export function pages(): ReadonlyMap<string, string> {
	const docs = readdirSync(new URL("docs/", root)).filter((name) => name.endsWith(".md"));
	const names = ["README.md", ...docs.sort().map((name) => `docs/${name}`)];
	return new Map(names.map((name) => [name, readFileSync(new URL(name, root), "utf8")]));
}

export function blocksOf(page: string, text: string): readonly Block[] {
	return [...text.matchAll(/^( *)```(\w+) ?(.*)\n([\s\S]*?)^ *```$/gm)].map((match) => {
		const [, indent = "", language = "", title = "", body = ""] = match;
		return {
			page,
			line: text.slice(0, match.index).split("\n").length + 1,
			language,
			title,
			text: body.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
		};
	});
}

/** Every line of a `sh` block; the first of a `console` block, with all that follows as its output. */
export function commandsOf({ page, line, language, text }: Block): readonly DocumentedCommand[] {
	const lines = text.trimEnd().split("\n");
	if (language === "console") {
		const [first = "", ...rest] = lines;
		return [
			{ place: `${page}:${line}`, command: first.replace(/^\$ /, ""), output: rest.map((one) => `${one}\n`).join("") },
		];
	}
	if (language !== "sh") return [];
	return lines.flatMap((one, index) =>
		one
			.replace(/(^|\s+)#.*$/, "")
			.split(" && ")
			.filter((command) => command.trim() !== "")
			.map((command) => ({ place: `${page}:${line + index}`, command: command.trim() })),
	);
}

/** The files that the blocks of a page make: YAML that begins with its path in a comment, JSON that is titled with one. */
export function filesOf(blocks: readonly Block[]): Readonly<Record<string, string>> {
	const files = blocks.flatMap(({ language, title, text }) => {
		const path = language === "yaml" ? /^# (\S+\.yaml)\n/.exec(text)?.[1] : title.endsWith(".json") ? title : undefined;
		return path === undefined ? [] : [[path, text] as const];
	});
	return Object.fromEntries(files);
}
