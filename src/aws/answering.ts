/**
 * Determines the account and Region of an answer from its ARNs. All ECS resources belong to the querying account, and
 * all Cloud Map resources except those that another account shares.
 */
import { isRecord } from "../lib/json.ts";

/** The account and Region that answer. */
export interface Answering {
	readonly account: string;
	readonly region: string;
}

/** What one member of an answer says; Cloud Map's `ResourceOwner` names no Region. */
export type AnsweredFrom = Pick<Answering, "account"> & Partial<Answering>;

/**
 * Members that contain ARNs of the answer's resources. ARNs in specs, tags and environments are deeper or have other
 * names, and prove nothing.
 */
const namesArn = /^arn$|Arns?$/;

/**
 * The distinct accounts and Regions that an answer to `operation` names. Failures repeat the requested ARNs, so only
 * other ones count.
 */
export function answeringIn(operation: string, input: object, output: object): readonly AnsweredFrom[] {
	const service = operation.slice(0, operation.indexOf(":"));
	const told = new Map<string, AnsweredFrom>();
	const note = (one: AnsweredFrom) => void told.set(`${one.account} ${one.region}`, one);
	for (const arn of arnsOf(output, new Set(texts(input)))) {
		const [, , arnService, region = "", account = ""] = arn.split(":");
		if (arnService === service && isAccount(account) && region !== "") note({ account, region });
	}
	const { ResourceOwner } = output as { ResourceOwner?: unknown };
	if (typeof ResourceOwner === "string" && isAccount(ResourceOwner)) note({ account: ResourceOwner });
	return [...told.values()];
}

/** Whether an answer contains nothing but empty lists, as the answer of another account would. */
export function showsNothing(output: object): boolean {
	return Object.entries(output).every(
		([name, member]) =>
			name === "$metadata" || typeof member !== "object" || (Array.isArray(member) && member.length === 0),
	);
}

/** Whether a request names a resource in `account` by ARN: another account would reject it. */
export function namesArnOf({ account, region }: Answering, input: object): boolean {
	return texts(input).some((text) => text.startsWith("arn:") && text.includes(`:${region}:${account}:`));
}

function isAccount(text: string): boolean {
	return /^\d{12}$/.test(text);
}

function arnsOf(output: object, asked: ReadonlySet<string>): readonly string[] {
	return Object.entries(output).flatMap(([name, member]) => {
		if (namesArn.test(name)) return [member].flat().filter((arn): arn is string => typeof arn === "string");
		const arns = [member].flat().flatMap(arnsOfItem);
		return name === "failures" ? arns.filter((arn) => !asked.has(arn)) : arns;
	});
}

function arnsOfItem(item: unknown): readonly string[] {
	if (!isRecord(item)) return [];
	return Object.entries(item).flatMap(([name, value]) =>
		namesArn.test(name) && typeof value === "string" ? [value] : [],
	);
}

/** The strings at the top level of a request, alone or in lists. */
function texts(input: object): readonly string[] {
	return Object.values(input)
		.flat()
		.filter((text): text is string => typeof text === "string");
}
