/**
 * A plan for a person at a terminal, maybe at three in the morning: one line a resource that begins with a sign, below it
 * what differs and the call, and at the end what it comes to.
 */

import { quotedWord } from "../lib/shell.ts";
import { escapeControls } from "../lib/visible.ts";
import { withoutForms } from "../model/credentials.ts";
import { type Action, type Drift, existence, type Item, type Outcome, type Plan, type Verdict } from "../model/plan.ts";
import type { Problem } from "../model/problem.ts";
import { textOf } from "./catalogue/index.ts";
import { isQuiet, type PlanSummary, summarize, summaryText } from "./plan-summary.ts";
import { problemText } from "./problem-text.ts";
import { redactCall, type ShownCall } from "./redact.ts";
import { counted, valueText } from "./text.ts";

export interface PlanTextOptions {
	/** Also print the whole call, ready for the aws CLI. */
	readonly verbose?: boolean;
	/** Where the CLI must send a pasted call, when that is not AWS itself. */
	readonly endpoint?: string;
	/** Where the call belongs, so that a pasted one cannot go elsewhere. */
	readonly region?: string;
}

/** What a resource's line begins with: Terraform's signs where it has them. */
const signs: Readonly<Record<Action | Exclude<Outcome, "call">, string>> = {
	create: "+",
	update: "~",
	deploy: "~",
	replace: "-/+",
	delete: "-",
	adopt: "~",
	tag: "~",
	wait: ".",
	refusal: "!",
	"in sync": "=",
};

/** What `plan` prints, with a line break at the end. */
export function planText(plan: Plan, problems: readonly Problem[], options: PlanTextOptions = {}): string {
	const lines = [
		...problems.map(problemText),
		...(problems.length > 0 ? [""] : []),
		...plan.items.flatMap((item) => itemLines(item, plan, options)),
		...(plan.items.length > 0 ? [""] : []),
		closingLine(summarize(plan), problems),
	];
	return `${lines.join("\n")}\n`;
}

/** A drift as `desiredCount: 4 → 1`: what AWS has, and what the manifest wants instead. */
export function driftText({ path, desired, observed }: Drift): string {
	if (path === existence.path) return "Deleted outside evenkeel; it will be recreated.";
	const before = valueText(observed);
	const after = valueText(desired);
	// Secret values are replaced, so both sides look alike although they differ.
	return escapeControls(`${path}: `) + (before === after ? `${after} (differs, not shown)` : `${before} → ${after}`);
}

/** The call as a command of the aws CLI. */
export function cliCommand(
	{ operation, input }: ShownCall,
	{ endpoint, region }: Pick<PlanTextOptions, "endpoint" | "region"> = {},
): string {
	const [service = "", name = ""] = operation.split(":");
	const command = name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
	const to =
		(endpoint ? ` --endpoint-url ${endpointWord(endpoint)}` : "") + (region ? ` --region ${quotedWord(region)}` : "");
	return `aws ${service} ${command}${to} --cli-input-json ${quotedWord(asciiJson(input))}`;
}

/** A name and a password in it stay in the variable that it comes from. */
function endpointWord(endpoint: string): string {
	return withoutForms(endpoint, "") === endpoint ? quotedWord(endpoint) : '"$AWS_ENDPOINT_URL"';
}

function itemLines(item: Item, plan: Plan, options: PlanTextOptions): string[] {
	const { verdict } = item;
	const orphan = item.orphan ? "  (orphan)" : "";
	const head = `${signs[wordOf(verdict)]} ${escapeControls(item.identity)}`;
	const what = verdict.outcome === "call" ? `${verdict.action}  ${verdict.call.operation}` : verdict.outcome;
	const lines = [`${head}${verdict.outcome === "in sync" ? "" : `  ${what}`}${orphan}`];
	if (verdict.outcome !== "in sync") lines.push(`    ${escapeControls(textOf(verdict.reason))}`);
	lines.push(...item.drift.map((drift) => `    ${driftText(drift)}`));
	if (item.undeclared.length > 0) {
		lines.push(`    undeclared, left as it is: ${escapeControls(item.undeclared.join(", "))}`);
	}
	if (item.health.status === "Degraded") {
		lines.push(
			`    degraded: ${escapeControls(item.health.reason ? textOf(item.health.reason) : "no reason is known")}`,
		);
	}
	if (options.verbose && verdict.outcome === "call") lines.push(...callLines(redactCall(verdict.call, plan), options));
	return lines;
}

function callLines(call: ShownCall, options: PlanTextOptions): string[] {
	if (!call.redacted) return [`    ${cliCommand(call, options)}`];
	const input = JSON.stringify(call.input, null, 2).split("\n").map(escapeControls);
	return ["    Not to be pasted: secret values are shown as ***.", ...input.map((line) => `    ${line}`)];
}

/** The action, or the outcome where there is none. */
export function wordOf(verdict: Verdict): Action | Exclude<Outcome, "call"> {
	return verdict.outcome === "call" ? verdict.action : verdict.outcome;
}

function closingLine(summary: PlanSummary, problems: readonly Problem[]): string {
	const errors = problems.filter(({ severity }) => severity === "error").length;
	const rejected =
		errors > 0 ? ` ${counted(errors, "error")} in the manifests: nothing is deleted until they are gone.` : "";
	const nothing = isQuiet(summary) && errors === 0 ? "Nothing to do: " : "";
	return `${nothing}${summaryText(summary)}.${rejected}`;
}

/** JSON that no terminal and no shell locale can change: everything beyond printable ASCII is escaped. */
function asciiJson(value: unknown): string {
	return JSON.stringify(value).replace(
		/[^ -~]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}
