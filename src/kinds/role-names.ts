/**
 * Compares roles given by name with roles given by ARN.
 * ECS accepts both and returns the ARN (ECS API reference, RegisterTaskDefinition and CreateService), so a name in a
 * manifest would otherwise differ for ever.
 */

/**
 * The role as the manifest writes it where both mean the same role; else as observed. A role's path is part of its name.
 */
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
