/**
 * Prerequisites that the calls of several kinds share: roles and log groups. Each kind defines which of its calls names
 * them.
 */
import type { LogConfiguration } from "@aws-sdk/client-ecs";
import type { Prerequisite, RoleUser } from "../model/prerequisite.ts";

/** The role as a prerequisite; none for no role and for a service-linked role, which AWS creates on demand. */
export function rolePrerequisite(role: string | undefined, usedBy: RoleUser): readonly Prerequisite[] {
	return role && !/(^|[/:])aws-service-role\//.test(role) ? [{ topic: "roles", role, usedBy }] : [];
}

/**
 * The log group that a container writes to with the driver `awslogs`; none where the driver creates it or names none (ECS
 * developer guide, "Using the awslogs log driver").
 */
export function logGroupPrerequisite(log: LogConfiguration | undefined): readonly Prerequisite[] {
	const options = log?.logDriver === "awslogs" ? log.options : undefined;
	const logGroup = options?.["awslogs-group"];
	if (!options || !logGroup || options["awslogs-create-group"] === "true") return [];
	const region = options["awslogs-region"];
	return [{ topic: "logGroups", logGroup, ...(region ? { region } : {}) }];
}
