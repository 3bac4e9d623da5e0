/** The calls that set and remove tags, the same for all kinds of one AWS service. */
import type { Call } from "../aws/calls.ts";
import type { Handle } from "../model/world.ts";
import { cloudMapTagList, ecsTagList } from "./looking.ts";

type Tags = Readonly<Record<string, string>>;

export const ecsTagCalls = {
	tagCall: ({ arn }: Handle, set: Tags): Call => ({
		operation: "ecs:TagResource",
		input: { resourceArn: arn, tags: ecsTagList(set) },
	}),
	untagCall: ({ arn }: Handle, keys: readonly string[]): Call => ({
		operation: "ecs:UntagResource",
		input: { resourceArn: arn, tagKeys: [...keys] },
	}),
};

export const cloudMapTagCalls = {
	tagCall: ({ arn }: Handle, set: Tags): Call => ({
		operation: "servicediscovery:TagResource",
		input: { ResourceARN: arn, Tags: cloudMapTagList(set) },
	}),
	untagCall: ({ arn }: Handle, keys: readonly string[]): Call => ({
		operation: "servicediscovery:UntagResource",
		input: { ResourceARN: arn, TagKeys: [...keys] },
	}),
};
