/** The operations on tags of namespaces and registries, and on attributes of registries. */
import type {
	DeleteServiceAttributesRequest,
	GetServiceAttributesRequest,
	GetServiceAttributesResponse,
	ListTagsForResourceRequest,
	ListTagsForResourceResponse,
	TagResourceRequest,
	UntagResourceRequest,
	UpdateServiceAttributesRequest,
} from "@aws-sdk/client-servicediscovery";
import { AwsError, type Handlers } from "../../aws-error.ts";
import { addTags } from "./rules.ts";
import { type CloudMapState, called, registryOf } from "./state.ts";

const maximumAttributes = 30;

/** The operations on tags and on attributes of services. */
export function labelOperations(state: CloudMapState): Handlers {
	const tagsOf = (arn = ""): Map<string, string> => {
		const namespace = called(state.namespaces, arn);
		const resource = namespace?.phase === "submitted" ? undefined : (namespace ?? called(state.registries, arn));
		if (resource?.arn === arn) return resource.tags;
		throw new AwsError("ResourceNotFoundException", `The resource ${arn} can't be found.`);
	};
	return {
		TagResource: ({ ResourceARN, Tags = [] }: TagResourceRequest) => {
			const tags = tagsOf(ResourceARN);
			for (const [key, value] of addTags(tags, Tags, ResourceARN ?? "")) tags.set(key, value);
		},
		UntagResource: ({ ResourceARN, TagKeys = [] }: UntagResourceRequest) => {
			const tags = tagsOf(ResourceARN);
			for (const key of TagKeys) tags.delete(key);
		},
		ListTagsForResource: ({ ResourceARN }: ListTagsForResourceRequest): ListTagsForResourceResponse => ({
			Tags: [...tagsOf(ResourceARN)].map(([Key, Value]) => ({ Key, Value })),
		}),
		GetServiceAttributes: ({ ServiceId }: GetServiceAttributesRequest): GetServiceAttributesResponse => {
			const { arn, attributes } = registryOf(state, ServiceId);
			const ResourceOwner = state.context.account;
			return { ServiceAttributes: { ServiceArn: arn, ResourceOwner, Attributes: Object.fromEntries(attributes) } };
		},
		UpdateServiceAttributes: ({ ServiceId, Attributes = {} }: UpdateServiceAttributesRequest) => {
			const { attributes } = registryOf(state, ServiceId);
			const added = Object.entries(Attributes);
			if (new Set([...attributes.keys(), ...added.map(([key]) => key)]).size > maximumAttributes) {
				const message = `A service has at most ${maximumAttributes} attributes.`;
				throw new AwsError("ServiceAttributesLimitExceededException", message);
			}
			for (const [key, value] of added) attributes.set(key, value);
		},
		DeleteServiceAttributes: ({ ServiceId, Attributes: keys = [] }: DeleteServiceAttributesRequest) => {
			const { attributes } = registryOf(state, ServiceId);
			for (const key of keys) attributes.delete(key);
		},
	};
}
