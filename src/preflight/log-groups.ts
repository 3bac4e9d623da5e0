/**
 * Log groups that containers write to. Without theirs, tasks fail to start again and again, since the driver `awslogs` creates
 * none unless it is told to (ECS developer guide, "Using the awslogs log driver").
 */
import type { Prerequisite } from "../model/prerequisite.ts";
import { because } from "../model/reason.ts";
import type { Source } from "./source.ts";

/** Asks CloudWatch Logs for the names that begin so, since it has no other question for one. */
export const findLogGroup: Source<Extract<Prerequisite, { topic: "logGroups" }>> = async (
	{ logGroup, region },
	{ lookUps, region: ownRegion },
	signal,
) => {
	let nextToken: string | undefined;
	do {
		const page = await lookUps.logs.read(
			region,
			"logs:DescribeLogGroups",
			{ logGroupNamePrefix: logGroup, ...(nextToken === undefined ? {} : { nextToken }) },
			signal,
		);
		if (page.logGroups?.some(({ logGroupName }) => logGroupName === logGroup)) return { is: "found" };
		// AWS sorts by name, so what is asked for would come before all that goes on (API reference, DescribeLogGroups).
		nextToken = page.logGroups?.length ? undefined : page.nextToken;
	} while (nextToken !== undefined);
	return {
		is: "missing",
		reason: because("LogGroupMissing", { logGroup, region: region ?? ownRegion }),
	};
};
