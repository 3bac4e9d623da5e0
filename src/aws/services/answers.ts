/**
 * What an answer to a read has at least, from the API references of the services and from answers of theirs that are public: their
 * lists are present when they are empty. What is missing in a list is reported by other means, such as `failures`.
 */

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

/** Everything in `member` was asked for in `by`, by its name, its id or its ARN. What was asked for by nothing is not compared. */
export function onlyAsked(member: string, name: string, by: string): NonNullable<AnswerRule["strays"]> {
	return (output, input) => {
		const asked = [memberOf(input, by) ?? []].flat().map((one) => lastPart(String(one)));
		if (asked.length === 0) return undefined;
		return unasked(itemsOf(output, member).find((item) => !asked.includes(lastPart(String(item[name]))))?.[name]);
	};
}

/** The answer shows `shown`, which was not asked for; undefined where it shows no such thing. */
export function unasked(shown: unknown): string | undefined {
	return shown === undefined ? undefined : `it shows ${String(shown)}, which was not asked for`;
}

/** The first rule that an answer breaks. */
export function both(...rules: readonly NonNullable<AnswerRule["strays"]>[]): NonNullable<AnswerRule["strays"]> {
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

/** The items of a list member, or the member itself as the only one. */
export function itemsOf(output: object, name: string): Items {
	return ([memberOf(output, name) ?? []] as unknown[]).flat() as Items;
}

/** What names a resource at the end of its ARN or its path. */
export function lastPart(arn: string): string {
	return arn.slice(arn.lastIndexOf("/") + 1);
}
