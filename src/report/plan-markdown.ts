/**
 * A plan as a comment on a pull request: a table of what would happen, and the details folded away. Names and values are
 * not ours, so nothing in them may become markup, a mention or a second table row.
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
	/** Code hosts refuse longer comments; GitHub's limit is 65,536 characters. */
	readonly longest?: number;
}

/** What `plan --output markdown` prints. */
export function planMarkdown(plan: Plan, problems: readonly Problem[], options: PlanMarkdownOptions = {}): string {
	const { title = "evenkeel plan", longest = 60_000 } = options;
	const moving = plan.items.filter((item) => item.verdict.outcome !== "in sync" || item.orphan);
	const head = [`### ${plain(title)}`, "", `**${summaryText(summarize(plan))}**`, "", ...problemLines(problems)];
	const table = ["| | resource | what | why |", "|---|---|---|---|"];
	const rows = moving.map(row);
	const details = plan.items.filter((item) => item.drift.length > 0 || item.undeclared.length > 0 || isCall(item));
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
	const what = verdict.outcome === "call" ? `${verdict.action} ${code(verdict.call.operation)}` : verdict.outcome;
	const why = verdict.outcome === "in sync" ? "" : plain(textOf(verdict.reason));
	const mark = { "in sync": "✅", call: "✏️", wait: "⏳", refusal: "⛔" }[verdict.outcome];
	return `| ${mark} | ${code(identity)}${orphan ? " (orphan)" : ""} | ${what} | ${why} |`;
}

function detailLines(item: Item, plan: Plan): string[] {
	const lines = ["<details>", `<summary>${html(item.identity)}</summary>`, ""];
	if (item.drift.length > 0) lines.push(...fenced("text", item.drift.map(driftText).join("\n")), "");
	if (item.undeclared.length > 0) {
		lines.push(
			`Not in the manifest and left as it is: ${item.undeclared.map((path) => codeSpan(escapeControls(path))).join(", ")}`,
			"",
		);
	}
	if (item.verdict.outcome === "call") {
		const { operation, input, redacted } = redactCall(item.verdict.call, plan);
		const warning = redacted ? " Secret values are shown as `***`; this input must not be pasted." : "";
		lines.push(`${codeSpan(operation)}${warning}`, "", ...fenced("json", JSON.stringify(input, null, 2)), "");
	}
	return [...lines, "</details>", ""];
}

function isCall(item: Item): boolean {
	return item.verdict.outcome === "call";
}

/** A block whose fence is longer than any run of backticks in it. */
function fenced(language: string, text: string): string[] {
	const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
	return [`${fence}${language}`, ...text.split("\n").map(escapeControls), fence];
}

/** Text in a code span in a table; pipes would end the table's cell even there. */
function code(text: string): string {
	return codeSpan(escapeControls(text).replaceAll("|", "\\|"));
}

function codeSpan(text: string): string {
	const fence = "`".repeat(longestRun(text) + 1);
	return fence.length === 1 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

/** Text outside of code, in which nothing is markup, a link or a formula. */
function plain(text: string): string {
	const escaped = escapeControls(text)
		.replace(/[\\`*_[\]|~!$]/g, "\\$&")
		.replaceAll("://", "\\://")
		.replace(/\bwww\./gi, (www) => `${www.slice(0, -1)}\\.`);
	return html(escaped);
}

/** Text inside of HTML, where no Markdown is read. Code hosts look for mentions in what is rendered, so a space of no width parts them. */
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

/** As many whole lines as fit. Blocks that were opened are closed, so that the note at the end is seen. */
function fitted(lines: readonly string[], longest: number): string {
	let length = 0;
	const fitting = lines.findIndex((line) => {
		length += line.length + 1;
		return length > longest;
	});
	if (fitting === -1) return `${lines.join("\n").trimEnd()}\n`;
	// Cutting before a block of details keeps every block whole.
	const start = lines.slice(0, fitting + 1).lastIndexOf("<details>");
	const cut = start === -1 || lines.slice(start, fitting).includes("</details>") ? fitting : start;
	return `${lines.slice(0, cut).join("\n").trimEnd()}\n\nThe rest is too long for a comment; run \`evenkeel plan\` to see it.\n`;
}
