/**
 * Holds the log groups: those created in the emulator, and those that the operator lists as known. A known log group equals one
 * created without options.
 */
import type { AccountContext } from "../../account-context.ts";
import { AwsError } from "../../aws-error.ts";

/** Log groups that can be listed as known. */
export const logGroupArn = {
	name: "log group ARN",
	pattern: /^arn:aws[a-z-]*:logs:[a-z0-9-]+:\d{12}:log-group:[^:]+$/,
};

/** A log group. */
export interface LogGroup {
	readonly name: string;
	/** Without `:*` at its end. */
	readonly arn: string;
	readonly createdAtMs: number;
	readonly logGroupClass: string;
	readonly tags: Map<string, string>;
	/** Undefined where log events never expire. */
	retentionInDays: number | undefined;
	kmsKeyId: string | undefined;
}

/** What CloudWatch Logs knows. */
export interface LogState {
	/** All, in no order. */
	readonly all: () => readonly LogGroup[];
	/** Those that were created or changed by an operation. */
	readonly created: () => readonly LogGroup[];
	/** Whether the operator lists no log groups, so that any of them can be taken as existing. */
	readonly takesAnyAsExisting: (name: string) => boolean;
	readonly find: (name: string) => LogGroup | undefined;
	/** Refuses as AWS does where it does not exist. */
	readonly get: (name: string) => LogGroup;
	readonly add: (name: string, options: Pick<LogGroup, "logGroupClass" | "kmsKeyId" | "tags">) => void;
	readonly remove: (name: string) => void;
	/** What a log group has that is taken as existing. */
	readonly plain: (name: string) => LogGroup;
}

/** CloudWatch Logs quotas: log groups of an account in a Region. */
const mostLogGroups = 1_000_000;

/** Begins with what the operator lists. */
export function createLogState({ region, account, clock, known }: AccountContext): LogState {
	const prefix = `arn:aws:logs:${region}:${account}:log-group:`;
	const groups = new Map<string, LogGroup>();
	const deleted = new Set<string>();

	const plain = (name: string): LogGroup => ({
		...{ name, arn: prefix + name, createdAtMs: 0, logGroupClass: "STANDARD", tags: new Map() },
		...{ retentionInDays: undefined, kmsKeyId: undefined },
	});

	/** The operator may list further ones at any time. */
	function includeKnown(): void {
		for (const arn of known.listed(logGroupArn) ?? []) {
			const name = arn.slice(prefix.length);
			if (arn.startsWith(prefix) && !groups.has(name) && !deleted.has(name)) groups.set(name, plain(name));
		}
	}

	function find(name: string): LogGroup | undefined {
		includeKnown();
		return groups.get(name);
	}

	const all = () => {
		includeKnown();
		return [...groups.values()];
	};

	return {
		all,
		created: () => [...groups.values()],
		takesAnyAsExisting: (name) => known.listed(logGroupArn) === undefined && !groups.has(name) && !deleted.has(name),
		find,
		get: (name) => {
			const group = find(name);
			if (!group) throw new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
			return group;
		},
		add: (name, options) => {
			if (all().length >= mostLogGroups) throw new AwsError("LimitExceededException", "Resource limit exceeded.");
			// The retention of this class is AWS's own, and no call changes it.
			const retentionInDays = options.logGroupClass === "DELIVERY" ? 2 : undefined;
			groups.set(name, { ...plain(name), ...options, createdAtMs: clock.now(), retentionInDays });
		},
		remove: (name) => {
			groups.delete(name);
			deleted.add(name);
		},
		plain,
	};
}
