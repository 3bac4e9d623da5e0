/** The operations on log groups, their retention and their keys. */

import { AwsError } from "../../aws-error.ts";
import { invalid, readClass, readKey, readName, readNewName, readRetention, readTags } from "./input.ts";
import type { LogGroup, LogState } from "./state.ts";

type Input = Readonly<Record<string, unknown>>;

/** API reference, DescribeLogGroups. */
const largestPage = 50;

/** Creates, deletes, lists and changes log groups. */
export function logGroupOperations(state: LogState) {
	return {
		CreateLogGroup: (input: Input) => {
			const name = readNewName(input.logGroupName);
			const logGroupClass = readClass(input.logGroupClass);
			const kmsKeyId = input.kmsKeyId === undefined ? undefined : readKey(input.kmsKeyId);
			const tags = readTags(input.tags);
			if (state.find(name)) {
				throw new AwsError("ResourceAlreadyExistsException", "The specified log group already exists");
			}
			state.add(name, { logGroupClass, kmsKeyId, tags });
			return {};
		},
		DeleteLogGroup: ({ logGroupName }: Input) => {
			state.remove(state.get(readName(logGroupName)).name);
			return {};
		},
		DescribeLogGroups: (input: Input) => describe(state, input),
		PutRetentionPolicy: ({ logGroupName, retentionInDays }: Input) => {
			const name = readName(logGroupName);
			const days = readRetention(retentionInDays);
			withoutDelivery(state.get(name)).retentionInDays = days;
			return {};
		},
		DeleteRetentionPolicy: ({ logGroupName }: Input) => {
			withoutDelivery(state.get(readName(logGroupName))).retentionInDays = undefined;
			return {};
		},
		AssociateKmsKey: ({ logGroupName, kmsKeyId }: Input) => {
			const name = readName(logGroupName);
			const key = readKey(kmsKeyId);
			state.get(name).kmsKeyId = key;
			return {};
		},
		DisassociateKmsKey: ({ logGroupName }: Input) => {
			state.get(readName(logGroupName)).kmsKeyId = undefined;
			return {};
		},
	};
}

function withoutDelivery(group: LogGroup): LogGroup {
	if (group.logGroupClass !== "DELIVERY") return group;
	// Shown in hashicorp/terraform-provider-aws issue 42657.
	throw new AwsError("ValidationException", "This operation is not supported for Delivery log class");
}

function describe(state: LogState, { logGroupIdentifiers, logGroupNamePrefix, limit = largestPage, nextToken }: Input) {
	if (typeof limit !== "number" || !Number.isInteger(limit) || limit < 1 || limit > largestPage) {
		throw invalid(`limit must be between 1 and ${largestPage}.`);
	}
	// Tokens name the last name of a page, and names come in the order of ASCII.
	const asked = Array.isArray(logGroupIdentifiers)
		? named(state, logGroupIdentifiers, logGroupNamePrefix)
		: prefixed(state, typeof logGroupNamePrefix === "string" ? logGroupNamePrefix : "");
	const left = asked.filter(({ name }) => name > String(nextToken ?? "")).sort((a, b) => (a.name < b.name ? -1 : 1));
	const page = left.slice(0, limit);
	return { logGroups: page.map(shown), ...(left.length > limit ? { nextToken: page.at(-1)?.name } : {}) };
}

function named(state: LogState, names: readonly unknown[], prefix: unknown): readonly LogGroup[] {
	if (prefix !== undefined) throw invalid("logGroupIdentifiers can be combined with includeLinkedAccounts only.");
	if (names.length < 1 || names.length > 50) throw invalid("logGroupIdentifiers must have between 1 and 50 members.");
	return [...new Set(names.map(readName))].flatMap((name) => state.find(name) ?? []);
}

/** Where the operator lists none, the log group exists whose whole name is given as a prefix. */
function prefixed(state: LogState, prefix: string): readonly LogGroup[] {
	const assumed = prefix !== "" && state.takesAnyAsExisting(prefix) ? [state.plain(prefix)] : [];
	return [...state.all().filter(({ name }) => name.startsWith(prefix)), ...assumed];
}

function shown({ name, arn, createdAtMs, logGroupClass, retentionInDays, kmsKeyId }: LogGroup): object {
	return {
		logGroupName: name,
		creationTime: createdAtMs,
		...(retentionInDays === undefined ? {} : { retentionInDays }),
		metricFilterCount: 0,
		arn: `${arn}:*`,
		storedBytes: 0,
		...(kmsKeyId === undefined ? {} : { kmsKeyId }),
		logGroupClass,
		logGroupArn: arn,
	};
}
