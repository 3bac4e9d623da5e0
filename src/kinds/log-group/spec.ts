/** The spec of a LogGroup manifest: the members of CloudWatch Logs CreateLogGroup, except tags, and the retention. */
import type { LogGroupClass } from "@aws-sdk/client-cloudwatch-logs";

export interface LogGroupSpec {
	logGroupName: string;
	/** In days; 0: log events never expire. */
	retentionInDays?: number;
	logGroupClass?: LogGroupClass;
	/** ARN of the key; empty for none. */
	kmsKeyId?: string;
}
