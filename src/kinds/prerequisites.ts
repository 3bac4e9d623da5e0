/**
 * What calls of several kinds need alike: roles and log groups. Which call names them where is each kind's own.
 */
import type { LogConfiguration } from "@aws-sdk/client-ecs";
import type { Prerequisite, RoleUser } from "../model/prerequisite.ts";

/** Nothing for no role, and for a service-linked one: that comes into being when it is needed. */
export function rolePrerequisite(role: string | undefined, usedBy: RoleUser): readonly Prerequisite[] {
	return role && !/(^|[/:])aws-service-role\//.test(role) ? [{ topic: "roles", role, usedBy }] : [];
}

/**
 * The log group that a container writes to by the driver `awslogs`; nothing where the driver makes it, or tells none (ECS
 * developer guide, "Using the awslogs log driver").
 */
export function logGroupPrerequisite(log: LogConfiguration | undefined): readonly Prerequisite[] {
	const options = log?.logDriver === "awslogs" ? log.options : undefined;
	const logGroup = options?.["awslogs-group"];
	if (!options || !logGroup || options["awslogs-create-group"] === "true") return [];
	const region = options["awslogs-region"];
	return [{ topic: "logGroups", logGroup, ...(region ? { region } : {}) }];
}
