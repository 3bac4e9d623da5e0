/**
 * The faults that are ordered: which rules there are, and which of them meet a request. Each rule draws its chances from its
 * own seed, so that neither the world's randomness nor other rules change what it meets.
 */
import { isRecord, sameJson } from "../../lib/json.ts";
import { type Random, seededRandom } from "../../lib/random.ts";
import { type FaultRule, faultRuleProblems, namesOperation } from "./fault-rule.ts";
import { type AwsRequest, isRead } from "./request.ts";

/** A rule as it stands. */
export interface FaultState {
	readonly id: string;
	readonly rule: FaultRule;
	/** Requests that it names. */
	readonly calls: number;
	/** Requests that it has met. */
	readonly applied: number;
}

/** Orders and takes back faults. */
export interface Faults {
	/** What is wrong with a value that should be a rule, as sentences; nothing when it is one. */
	readonly problems: (value: unknown) => readonly string[];
	/** From now on requests are met; the returned function takes the rule back. Throws a sentence for what is no rule. */
	readonly add: (rule: FaultRule) => () => void;
	readonly list: () => readonly FaultState[];
	/** False when there is no such rule. */
	readonly remove: (id: string) => boolean;
	readonly clear: () => void;
}

/** A rule that may meet the request at hand. */
export interface DueFault {
	readonly rule: FaultRule;
	readonly random: Random;
	/** Says that it did. */
	readonly apply: () => void;
}

/** The rules that are in force, for those who add and remove them. */
export interface FaultBook extends Faults {
	/** The rules that meet this request, in the order in which they were added. */
	readonly due: (request: AwsRequest) => readonly DueFault[];
	readonly isEmpty: () => boolean;
	/** Whether answers must be remembered. */
	readonly hasStaleReads: () => boolean;
}

/** An operation that faults can meet. */
export interface GuardedOperation {
	/** Such as `ecs:UpdateService`. */
	readonly name: string;
	/** The HTTP status of an error of its service; undefined for an error that the service does not have. */
	readonly statusOf: (code: string) => number | undefined;
}

/** @param operations all operations that can be met. */
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

/** What is wrong with a rule, as sentences. A rule that no operation could ever meet is a typing mistake. */
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
			(operation) =>
				`No operation of this AWS is called "${operation}". Write it as ${example}, ${prefix}:List*, ${prefix}:* or *.`,
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

/** Whether `value` has every member that `part` has. */
function includes(value: unknown, part: unknown): boolean {
	if (!isRecord(part)) return sameJson(value, part);
	return isRecord(value) && Object.entries(part).every(([name, member]) => includes(value[name], member));
}
