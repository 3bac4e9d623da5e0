/**
 * The plan as a comment on a pull request: a table of the actions, with collapsed details.
 * Names and values are untrusted, so nothing in them may become markup, a mention or a table row.
 */
import { escapeControls } from "../lib/visible.ts";
import type { Item, Plan } from "../model/plan.ts";
import type { Problem } from "../model/problem.ts";
import { textOf } from "./catalogue/index.ts";
import { summarize, summaryText } from "./plan-summary.ts";
import { driftText } from "./plan-text.ts";
import { problemText } from "./problem-text.ts";
import { redactCall } from "./redact.ts";
import { counted } from "./text.ts";

export interface PlanMarkdownOptions {
	/** Such as `evenkeel plan: prod`. */
	readonly title?: string;
	/** Code hosts reject longer comments; GitHub's limit is 65,536 characters. */
	readonly longest?: number;
}

/** The output of `plan --output markdown`. */
export function planMarkdown(plan: Plan, problems: readonly Problem[], options: PlanMarkdownOptions = {}): string {
	const { title = "evenkeel plan", longest = 60_000 } = options;
	const moving = plan.items.filter((item) => item.verdict.outcome !== "in sync" || item.orphan);
	const head = [`### ${plain(title)}`, "", `**${summaryText(summarize(plan))}**`, "", ...problemLines(problems)];
	const table = ["| | resource | what | why |", "|---|---|---|---|"];
	const rows = moving.map(row);
	const details = plan.items.filter((item) => item.drift.length > 0 || item.unmanaged.length > 0 || isCall(item));
	const tail = [
		...(moving.length > 0 ? [...table, ...rows, ""] : []),
		...details.flatMap((item) => detailLines(item, plan)),
	];
	return fitted([...head, ...tail], longest);
}

function problemLines(problems: readonly Problem[]): string[] {
	if (problems.length === 0) return [];
	const errors = problems.filter(({ severity }) => severity === "error").length;
	const warnings = problems.length - errors;
	return [
		`**${counted(errors, "error")} and ${counted(warnings, "warning")} in the manifests**`,
		"",
		...problems.map((problem) => `- ${codeSpan(escapeControls(problemText(problem)))}`),
		"",
	];
}

function row({ identity, verdict, orphan }: Item): string {
	const what = verdict.outcome === "action" ? `${verdict.action} ${code(verdict.call.operation)}` : verdict.outcome;
	const why = verdict.outcome === "in sync" ? "" : plain(textOf(verdict.reason));
	const mark = { "in sync": "✅", action: "✏️", waiting: "⏳", blocked: "⛔" }[verdict.outcome];
	return `| ${mark} | ${code(identity)}${orphan ? " (orphan)" : ""} | ${what} | ${why} |`;
}

function detailLines(item: Item, plan: Plan): string[] {
	const lines = ["<details>", `<summary>${html(item.identity)}</summary>`, ""];
	if (item.drift.length > 0) lines.push(...fenced("text", item.drift.map(driftText).join("\n")), "");
	if (item.unmanaged.length > 0) {
		lines.push(`Unmanaged: ${item.unmanaged.map((path) => codeSpan(escapeControls(path))).join(", ")}`, "");
	}
	if (item.verdict.outcome === "action") {
		const { operation, input, redacted } = redactCall(item.verdict.call, plan);
		const warning = redacted ? " Do not paste this input: secret values are replaced by `***`." : "";
		lines.push(`${codeSpan(operation)}${warning}`, "", ...fenced("json", JSON.stringify(input, null, 2)), "");
	}
	return [...lines, "</details>", ""];
}

function isCall(item: Item): boolean {
	return item.verdict.outcome === "action";
}

/** A code block whose fence is longer than any run of backticks in it. */
function fenced(language: string, text: string): string[] {
	const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
	return [`${fence}${language}`, ...text.split("\n").map(escapeControls), fence];
}

/** Text in a code span in a table; a pipe would end the table cell even there. */
function code(text: string): string {
	return codeSpan(escapeControls(text).replaceAll("|", "\\|"));
}

function codeSpan(text: string): string {
	const fence = "`".repeat(longestRun(text) + 1);
	return fence.length === 1 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

/** Text outside of code, escaped so that nothing is markup, a link or a formula. */
function plain(text: string): string {
	const escaped = escapeControls(text)
		.replace(/[\\`*_[\]|~!$]/g, "\\$&")
		.replaceAll("://", "\\://")
		.replace(/\bwww\./gi, (www) => `${www.slice(0, -1)}\\.`);
	return html(escaped);
}

/**
 * Text inside HTML, which is not parsed as Markdown. Code hosts find mentions in the rendered text, so a zero-width space
 * splits them.
 */
function html(text: string): string {
	return escapeControls(text)
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replace(/[@#]/g, "$&&#8203;");
}

function longestRun(text: string): number {
	let longest = 0;
	for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
	return longest;
}

/** As many whole lines as fit. Open blocks are closed, so that the final note is visible. */
function fitted(lines: readonly string[], longest: number): string {
	let length = 0;
	const fitting = lines.findIndex((line) => {
		length += line.length + 1;
		return length > longest;
	});
	if (fitting === -1) return `${lines.join("\n").trimEnd()}\n`;
	// Cutting before a details block keeps every block whole.
	const start = lines.slice(0, fitting + 1).lastIndexOf("<details>");
	const cut = start === -1 || lines.slice(start, fitting).includes("</details>") ? fitting : start;
	return `${lines.slice(0, cut).join("\n").trimEnd()}\n\nThe rest exceeds the length of a comment; run \`evenkeel plan\` to see it.\n`;
}
