/**
 * Log groups that containers write to. Without theirs, tasks fail to start again and again, since the driver `awslogs` creates
 * none unless it is told to (ECS developer guide, "Using the awslogs log driver").
 */
import { pages } from "../aws/pages.ts";
import type { Prerequisite } from "../model/prerequisite.ts";
import { because } from "../model/reason.ts";
import type { Source } from "./source.ts";

/** Asks CloudWatch Logs for the names that begin so, since it has no other question for one. */
export const findLogGroup: Source<Extract<Prerequisite, { topic: "logGroups" }>> = async (
	{ logGroup, region },
	{ lookUps, region: ownRegion },
	signal,
) => {
	const operation = "logs:DescribeLogGroups";
	const list = pages(
		operation,
		(nextToken: string | undefined) =>
			lookUps.logs.read(
				region,
				operation,
				{ logGroupNamePrefix: logGroup, ...(nextToken === undefined ? {} : { nextToken }) },
				signal,
			),
		// AWS sorts by name, so what is asked for would come before all that goes on (API reference, DescribeLogGroups).
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
