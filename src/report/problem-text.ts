/** Problems of manifests as text and as JSON. */
import { escapeControls } from "../lib/visible.ts";
import type { Problem } from "../model/problem.ts";
import { messageOf, remediationOf } from "./catalogue/index.ts";
import { problemMessage, problemRemediation } from "./catalogue/problems/index.ts";
import { placeText } from "./catalogue/problems/wording.ts";

/** A problem with its wording, as JSON outputs, the log and the status API contain it. */
export type WordedProblem = Problem & { readonly message: string; readonly remediation?: string };

/** `problem` with its wording. */
export function wordedProblem(problem: Problem): WordedProblem {
	const remediation = problemRemediation(problem, messageOf, remediationOf);
	return { ...problem, message: problemMessage(problem, messageOf), ...(remediation ? { remediation } : {}) };
}

/** The whole text of a problem without its place: what is wrong, and what to do. */
export function wordsOf(problem: Pick<Problem, "code" | "params">): string {
	const parts = [problemMessage(problem, messageOf), problemRemediation(problem, messageOf, remediationOf)];
	return parts.filter(Boolean).join(" ");
}

/** `file:line:column code message`, where its severity is said already. */
export function placedText(problem: Problem, mark = ""): string {
	return escapeControls(`${placeText(problem.place)} ${problem.code} ${mark}${wordsOf(problem)}`);
}

/** `file:line:column code message`, as editors and people can follow it. */
export function problemText(problem: Problem): string {
	return placedText(problem, problem.severity === "warning" ? "warning: " : "");
}
