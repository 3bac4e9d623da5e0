/**
 * Checks that the roles in a call exist and that their trust policies allow the service to assume them. ECS reports
 * only "Role is not valid", or nothing until the first task fails to start.
 */
import { isRecord } from "../lib/json.ts";
import type { Finding, Prerequisite, RoleUser } from "../model/prerequisite.ts";
import { because, type Reason } from "../model/reason.ts";
import type { Source } from "./source.ts";

type RolePrerequisite = Extract<Prerequisite, { topic: "roles" }>;

/** The part of IAM's GetRole answer that matters here. */
export interface ObservedRole {
	readonly Arn?: string | undefined;
	/** The trust policy as JSON, percent-encoded (IAM API reference, GetRole). */
	readonly AssumeRolePolicyDocument?: string | undefined;
}

/** Queries IAM. A role of another account cannot be checked and is not queried. */
export const findRole: Source<RolePrerequisite> = async (prerequisite, { lookups, account }, signal) => {
	const owner = /^arn:[^:]+:iam::(\d{12}):role\//.exec(prerequisite.role)?.[1];
	if (owner !== undefined && owner !== account) return { is: "found" };
	const RoleName = pathAndName(prerequisite.role).split("/").at(-1);
	const { Role } = await lookups.iam.read(undefined, "iam:GetRole", { RoleName }, signal);
	const answering = /^arn:[^:]+:iam::(\d{12}):/.exec(Role?.Arn ?? "")?.[1];
	if (answering !== undefined && answering !== account) {
		return { is: "not told", what: `the role ${prerequisite.role}`, cause: `IAM answers as account ${answering}.` };
	}
	return judgeRole(prerequisite, Role);
};

/**
 * Undefined `seen`: IAM has no role of that name. The path is part of the name: roles with equal names under different
 * paths differ.
 */
export function judgeRole({ role, usedBy }: RolePrerequisite, seen: ObservedRole | undefined): Finding {
	const missing = (reason: Reason): Finding => ({ is: "missing", reason });
	if (!seen) return missing(because("RoleMissing", { role }));
	if (seen.Arn !== undefined && pathAndName(seen.Arn) !== pathAndName(role)) {
		return missing(because("RoleUnderOtherPath", { role, arn: seen.Arn }));
	}
	if (seen.AssumeRolePolicyDocument === undefined || trusts(seen.AssumeRolePolicyDocument, usedBy))
		return { is: "found" };
	return missing(because("RoleNotTrusted", { role, service: usedBy }));
}

/** `team/web` for `arn:aws:iam::111122223333:role/team/web` and for `/team/web`. */
function pathAndName(role: string): string {
	return role.replace(/^arn:[^:]+:iam::\d{12}:role/, "").replace(/^\//, "");
}

/**
 * Whether a statement of the policy allows it. Statements that cannot be evaluated, such as those with conditions,
 * count as allowing.
 */
function trusts(document: string, usedBy: RoleUser): boolean {
	let policy: unknown;
	try {
		policy = JSON.parse(decodeURIComponent(document));
	} catch {
		return true;
	}
	const statements = isRecord(policy) ? listOf(policy.Statement).filter(isRecord) : [];
	return statements.some(
		({ Effect, Action, NotAction, Principal, NotPrincipal }) =>
			Effect === "Allow" &&
			(NotAction !== undefined || listOf(Action).some(isAssumeRole)) &&
			(NotPrincipal !== undefined || Principal === "*" || (isRecord(Principal) && names(Principal, usedBy))),
	);
}

function names({ Service, AWS }: Readonly<Record<string, unknown>>, usedBy: RoleUser): boolean {
	// The China partition formerly used its own suffix.
	return (
		listOf(AWS).includes("*") || listOf(Service).some((one) => one === "*" || one === usedBy || one === `${usedBy}.cn`)
	);
}

function isAssumeRole(action: unknown): boolean {
	if (typeof action !== "string") return false;
	const pattern = action
		.replace(/[.+^${}()|[\]\\]/g, "\\$&")
		// Several consecutive stars equal one, and would take exponential time.
		.replace(/\*+/g, ".*")
		.replaceAll("?", ".");
	return new RegExp(`^${pattern}$`, "i").test("sts:AssumeRole");
}

function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [value];
}
