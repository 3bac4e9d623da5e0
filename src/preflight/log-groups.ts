/**
 * Checks that the log groups of containers exist. Without them tasks repeatedly fail to start, since the `awslogs`
 * driver does not create them by default (ECS developer guide, "Using the awslogs log driver").
 */
import { pages } from "../aws/pages.ts";
import type { Prerequisite } from "../model/prerequisite.ts";
import { because } from "../model/reason.ts";
import type { Source } from "./source.ts";

/** Searches CloudWatch Logs by name prefix, since it cannot query a single name. */
export const findLogGroup: Source<Extract<Prerequisite, { topic: "logGroups" }>> = async (
	{ logGroup, region },
	{ lookups, region: ownRegion },
	signal,
) => {
	const operation = "logs:DescribeLogGroups";
	const list = pages(
		operation,
		(nextToken: string | undefined) =>
			lookups.logs.read(
				region,
				operation,
				{ logGroupNamePrefix: logGroup, ...(nextToken === undefined ? {} : { nextToken }) },
				signal,
			),
		// AWS sorts by name, so an exact match comes before longer names (API reference, DescribeLogGroups).
		({ logGroups, nextToken }) => (logGroups?.length ? undefined : nextToken || undefined),
	);
	for await (const { logGroups } of list) {
		if (logGroups?.some(({ logGroupName }) => logGroupName === logGroup)) return { is: "found" };
	}
	return {
		is: "missing",
		reason: because("LogGroupMissing", { logGroup, region: region ?? ownRegion }),
	};
};
