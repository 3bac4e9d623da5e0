/**
 * The plan as text: one line per resource that begins with a sign, below it the drift and the call, and a summary at the
 * end.
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
	/** Also print the whole call as an aws CLI command. */
	readonly verbose?: boolean;
	/** The endpoint of the printed commands, when it is not AWS's default. */
	readonly endpoint?: string;
	/** The region of the printed commands, so that they cannot run elsewhere. */
	readonly region?: string;
}

/** The sign of a resource's line: Terraform's where it has one. */
const signs: Readonly<Record<Action | Exclude<Outcome, "action">, string>> = {
	create: "+",
	update: "~",
	deploy: "~",
	replace: "-/+",
	delete: "-",
	adopt: "~",
	tag: "~",
	waiting: ".",
	blocked: "!",
	"in sync": "=",
};

/** The output of `plan`, with a final line break. */
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

/** A drift such as `desiredCount: 4 → 1`: AWS's value, and the manifest's. */
export function driftText({ path, desired, observed }: Drift): string {
	if (path === existence.path) return "Deleted outside evenkeel; it will be recreated.";
	const before = valueText(observed);
	const after = valueText(desired);
	// Replaced secret values look alike although they differ.
	return escapeControls(`${path}: `) + (before === after ? `${after} (differs, not shown)` : `${before} → ${after}`);
}

/** The call as an aws CLI command. */
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

/** An endpoint with a user name and a password is printed as its variable. */
function endpointWord(endpoint: string): string {
	return withoutForms(endpoint, "") === endpoint ? quotedWord(endpoint) : '"$AWS_ENDPOINT_URL"';
}

function itemLines(item: Item, plan: Plan, options: PlanTextOptions): string[] {
	const { verdict } = item;
	const orphan = item.orphan ? "  (orphan)" : "";
	const head = `${signs[wordOf(verdict)]} ${escapeControls(item.identity)}`;
	const what = verdict.outcome === "action" ? `${verdict.action}  ${verdict.call.operation}` : verdict.outcome;
	const lines = [`${head}${verdict.outcome === "in sync" ? "" : `  ${what}`}${orphan}`];
	if (verdict.outcome !== "in sync") lines.push(`    ${escapeControls(textOf(verdict.reason))}`);
	lines.push(...item.drift.map((drift) => `    ${driftText(drift)}`));
	if (item.unmanaged.length > 0) {
		lines.push(`    unmanaged: ${escapeControls(item.unmanaged.join(", "))}`);
	}
	if (item.health.status === "Degraded") {
		lines.push(
			`    degraded: ${escapeControls(item.health.reason ? textOf(item.health.reason) : "the reason is unknown")}`,
		);
	}
	if (options.verbose && verdict.outcome === "action")
		lines.push(...callLines(redactCall(verdict.call, plan), options));
	return lines;
}

function callLines(call: ShownCall, options: PlanTextOptions): string[] {
	if (!call.redacted) return [`    ${cliCommand(call, options)}`];
	const input = JSON.stringify(call.input, null, 2).split("\n").map(escapeControls);
	return ["    Do not paste this: secret values are replaced by ***.", ...input.map((line) => `    ${line}`)];
}

/** The action, or the outcome where there is none. */
export function wordOf(verdict: Verdict): Action | Exclude<Outcome, "action"> {
	return verdict.outcome === "action" ? verdict.action : verdict.outcome;
}

function closingLine(summary: PlanSummary, problems: readonly Problem[]): string {
	const errors = problems.filter(({ severity }) => severity === "error").length;
	const rejected =
		errors > 0 ? ` ${counted(errors, "error")} in the manifests; nothing is deleted until they are fixed.` : "";
	const nothing = isQuiet(summary) && errors === 0 ? "Nothing to do: " : "";
	return `${nothing}${summaryText(summary)}.${rejected}`;
}

/** JSON in printable ASCII, so that neither a terminal nor a shell's locale changes it. */
function asciiJson(value: unknown): string {
	return JSON.stringify(value).replace(
		/[^ -~]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}
