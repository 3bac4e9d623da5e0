/**
 * Rules for the answers to reads, from the API references and from public answers: lists are present even when empty.
 * Missing list items are reported by other means, such as `failures`.
 */

/** The rules for the answers to one operation. */
export interface AnswerRule {
	/** The member that an answer must have. */
	readonly has: string;
	/** Members that this member, or each of its items, must have. */
	readonly each?: readonly string[];
	/** Why the answer does not match the request, as a sentence without a period. */
	readonly mismatch?: (output: object, input: object) => string | undefined;
}

type Items = readonly Readonly<Record<string, unknown>>[];

/** Requires that everything in `member` was requested in `by`, by name, id or ARN. An absent `by` is not compared. */
export function containsOnlyRequested(member: string, name: string, by: string): NonNullable<AnswerRule["mismatch"]> {
	return (output, input) => {
		const asked = [memberOf(input, by) ?? []].flat().map((one) => lastPart(String(one)));
		if (asked.length === 0) return undefined;
		return notRequested(itemsOf(output, member).find((item) => !asked.includes(lastPart(String(item[name]))))?.[name]);
	};
}

/** The sentence for an answer that shows `shown` without a request; undefined if `shown` is undefined. */
export function notRequested(shown: unknown): string | undefined {
	return shown === undefined ? undefined : `it contains ${String(shown)}, which was not requested`;
}

/** Applies several rules and returns the first violation. */
export function firstMismatch(
	...rules: readonly NonNullable<AnswerRule["mismatch"]>[]
): NonNullable<AnswerRule["mismatch"]> {
	return (output, input) => {
		for (const rule of rules) {
			const problem = rule(output, input);
			if (problem !== undefined) return problem;
		}
		return undefined;
	};
}

/** A member of an input or an output. */
export function memberOf(object: object, name: string): unknown {
	return (object as Readonly<Record<string, unknown>>)[name];
}

/** The items of a list member, or the member itself as a single item. */
export function itemsOf(output: object, name: string): Items {
	return ([memberOf(output, name) ?? []] as unknown[]).flat() as Items;
}

/** The resource name at the end of an ARN or path. */
export function lastPart(arn: string): string {
	return arn.slice(arn.lastIndexOf("/") + 1);
}
