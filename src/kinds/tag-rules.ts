/** The calls that set and remove tags, shared by all kinds of one AWS service. */
import type { Call } from "../aws/calls.ts";
import type { AwsRef } from "../model/observed-state.ts";
import { cloudMapTagList, ecsTagList } from "./observing.ts";

type Tags = Readonly<Record<string, string>>;

export const ecsTagRules = {
	set: ({ arn }: AwsRef, tags: Tags): Call => ({
		operation: "ecs:TagResource",
		input: { resourceArn: arn, tags: ecsTagList(tags) },
	}),
	remove: ({ arn }: AwsRef, keys: readonly string[]): Call => ({
		operation: "ecs:UntagResource",
		input: { resourceArn: arn, tagKeys: [...keys] },
	}),
};

export const cloudMapTagRules = {
	set: ({ arn }: AwsRef, tags: Tags): Call => ({
		operation: "servicediscovery:TagResource",
		input: { ResourceARN: arn, Tags: cloudMapTagList(tags) },
	}),
	remove: ({ arn }: AwsRef, keys: readonly string[]): Call => ({
		operation: "servicediscovery:UntagResource",
		input: { ResourceARN: arn, TagKeys: [...keys] },
	}),
};
