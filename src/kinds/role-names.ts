/**
 * Roles by their names. ECS takes a role's name or its ARN and answers the ARN (ECS API reference, RegisterTaskDefinition and
 * CreateService), so whichever of the two a manifest says stands for both: the ARN alone would be a difference for ever.
 */

/** The role as the manifest says it where both mean the same; else as observed. A role's path belongs to its name. */
export function roleAsDeclared(observed: string | undefined, declared: string | undefined): string | undefined {
	if (!observed || !declared || observed === declared) return observed;
	return roleName(observed) === roleName(declared) && isArn(observed) !== isArn(declared) ? declared : observed;
}

function roleName(role: string): string {
	return isArn(role) ? role.slice(role.indexOf(":role/") + ":role/".length) : role;
}

function isArn(text: string): boolean {
	return /^arn:[^:]+:iam::\d{12}:role\//.test(text);
}
