/**
 * VPCs, subnets, security groups and roles belong to services that are not here, so their ids are taken as given. An
 * operator who lists some of a kind makes the embedded AWS refuse all others of that kind, as AWS refuses what is not there.
 */
import type { Surroundings } from "./surroundings.ts";

const kinds = [/^vpc-/, /^subnet-/, /^sg-/, /^arn:aws[a-z-]*:iam::\d{12}:role\//];

/** Whether an id of a VPC, subnet or security group, or the ARN of a role, is one that the operator knows. */
export function isKnown({ known = [] }: Pick<Surroundings, "known">, id: string): boolean {
	const kind = kinds.find((pattern) => pattern.test(id));
	if (!kind || known.includes(id)) return true;
	return !known.some((other) => kind.test(other));
}

/** Whether a text can be listed as known. */
export function canBeKnown(id: string): boolean {
	return kinds.some((pattern) => pattern.test(id));
}
