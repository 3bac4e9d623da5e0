/**
 * Whether an answer is one: whether it has what every answer to its operation has, and is about what was asked for. An answer that
 * lacks its list does not say that there is nothing, and one about something else does not say what became of this.
 */
import { isRecord } from "../lib/json.ts";
import { UnreadableAnswer } from "./failure.ts";
import { operationOf } from "./operations.ts";
import type { AnswerRule } from "./services/answers.ts";

/** Gives the answer. Throws an `UnreadableAnswer` for one from which nothing follows. */
export function readable<Output extends object>(operation: string, input: object, output: Output): Output {
	const rule = operationOf(operation).read?.answer;
	const problem = rule && (lack(rule, output as Readonly<Record<string, unknown>>) ?? rule.strays?.(output, input));
	if (problem !== undefined) throw new UnreadableAnswer(`the answer is not as AWS answers: ${problem}`);
	return output;
}

/** What of the rule's members the answer lacks, as a sentence without its dot. */
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
