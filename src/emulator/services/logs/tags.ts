/** The tags of log groups. They are found by the ARN that does not end in `:*`. */
import { AwsError } from "../../aws-error.ts";
import { invalid, readTags } from "./input.ts";
import type { LogGroup, LogState } from "./state.ts";

type Input = Readonly<Record<string, unknown>>;

/** TagResource, UntagResource and ListTagsForResource. */
export function tagOperations(state: LogState) {
	return {
		TagResource: ({ resourceArn, tags }: Input) => {
			const group = tagged(state, resourceArn);
			for (const [key, value] of readTags(tags, group.tags)) group.tags.set(key, value);
			return {};
		},
		UntagResource: ({ resourceArn, tagKeys }: Input) => {
			const group = tagged(state, resourceArn);
			for (const key of Array.isArray(tagKeys) ? tagKeys : []) group.tags.delete(String(key));
			return {};
		},
		ListTagsForResource: ({ resourceArn }: Input) => ({ tags: Object.fromEntries(tagged(state, resourceArn).tags) }),
	};
}

function tagged(state: LogState, arn: unknown): LogGroup {
	const name = /^arn:aws[a-z-]*:logs:[a-z0-9-]+:\d{12}:log-group:([^:]+)$/.exec(String(arn))?.[1];
	if (name === undefined) throw invalid("The specified resourceArn is not valid.");
	const group = state.find(name);
	if (!group || group.arn !== arn)
		throw new AwsError("ResourceNotFoundException", "The specified resource does not exist.");
	return group;
}
