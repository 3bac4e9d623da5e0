/**
 * IAM as a service of the embedded AWS. It has one operation, GetRole, which clients call before they pass roles to
 * ECS. Roles cannot be created; the operator lists the existing ones.
 */
import { createHash } from "node:crypto";
import type { AccountContext } from "../../account-context.ts";
import { AwsError } from "../../aws-error.ts";
import { unknownError } from "../../front/service-rules.ts";
import type { EmulatorService } from "../../service.ts";
import { queryProtocol } from "../../wire/query-protocol.ts";

const version = "2010-05-08";
const roleArn = { name: "role ARN", pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\// };

/** GetRole. */
export const iam: EmulatorService<"iam"> = {
	name: "iam",
	title: "IAM",
	protocol: queryProtocol({
		version,
		xmlNamespace: `https://iam.amazonaws.com/doc/${version}/`,
		errors: { NoSuchEntity: 404, ServiceFailure: 500 },
	}),
	rates: [{ operations: ["GetRole"], limit: "unpublished" }],
	refusals: {
		throttled: "Throttling",
		accessDenied: "AccessDenied",
		internalFailure: { code: "ServiceFailure", message: unknownError },
	},
	lists: { paged: /^List/, more: ["IsTruncated"] },
	resourceKinds: [roleArn],
	start: (context) => ({
		handlers: {
			GetRole: (input: { readonly RoleName?: string }) => ({ Role: getRole(context, String(input.RoleName ?? "")) }),
		},
		tools: {},
	}),
};

/** Chosen here: tasks and ECS can assume every role. */
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

/** Without a list every role exists. Its path is then unknown, so the response has neither path nor ARN. */
function getRole({ account, known }: AccountContext, name: string): object {
	if (!/^[\w+=,.@-]{1,64}$/.test(name)) {
		const constraint = "failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+";
		throw new AwsError("ValidationError", `1 validation error detected: Value '${name}' at 'roleName' ${constraint}`);
	}
	const roles = known.listed(roleArn);
	const prefix = `arn:aws:iam::${account}:role/`;
	const arn = roles?.find((one) => one.startsWith(prefix) && one.split("/").at(-1) === name);
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
