/**
 * Stores the fault rules and decides which of them hit a request. Each rule has its own random seed, so neither the
 * emulator's randomness nor other rules change its hits.
 */
import { isRecord, sameJson } from "../../lib/json.ts";
import { type Random, seededRandom } from "../../lib/random.ts";
import { type FaultRule, faultRuleProblems, namesOperation } from "./fault-rule.ts";
import { type AwsRequest, isRead } from "./request.ts";

/** The state of a rule. */
export interface FaultState {
	readonly id: string;
	readonly rule: FaultRule;
	/** The number of requests that match the rule. */
	readonly calls: number;
	/** The number of requests that the rule has hit. */
	readonly applied: number;
}

/** Adds and removes fault rules. */
export interface Faults {
	/** The errors of a value that should be a rule; empty if it is valid. */
	readonly problems: (value: unknown) => readonly string[];
	/** Activates a rule and returns a function that removes it. Throws an explanatory message if the rule is invalid. */
	readonly add: (rule: FaultRule) => () => void;
	readonly list: () => readonly FaultState[];
	/** Returns false if the rule does not exist. */
	readonly remove: (id: string) => boolean;
	readonly clear: () => void;
}

/** A rule that can hit the current request. */
export interface DueFault {
	readonly rule: FaultRule;
	readonly random: Random;
	/** Records the hit. */
	readonly apply: () => void;
}

/** The active rules, as the front uses them. */
export interface FaultBook extends Faults {
	/** The rules that hit this request, in the order of their addition. */
	readonly due: (request: AwsRequest) => readonly DueFault[];
	readonly isEmpty: () => boolean;
	/** Whether answers must be recorded. */
	readonly hasStaleReads: () => boolean;
}

/** An operation that faults can hit. */
export interface GuardedOperation {
	/** Such as `ecs:UpdateService`. */
	readonly name: string;
	/** The HTTP status of an error in the service's model; undefined for other errors. */
	readonly statusOf: (code: string) => number | undefined;
}

/** @param operations all operations that faults can hit. */
export function createFaultBook(operations: () => readonly GuardedOperation[]): FaultBook {
	const entries = new Map<string, { -readonly [Key in keyof FaultState]: FaultState[Key] } & { random: Random }>();
	let number = 0;
	const due = (request: AwsRequest): DueFault[] => {
		const found: DueFault[] = [];
		for (const entry of entries.values()) {
			const { rule, random } = entry;
			if (!namesOperation(rule, request.name) || !suits(rule, request)) continue;
			entry.calls += 1;
			if (entry.calls <= (rule.afterCalls ?? 0) || entry.applied >= (rule.count ?? Number.POSITIVE_INFINITY)) continue;
			if (rule.probability !== undefined && random() >= rule.probability) continue;
			const apply = () => {
				entry.applied += 1;
			};
			found.push({ rule, random, apply });
		}
		return found;
	};
	return {
		problems: (value) => problemsOf(value, operations()),
		add: (rule) => {
			const problems = problemsOf(rule, operations());
			if (problems.length > 0) throw new Error(problems.join(" "));
			number += 1;
			const id = String(number);
			entries.set(id, { id, rule, calls: 0, applied: 0, random: seededRandom(rule.seed ?? number) });
			return () => void entries.delete(id);
		},
		list: () => Array.from(entries.values(), ({ id, rule, calls, applied }) => ({ id, rule, calls, applied })),
		remove: (id) => entries.delete(id),
		clear: () => entries.clear(),
		due,
		isEmpty: () => entries.size === 0,
		hasStaleReads: () => [...entries.values()].some(({ rule }) => rule.fault === "staleRead"),
	};
}

/** The errors of a rule. A rule that matches no operation is a typing mistake. */
function problemsOf(value: unknown, operations: readonly GuardedOperation[]): readonly string[] {
	const problems = faultRuleProblems(value);
	if (problems.length > 0) return problems;
	const rule = value as FaultRule;
	const example = operations[0]?.name ?? "";
	const [prefix] = example.split(":");
	const meetsNothing = [rule.operation]
		.flat()
		.filter((operation) => !operations.some(({ name }) => namesOperation({ operation }, name)));
	return [
		...meetsNothing.map(
			(operation) => `Unknown operation "${operation}". Write it as ${example}, ${prefix}:List*, ${prefix}:* or *.`,
		),
		...unknownErrorOf(rule, operations),
	];
}

function unknownErrorOf(rule: FaultRule, operations: readonly GuardedOperation[]): readonly string[] {
	if (rule.fault !== "error" || rule.statusCode !== undefined) return [];
	const lacking = operations.find(
		({ name, statusOf }) => namesOperation(rule, name) && statusOf(rule.code) === undefined,
	);
	if (!lacking) return [];
	return [
		`${lacking.name} has no error "${rule.code}" in AWS's model. Add its HTTP status as "statusCode", such as 400.`,
	];
}

function suits({ fault, input }: FaultRule, request: AwsRequest): boolean {
	if ((fault === "staleRead" || fault === "partialRead") && !isRead(request.name)) return false;
	return input === undefined || includes(request.input, input);
}

/** Whether `value` contains every member of `part`. */
function includes(value: unknown, part: unknown): boolean {
	if (!isRecord(part)) return sameJson(value, part);
	return isRecord(value) && Object.entries(part).every(([name, member]) => includes(value[name], member));
}
