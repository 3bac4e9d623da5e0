/**
 * Parses the cluster query language of placement constraints and list filters: `attribute:TaskType == service_b and not
 * (attribute:ecs.os-type in [windows, linux])` (ECS developer guide, cluster query language). The tree is evaluated
 * against instances, and also used to derive the attributes of an instance that satisfies it.
 */

import { valueAt } from "../../../../lib/json.ts";
import { AwsError } from "../../../aws-error.ts";

/** An expression tree. Comparisons name their subject in full, such as `attribute:TaskType` or `ec2InstanceId`. */
export type Expression =
	| { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
	| { readonly kind: "not"; readonly operand: Expression }
	| { readonly kind: "exists"; readonly subject: string; readonly wanted: boolean }
	| { readonly kind: "in"; readonly subject: string; readonly values: readonly string[]; readonly wanted: boolean }
	| { readonly kind: "compare"; readonly subject: string; readonly operator: Operator; readonly value: string };

type Operator = "==" | "!=" | ">" | ">=" | "<" | "<=" | "=~" | "!~";

/** The values of a subject: none if the instance does not have it, several for the groups of its tasks. */
export type Lookup = (subject: string) => readonly string[];

const operators: Readonly<Record<string, Operator>> = {
	"==": "==",
	equals: "==",
	"!=": "!=",
	not_equals: "!=",
	">": ">",
	greater_than: ">",
	">=": ">=",
	greater_than_equal: ">=",
	"<": "<",
	less_than: "<",
	"<=": "<=",
	less_than_equal: "<=",
	"=~": "=~",
	matches: "=~",
	"!~": "!~",
	not_matches: "!~",
};

const subjects =
	/^(attribute:[A-Za-z0-9_./\\-]{1,128}|ec2InstanceId|agentConnected|agentVersion|registeredAt|runningTasksCount|task:group)$/;

/** Parses `text`; throws AWS's InvalidParameterException if it is not an expression. */
export function parseExpression(text: string): Expression {
	const reader = readerOf(text);
	const expression = readDisjunction(reader);
	if (reader.peek() !== undefined) throw reader.invalid();
	return expression;
}

/** Whether an instance with the values of `lookup` satisfies the expression. */
export function satisfies(expression: Expression, lookup: Lookup): boolean {
	switch (expression.kind) {
		case "and":
			return satisfies(expression.left, lookup) && satisfies(expression.right, lookup);
		case "or":
			return satisfies(expression.left, lookup) || satisfies(expression.right, lookup);
		case "not":
			return !satisfies(expression.operand, lookup);
		case "exists":
			return lookup(expression.subject).length > 0 === expression.wanted;
		case "in":
			return lookup(expression.subject).some((value) => expression.values.includes(value)) === expression.wanted;
		case "compare":
			return compares(lookup(expression.subject), expression.operator, expression.value);
	}
}

/** Attributes, by name, that an instance would need; a guess that must be checked with `satisfies`. */
export function wantedAttributes(expression: Expression): ReadonlyMap<string, string> {
	switch (expression.kind) {
		case "and":
			return new Map([...wantedAttributes(expression.left), ...wantedAttributes(expression.right)]);
		case "or":
			return wantedAttributes(expression.left);
		case "exists":
			return expression.wanted ? attribute(expression.subject, "") : new Map();
		case "in":
			return expression.wanted ? attribute(expression.subject, expression.values[0] ?? "") : new Map();
		case "compare":
			return ["==", ">=", "<="].includes(expression.operator)
				? attribute(expression.subject, expression.value)
				: new Map();
		case "not":
			return new Map();
	}
}

function attribute(subject: string, value: string): ReadonlyMap<string, string> {
	return subject.startsWith("attribute:") ? new Map([[subject.slice("attribute:".length), value]]) : new Map();
}

/** A missing value differs from every value; all other comparisons with it are false. */
function compares(actual: readonly string[], operator: Operator, wanted: string): boolean {
	if (operator === "!=") return !actual.includes(wanted);
	if (operator === "!~") return !actual.some((value) => matches(value, wanted));
	return actual.some((value) => comparesOne(value, operator, wanted));
}

function comparesOne(actual: string, operator: Operator, wanted: string): boolean {
	if (operator === "==") return actual === wanted;
	if (operator === "=~") return matches(actual, wanted);
	const order = compareValues(actual, wanted);
	if (operator === ">") return order > 0;
	if (operator === ">=") return order >= 0;
	return operator === "<" ? order < 0 : order <= 0;
}

function compareValues(a: string, b: string): number {
	const numbers = Number(a) - Number(b);
	if (!Number.isNaN(numbers)) return numbers;
	return a < b ? -1 : Number(a > b);
}

/** Patterns support only `*`: a user's regular expression must not be able to block the emulator. */
function matches(actual: string, pattern: string): boolean {
	const parts = pattern.replaceAll(".*", "*").split("*");
	const [first = "", ...rest] = parts;
	if (rest.length === 0) return actual === first;
	if (!actual.startsWith(first)) return false;
	let position = first.length;
	const last = rest.pop() ?? "";
	for (const part of rest) {
		const found = actual.indexOf(part, position);
		if (found < 0) return false;
		position = found + part.length;
	}
	return actual.length - last.length >= position && actual.endsWith(last);
}

/** Reads the tokens of an expression in sequence. */
interface Reader {
	/** The next token in lower case, for comparison with keywords. */
	readonly peek: () => string | undefined;
	/** Consumes the next token with its original spelling. */
	readonly take: () => string;
	/** Consumes the next token if it is one of `words`. */
	readonly takeIf: (...words: readonly string[]) => boolean;
	readonly invalid: () => AwsError;
}

function readerOf(text: string): Reader {
	const invalid = () => new AwsError("InvalidParameterException", `Invalid expression: ${text}`);
	// AWS's maximum length of an expression; it also limits the recursion depth.
	if (text.length > 2000) throw invalid();
	const words = tokens(text);
	let position = 0;
	const peek = () => words[position]?.toLowerCase();
	return {
		peek,
		take: () => {
			const word = words[position++];
			if (word === undefined) throw invalid();
			return word;
		},
		takeIf: (...accepted) => {
			const found = accepted.includes(peek() ?? "");
			if (found) position++;
			return found;
		},
		invalid,
	};
}

function readDisjunction(reader: Reader): Expression {
	let left = readConjunction(reader);
	while (reader.takeIf("or", "||")) left = { kind: "or", left, right: readConjunction(reader) };
	return left;
}

function readConjunction(reader: Reader): Expression {
	let left = readNegation(reader);
	while (reader.takeIf("and", "&&")) left = { kind: "and", left, right: readNegation(reader) };
	return left;
}

function readNegation(reader: Reader): Expression {
	if (reader.takeIf("not", "!")) return { kind: "not", operand: readNegation(reader) };
	if (!reader.takeIf("(")) return readComparison(reader);
	const inner = readDisjunction(reader);
	if (!reader.takeIf(")")) throw reader.invalid();
	return inner;
}

function readComparison(reader: Reader): Expression {
	const subject = reader.take();
	if (!subjects.test(subject)) throw reader.invalid();
	const word = reader.take().toLowerCase();
	switch (word) {
		case "exists":
			return { kind: "exists", subject, wanted: true };
		case "not_exists":
		case "!exists":
			return { kind: "exists", subject, wanted: false };
		case "in":
			return { kind: "in", subject, values: readList(reader), wanted: true };
		case "not_in":
		case "!in":
			return { kind: "in", subject, values: readList(reader), wanted: false };
		default: {
			const operator = valueAt(operators, word);
			if (!operator) throw reader.invalid();
			return { kind: "compare", subject, operator, value: readValue(reader) };
		}
	}
}

function readList(reader: Reader): string[] {
	if (!reader.takeIf("[")) throw reader.invalid();
	const values = [readValue(reader)];
	while (reader.takeIf(",")) values.push(readValue(reader));
	if (!reader.takeIf("]")) throw reader.invalid();
	return values;
}

function readValue(reader: Reader): string {
	const word = reader.take();
	if (/^[()[\],]$/.test(word)) throw reader.invalid();
	return /^".*"$|^'.*'$/s.test(word) ? word.slice(1, -1) : word;
}

function tokens(text: string): string[] {
	const found = text.match(
		/"[^"]*"|'[^']*'|==|!=|=~|!~|>=|<=|&&|\|\||!(?:in|exists)\b|[()[\],<>!]|[^\s()[\],=!<>&|"']+|\S/g,
	);
	return found ?? [];
}
