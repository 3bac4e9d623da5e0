/**
 * Validates that an answer has the required members of its operation and matches the request. An answer without its
 * list does not mean that the list is empty, and an answer about another resource says nothing about the requested one.
 */
import { isRecord } from "../lib/json.ts";
import { UnreadableAnswer } from "./failure.ts";
import { operationOf } from "./operations.ts";
import type { AnswerRule } from "./services/answers.ts";

/** Returns the answer. Throws an `UnreadableAnswer` if it is invalid. */
export function readable<Output extends object>(operation: string, input: object, output: Output): Output {
	const rule = operationOf(operation).read?.answer;
	const problem = rule && (lack(rule, output as Readonly<Record<string, unknown>>) ?? rule.mismatch?.(output, input));
	if (problem !== undefined) throw new UnreadableAnswer(`the answer is invalid: ${problem}`);
	return output;
}

/** The required members that the answer lacks, as a sentence without a period. */
function lack({ has, each = [] }: AnswerRule, output: Readonly<Record<string, unknown>>): string | undefined {
	const value = output[has];
	if (value === undefined) return `"${has}" is missing`;
	for (const [index, item] of [value].flat().entries()) {
		const path = Array.isArray(value) ? `${has}.${index}` : has;
		if (item === "") return `"${path}" is empty`;
		const missing = isRecord(item) ? each.find((name) => item[name] === undefined || item[name] === "") : undefined;
		if (missing !== undefined) return `"${path}.${missing}" is missing`;
	}
	return undefined;
}
