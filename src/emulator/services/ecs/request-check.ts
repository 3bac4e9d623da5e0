/**
 * Validates every ECS request before its operation: ARNs must match this Region, this account and the request's
 * cluster, and `include` must have valid values. It is one place for all operations, because AWS words these errors the
 * same everywhere.
 */

import type { AccountContext } from "../../account-context.ts";
import { AwsError } from "../../aws-error.ts";
import { nameOf } from "./identifiers.ts";

/** Members whose ARNs contain a cluster name, which must be the request's. */
const inCluster = new Set([
	"containerInstance",
	"containerInstances",
	"primaryTaskSet",
	"service",
	"services",
	"serviceName",
	"task",
	"tasks",
	"taskSet",
	"taskSets",
]);

/** The allowed values of `include`; `TAGS` by default. */
const includable: Readonly<Record<string, readonly string[]>> = {
	DescribeClusters: ["ATTACHMENTS", "CONFIGURATIONS", "SETTINGS", "STATISTICS", "TAGS"],
	DescribeContainerInstances: ["CONTAINER_INSTANCE_HEALTH", "TAGS"],
};

/** Throws AWS's error for an invalid request to `operation`. */
export function checkRequest(
	context: AccountContext,
	operation: string,
	input: Readonly<Record<string, unknown>>,
): void {
	checkInclude(input.include, includable[operation] ?? ["TAGS"]);
	checkClusterName(input.cluster);
	checkClientToken(input.clientToken, operation === "RunTask" ? 64 : 36);
	const cluster = nameOf(typeof input.cluster === "string" && input.cluster ? input.cluster : "default");
	for (const [member, value] of Object.entries(input)) {
		for (const reference of Array.isArray(value) ? value : [value]) {
			if (typeof reference !== "string") continue;
			const [, region, account, resource = ""] = /^arn:aws[a-z-]*:ecs:([^:]*):([^:]*):(.+)$/s.exec(reference) ?? [];
			if (region === undefined) continue;
			if (region !== context.region) throw refusal("Invalid Region in ARN");
			if (account !== context.account) {
				throw refusal(`Invalid identifier: Identifier is for ${account}. Your accountId is ${context.account}`);
			}
			// The old, short ARN format contains no cluster.
			const [, owner, rest] = resource.split("/");
			if (rest === undefined || owner === cluster || !inCluster.has(member)) continue;
			throw refusal(`Invalid identifier: Identifier is for cluster ${owner}. Your cluster is ${cluster}`);
		}
	}
}

function checkInclude(include: unknown, possible: readonly string[]): void {
	if (!Array.isArray(include) || include.every((name) => possible.includes(name))) return;
	throw refusal(`include should be one of [${possible.join(",")}]`);
}

function checkClusterName(cluster: unknown): void {
	if (typeof cluster !== "string" || cluster === "" || cluster.startsWith("arn:")) return;
	if (/^[a-zA-Z0-9\-_]{1,255}$/.test(cluster)) return;
	throw refusal(`Cluster must match ^[a-zA-Z0-9\\-_]{1,255}$, but was ${cluster}`);
}

/** Printable ASCII; the maximum length differs between operations. */
function checkClientToken(token: unknown, longest: number): void {
	if (typeof token !== "string" || (token.length <= longest && /^[!-~]*$/.test(token))) return;
	throw refusal(`clientToken can have at most ${longest} characters, from ! to ~.`);
}

function refusal(text: string): AwsError {
	return new AwsError("InvalidParameterException", text);
}
