/**
 * Whether an answer is one: whether it has what every answer to its operation has, and is about what was asked for. An answer that
 * lacks its list does not say that there is nothing, and one about something else does not say what became of this.
 */
import { isRecord } from "../lib/json.ts";
import { UnreadableAnswer } from "./failure.ts";

/** What is expected of the answers to one operation. */
export interface AnswerRule {
	/** The member without which nothing is said. */
	readonly has: string;
	/** What that member, or each item of it, has. */
	readonly each?: readonly string[];
	/** Why the answer is about something else than was asked for, as a sentence without its dot. */
	readonly strays?: (output: object, input: object) => string | undefined;
}

type Items = readonly Readonly<Record<string, unknown>>[];

/** Gives the answer. Throws an `UnreadableAnswer` for one from which nothing follows. */
export function readable<Output extends object>(rule: AnswerRule, input: object, output: Output): Output {
	const problem = lack(rule, output as Readonly<Record<string, unknown>>) ?? rule.strays?.(output, input);
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

/** Everything that is shown was asked for, by its name, its id or its ARN. What was asked for by nothing is not compared. */
export function onlyAsked(member: string, name: string, by: string): NonNullable<AnswerRule["strays"]> {
	return (output, input) => {
		const asked = [memberOf(input, by) ?? []].flat().map((one) => lastPart(String(one)));
		if (asked.length === 0) return undefined;
		const stray = itemsOf(output, member).find((item) => !asked.includes(lastPart(String(item[name]))));
		return stray && `it shows ${String(stray[name])}, which was not asked for`;
	};
}

/** A member of an input or an answer. */
export function memberOf(object: object, name: string): unknown {
	return (object as Readonly<Record<string, unknown>>)[name];
}

/** The items of a list in an answer; a member that is no list is the only one. */
export function itemsOf(output: object, name: string): Items {
	return ([memberOf(output, name) ?? []] as unknown[]).flat() as Items;
}

/** What names a resource at the end of its ARN or its path. */
export function lastPart(arn: string): string {
	return arn.slice(arn.lastIndexOf("/") + 1);
}
