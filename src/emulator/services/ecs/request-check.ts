/**
 * What ECS checks of every request before an operation sees it: references that are ARNs must be of this region, this
 * account and the request's own cluster, and `include` names only what there is. One place for all operations, since AWS
 * words these refusals alike everywhere.
 */

import type { AccountContext } from "../../account-context.ts";
import { AwsError } from "../../aws-error.ts";
import { nameOf } from "./identifiers.ts";

/** Members whose ARNs hold the name of a cluster, which must be the request's. */
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

/** What `include` may name; `TAGS` where nothing else is said. */
const includable: Readonly<Record<string, readonly string[]>> = {
	DescribeClusters: ["ATTACHMENTS", "CONFIGURATIONS", "SETTINGS", "STATISTICS", "TAGS"],
	DescribeContainerInstances: ["CONTAINER_INSTANCE_HEALTH", "TAGS"],
};

/** Throws AWS's refusal of a request to `operation`. */
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
			// The old, short format has no cluster in it.
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

/** Printable ASCII; how long it may be differs between operations. */
function checkClientToken(token: unknown, longest: number): void {
	if (typeof token !== "string" || (token.length <= longest && /^[!-~]*$/.test(token))) return;
	throw refusal(`clientToken can have at most ${longest} characters, from ! to ~.`);
}

function refusal(text: string): AwsError {
	return new AwsError("InvalidParameterException", text);
}
