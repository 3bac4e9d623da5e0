/** Tags of ECS resources: one validation for all tags, and the three tagging operations, which find the resource by ARN. */
import type {
	ListTagsForResourceRequest,
	ListTagsForResourceResponse,
	Tag,
	TagResourceRequest,
	TagResourceResponse,
	UntagResourceRequest,
	UntagResourceResponse,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../aws-error.ts";
import { resourceOfArn } from "./identifiers.ts";
import type { Tags } from "./record-parts.ts";
import type { EcsState } from "./state.ts";

/** ECS API reference, Tag. Keys that begin with `aws:`, in any case, are reserved and do not count. */
const maximumTags = 50;
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const reserved = /^aws:/i;

/** The validated tags of a create call. */
export function readTags(tags: readonly Tag[] | undefined): Tags {
	const result: Tags = new Map();
	for (const { key = "", value = "" } of tags ?? []) {
		if (result.has(key)) {
			throw new AwsError("InvalidParameterException", "Duplicate tag keys found. Please provide unique tag keys.");
		}
		checkTag(key, value);
		result.set(key, value);
	}
	checkCount(result);
	return result;
}

/** Tags in the format of ECS responses. */
export function writeTags(tags: Tags): Tag[] {
	return Array.from(tags, ([key, value]) => ({ key, value }));
}

/** TagResource, UntagResource and ListTagsForResource. */
export function tagOperations(state: EcsState) {
	return {
		TagResource: (input: TagResourceRequest): TagResourceResponse => {
			const { tags, inactive } = tagged(state, input.resourceArn ?? "");
			if (inactive) throw inactiveFailure(inactive);
			const merged = new Map([...tags, ...readTags(input.tags)]);
			checkCount(merged);
			for (const [key, value] of merged) tags.set(key, value);
			return {};
		},
		UntagResource: (input: UntagResourceRequest): UntagResourceResponse => {
			const { tags, inactive } = tagged(state, input.resourceArn ?? "");
			if (inactive) throw inactiveFailure(inactive);
			for (const key of input.tagKeys ?? []) checkReserved("keys", key);
			for (const key of input.tagKeys ?? []) tags.delete(key);
			return {};
		},
		ListTagsForResource: (input: ListTagsForResourceRequest): ListTagsForResourceResponse => {
			const { tags, inactive } = tagged(state, input.resourceArn ?? "");
			if (inactive) throw inactiveFailure(inactive);
			return { tags: writeTags(tags) };
		},
	};
}

/** Resources whose ARNs contain no cluster in the old, short format. */
const clustered = new Set(["service", "task", "container-instance"]);

/** A resource's tags, and its name in AWS's error if it no longer exists. */
function tagged(state: EcsState, arn: string): { readonly tags: Tags; readonly inactive?: string } {
	const [type, ...path] = resourceOfArn(arn)?.split("/") ?? [];
	const [first = "", second = ""] = path;
	if (type && clustered.has(type) && path.length === 1) {
		throw new AwsError("InvalidParameterException", "Long arn format must be used for tagging operations");
	}
	const cluster = state.clusters.get(first);
	switch (path.length > 0 ? type : undefined) {
		case "cluster":
			if (!cluster) throw new AwsError("ClusterNotFoundException", "Cluster not found.");
			return { tags: cluster.tags, ...(cluster.status === "INACTIVE" && { inactive: "cluster" }) };
		case "capacity-provider": {
			const provider = state.capacityProviders.get(first);
			if (provider) return { tags: provider.tags };
			throw new AwsError("InvalidParameterException", "The specified capacity provider does not exist.");
		}
		case "service": {
			const service = cluster?.services.get(second);
			if (!service) throw new AwsError("InvalidParameterException", "The specified service does not exist.");
			return { tags: service.tags, ...(service.status === "INACTIVE" && { inactive: "service" }) };
		}
		case "task-set": {
			const taskSet = cluster?.services.get(second)?.taskSets.find((record) => record.arn === arn);
			if (taskSet) return { tags: taskSet.tags };
			throw new AwsError("InvalidParameterException", "The specified task set does not exist.");
		}
		case "task-definition": {
			const [family = "", revision = ""] = first.split(":");
			const record = state.families.get(family)?.revisions.get(Number(revision));
			if (record) return { tags: record.tags };
			throw new AwsError("InvalidParameterException", "The specified task definition does not exist.");
		}
		case "task": {
			const task = state.tasks.get(second);
			if (task) return { tags: task.tags };
			throw new AwsError("InvalidParameterException", "The specified task does not exist.");
		}
		case "container-instance": {
			const instance = cluster?.instances.get(second);
			if (instance) return { tags: instance.tags };
			throw new AwsError("InvalidParameterException", "The specified container instance does not exist.");
		}
		default:
			throw new AwsError("InvalidParameterException", `Invalid resource ARN: ${arn}`);
	}
}

function inactiveFailure(what: string): AwsError {
	const text = `The specified ${what} is inactive. Specify an active ${what} and try again.`;
	return new AwsError("InvalidParameterException", text);
}

function checkTag(key: string, value: string): void {
	if (key.length < 1 || key.length > 128 || !allowed.test(key)) {
		throw new AwsError("InvalidParameterException", `Invalid tag key: ${key}`);
	}
	if (value.length > 256 || !allowed.test(value)) {
		throw new AwsError("InvalidParameterException", `Invalid tag value for key ${key}.`);
	}
	checkReserved("keys", key);
	checkReserved("values", value);
}

/** Only AWS can add, change or remove tags that begin with `aws:`. */
function checkReserved(what: "keys" | "values", text: string): void {
	if (!reserved.test(text)) return;
	throw new AwsError("InvalidParameterException", `Tag ${what} that start with 'aws:' are reserved for AWS use.`);
}

function checkCount(tags: Tags): void {
	const counted = [...tags.keys()].filter((key) => !reserved.test(key)).length;
	if (counted <= maximumTags) return;
	throw new AwsError("InvalidParameterException", `A resource can have at most ${maximumTags} tags.`);
}
