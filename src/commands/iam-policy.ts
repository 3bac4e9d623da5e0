/** `evenkeel iam-policy`: the least that evenkeel's role must be allowed, to be given to IAM as it is. */
import { type Command, InvalidArgumentError } from "commander";
import { iamPolicy, type PolicyOptions } from "../report/iam-policy.ts";
import { accountId, append, option } from "./options.ts";
import { exitCodes, type Surface } from "./surface.ts";

interface IamPolicyFlags {
	readonly readOnly: boolean;
	readonly owner?: string;
	readonly account?: string;
	readonly role: readonly string[];
}

/** Adds `evenkeel iam-policy`; `done` gets its exit code. */
export function addIamPolicy(program: Command, surface: Surface, done: (code: number) => void): void {
	program
		.command("iam-policy")
		.description("print the IAM policy that evenkeel's role needs")
		.addOption(option("--read-only", "only what looking needs: plan, diff, export, run --observe").default(false))
		.addOption(option("--owner <id>", "allow changes only to what carries this owner's tag, where AWS can judge that"))
		.addOption(option("--account <id>", "the account of the roles").argParser(accountId))
		.addOption(
			option("--role <arn>", "a role that may be handed to ECS; may be given again (default: any of the account)")
				.default([], "none")
				.argParser((text: string, before: readonly string[]) => append(roleArn(text), before)),
		)
		.action((flags: IamPolicyFlags) => {
			surface.out(`${JSON.stringify(iamPolicy(optionsOf(flags)), null, 2)}\n`);
			if (!flags.readOnly && flags.role.length === 0) surface.error(hint);
			done(exitCodes.well);
		});
}

const hint =
	"This lets evenkeel hand every role of the account to ECS. Name the roles that your task definitions and services use " +
	"with --role to narrow it.\n";

function optionsOf({ readOnly, owner, account, role }: IamPolicyFlags): PolicyOptions {
	return { readOnly, roles: role, ...(owner === undefined ? {} : { owner }), ...(account ? { account } : {}) };
}

function roleArn(text: string): string {
	if (!/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(text)) {
		throw new InvalidArgumentError("Write the ARN of a role, such as arn:aws:iam::111122223333:role/order-api.");
	}
	return text;
}
