/**
 * VPCs, subnets, security groups, roles, target groups and log groups belong to services of which next to nothing is here, so
 * their ids are taken as given. An operator who lists some of a kind makes the embedded AWS refuse all others of that kind, as
 * AWS refuses what is not there.
 */
import type { Surroundings } from "./surroundings.ts";

const kinds = {
	vpc: /^vpc-/,
	subnet: /^subnet-/,
	securityGroup: /^sg-/,
	role: /^arn:aws[a-z-]*:iam::\d{12}:role\//,
	targetGroup: /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:targetgroup\/[^/]+\/[^/]+$/,
	logGroup: /^arn:aws[a-z-]*:logs:[a-z0-9-]+:\d{12}:log-group:[^:]+$/,
};

/** Whether an id of a VPC, subnet or security group, or an ARN of the other kinds, is one that the operator knows. */
export function isKnown({ known = [] }: Pick<Surroundings, "known">, id: string): boolean {
	const kind = Object.values(kinds).find((pattern) => pattern.test(id));
	if (!kind || known.includes(id)) return true;
	return !known.some((other) => kind.test(other));
}

/** The ids or ARNs of a kind that the operator lists; undefined where there is no list, and all are taken as given. */
export function listed(
	{ known = [] }: Pick<Surroundings, "known">,
	kind: keyof typeof kinds,
): readonly string[] | undefined {
	const ids = known.filter((id) => kinds[kind].test(id));
	return ids.length > 0 ? ids : undefined;
}

/** Whether a text can be listed as known. */
export function canBeKnown(id: string): boolean {
	return Object.values(kinds).some((pattern) => pattern.test(id));
}
