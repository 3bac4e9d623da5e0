/** `evenkeel iam-policy`: prints the least-privilege policy of evenkeel's role, ready for IAM. */
import { type Command, InvalidArgumentError } from "commander";
import { iamPolicy, type PolicyOptions } from "../report/iam-policy.ts";
import { type CliContext, CommandFailure, exitCodes } from "./cli-context.ts";
import { accountId, append, option } from "./options.ts";

interface IamPolicyFlags {
	readonly readOnly: boolean;
	readonly owner?: string;
	readonly account?: string;
	readonly role: readonly string[];
	readonly ownRole?: string;
	readonly zone: readonly string[];
	readonly healthChecks: boolean;
}

/** Adds `evenkeel iam-policy`; `done` gets its exit code. */
export function addIamPolicy(program: Command, context: CliContext, done: (code: number) => void): void {
	program
		.command("iam-policy")
		.description("print the IAM policy that evenkeel's role needs")
		.addOption(option("--read-only", "only the permissions of plan, diff, export and run --observe").default(false))
		.addOption(
			option(
				"--owner <id>",
				"allow changes only to resources with this owner's tag, where AWS supports tag conditions",
			),
		)
		.addOption(option("--account <id>", "the account of the roles").argParser(accountId))
		.addOption(
			option(
				"--role <arn>",
				"the ARN of a role that may be passed to ECS, with IAM wildcards; can be repeated, and is required without --read-only ('*': every role of the account)",
			)
				.default([], "none")
				.argParser((text: string, before: readonly string[]) => append(text === "*" ? text : roleArn(text), before)),
		)
		.addOption(
			option("--own-role <arn>", "evenkeel's own role; the policy denies passing it to ECS").argParser((text) =>
				exact(roleArn(text)),
			),
		)
		.addOption(
			option(
				"--zone <name>",
				"a DNS namespace, such as shop.internal, whose records Cloud Map may change; can be repeated ('*': any)",
			)
				.default([], "none")
				.argParser((text: string, before: readonly string[]) => append(zoneName(text), before)),
		)
		.addOption(
			option("--health-checks", "include the permissions for registries with HealthCheckConfig").default(false),
		)
		.action((flags: IamPolicyFlags) => {
			if (!flags.readOnly) checkRoles(flags);
			context.out(`${JSON.stringify(iamPolicy(optionsOf(flags)), null, 2)}\n`);
			if (!flags.readOnly) context.error(hints(flags));
			done(exitCodes.well);
		});
}

function checkRoles({ role, ownRole }: IamPolicyFlags): void {
	if (role.length === 0) {
		throw new CommandFailure(
			"No role is named that may be passed to ECS. Name the roles that your task definitions and services use, each with --role, " +
				"or allow each role of the account with --role '*'.",
		);
	}
	if (ownRole !== undefined && role.includes(ownRole)) {
		throw new CommandFailure(
			`${ownRole} is given as --role and as --own-role. Leave it out of --role: a committed task definition with evenkeel's own role ` +
				"could do all that evenkeel may do.",
		);
	}
}

function hints({ role, ownRole, zone }: IamPolicyFlags): string {
	const wildcard = role.find((arn) => /[*?]/.test(arn));
	const widest =
		`--role '${wildcard}' may include evenkeel's own role, and then a committed task definition could do all that evenkeel may do. ` +
		"Name its role with --own-role to deny that.\n";
	const noZones = "This allows no DNS namespaces. Name those that evenkeel manages with --zone.\n";
	return `${wildcard !== undefined && ownRole === undefined ? widest : ""}${zone.length === 0 ? noZones : ""}`;
}

function optionsOf({ readOnly, owner, account, role, ownRole, zone, healthChecks }: IamPolicyFlags): PolicyOptions {
	return {
		...{ readOnly, roles: role, zones: zone, healthChecks },
		...(owner === undefined ? {} : { owner }),
		...(account === undefined ? {} : { account }),
		...(ownRole === undefined ? {} : { ownRole }),
	};
}

function exact(arn: string): string {
	if (!/[*?]/.test(arn)) return arn;
	throw new InvalidArgumentError("Write the whole ARN of one role, without wildcards.");
}

function zoneName(text: string): string {
	if (text === "*" || /^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i.test(text)) return text;
	throw new InvalidArgumentError("Write the name of a DNS namespace, such as shop.internal, or '*' for any.");
}

function roleArn(text: string): string {
	if (!/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(text)) {
		throw new InvalidArgumentError("Write the ARN of a role, such as arn:aws:iam::111122223333:role/order-api.");
	}
	return text;
}
