/**
 * The one operation of IAM that is asked before roles are handed to ECS: GetRole. Roles cannot be made here; which there are is
 * the operator's to say, see `known-ids.ts`.
 */
import { createHash } from "node:crypto";
import { AwsError, type Handlers } from "../../failure.ts";
import { listed } from "../../known-ids.ts";
import type { Surroundings } from "../../surroundings.ts";

/** IAM's API version and the namespace of its XML. */
export const iamApi = { version: "2010-05-08", xmlNamespace: "https://iam.amazonaws.com/doc/2010-05-08/" };

/** Ours: every role may be used by tasks and by ECS. */
const trustPolicy = {
	Version: "2012-10-17",
	Statement: [
		{
			Effect: "Allow",
			Principal: { Service: ["ecs-tasks.amazonaws.com", "ecs.amazonaws.com"] },
			Action: "sts:AssumeRole",
		},
	],
};

/** IAM's operations by name. */
export function iamHandlers(surroundings: Surroundings): Handlers {
	return {
		GetRole: (input: { readonly RoleName?: string }) => ({ Role: getRole(surroundings, String(input.RoleName ?? "")) }),
	};
}

/** Without a list every role is there, and since nobody tells its path, its answer has neither path nor ARN. */
function getRole(surroundings: Surroundings, name: string): object {
	if (!/^[\w+=,.@-]{1,64}$/.test(name)) {
		const constraint = "failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+";
		throw new AwsError("ValidationError", `1 validation error detected: Value '${name}' at 'roleName' ${constraint}`);
	}
	const roles = listed(surroundings, "role");
	const arn = roles?.find((one) => nameIn(one, surroundings) === name);
	if (roles && arn === undefined) throw new AwsError("NoSuchEntity", `The role with name ${name} cannot be found.`);
	return {
		...(arn === undefined ? {} : { Path: arn.slice(arn.indexOf(":role/") + ":role".length, -name.length), Arn: arn }),
		RoleName: name,
		RoleId: `AROA${createHash("sha256").update(name).digest("hex").slice(0, 17).toUpperCase()}`,
		CreateDate: "2020-01-01T00:00:00Z",
		AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trustPolicy)),
		MaxSessionDuration: 3600,
	};
}

/** The name of a role of this account; undefined for one of another account. */
function nameIn(arn: string, { account }: Surroundings): string | undefined {
	return arn.startsWith(`arn:aws:iam::${account}:role/`) ? arn.split("/").at(-1) : undefined;
}
