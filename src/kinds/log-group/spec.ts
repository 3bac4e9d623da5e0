/** What a LogGroup manifest says: the members of CloudWatch Logs CreateLogGroup, tags aside, and the retention. */
import type { LogGroupClass } from "@aws-sdk/client-cloudwatch-logs";

export interface LogGroupSpec {
	logGroupName: string;
	/** 0: log events never expire. */
	retentionInDays?: number;
	logGroupClass?: LogGroupClass;
	/** ARN of the key; an empty text for none. */
	kmsKeyId?: string;
}
