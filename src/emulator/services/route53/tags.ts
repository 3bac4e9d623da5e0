/** The tags of hosted zones and health checks, the only Route 53 resources with tags. */
import type {
	ChangeTagsForResourceRequest,
	ListTagsForResourceRequest,
	ListTagsForResourceResponse,
	ListTagsForResourcesRequest,
	ListTagsForResourcesResponse,
	ResourceTagSet,
} from "@aws-sdk/client-route-53";
import { AwsError, type Handlers } from "../../aws-error.ts";
import type { HealthChecks } from "./health-checks/health-checks.ts";
import { bareZoneId, type ZoneTable } from "./zones/zones.ts";

const maximumTags = 50;
/** The maximum number of tags to add, or of resources to read, in one request. */
const maximumOfRequest = 10;
const longestKey = 128;
const longestValue = 256;

/** ChangeTagsForResource, ListTagsForResource and ListTagsForResources. */
export function tagOperations(zones: ZoneTable, healthChecks: HealthChecks): Handlers {
	const tagsOf = (type: string | undefined, id = ""): Map<string, string> => {
		if (type === "hostedzone") return zones.get(id).tags;
		if (type === "healthcheck") return healthChecks.tagsOf(id);
		const constraint = "failed to satisfy constraint: Member must satisfy enum value set: [healthcheck, hostedzone]";
		throw refused(`1 validation error detected: Value '${type}' at 'resourceType' ${constraint}`);
	};
	const describe = (type: string | undefined, id = ""): ResourceTagSet => ({
		ResourceType: type as ResourceTagSet["ResourceType"],
		ResourceId: bareZoneId(id),
		Tags: [...tagsOf(type, id)].map(([Key, Value]) => ({ Key, Value })),
	});
	const change = (input: ChangeTagsForResourceRequest) => {
		const tags = tagsOf(input.ResourceType, input.ResourceId);
		const { AddTags: added = [], RemoveTagKeys: removed = [] } = input;
		if (added.length + removed.length === 0) throw refused("At least one tag to add or to remove is needed.");
		if (added.length > maximumOfRequest || removed.length > maximumOfRequest) {
			throw refused(`A request adds or removes at most ${maximumOfRequest} tags.`);
		}
		for (const { Key = "", Value = "" } of added) checkTag(Key, Value);
		const after = new Map(tags);
		for (const key of removed) after.delete(key);
		for (const { Key = "", Value = "" } of added) after.set(Key, Value);
		if (after.size > maximumTags) throw refused(`A resource has at most ${maximumTags} tags.`);
		tags.clear();
		for (const [key, value] of after) tags.set(key, value);
		return {};
	};
	const listMany = (input: ListTagsForResourcesRequest): ListTagsForResourcesResponse => {
		const { ResourceType: type, ResourceIds: ids = [] } = input;
		if (ids.length < 1 || ids.length > maximumOfRequest) {
			throw refused(`A request asks about 1 to ${maximumOfRequest} resources.`);
		}
		return { ResourceTagSets: ids.map((id) => describe(type, id)) };
	};
	return {
		ChangeTagsForResource: change,
		ListTagsForResource: ({ ResourceType, ResourceId }: ListTagsForResourceRequest): ListTagsForResourceResponse => ({
			ResourceTagSet: describe(ResourceType, ResourceId),
		}),
		ListTagsForResources: listMany,
	};
}

function checkTag(key: string, value: string): void {
	if (key.length < 1 || key.length > longestKey || value.length > longestValue) {
		throw refused(`A tag has a key of 1 to ${longestKey} characters and a value of at most ${longestValue}.`);
	}
	if (key.toLowerCase().startsWith("aws:")) throw refused("Tag keys that start with aws: are reserved.");
}

function refused(message: string): AwsError {
	return new AwsError("InvalidInput", message);
}
