/** Reads instances and their health, in the order of their first registration. */
import type {
	GetInstanceRequest,
	GetInstanceResponse,
	GetInstancesHealthStatusRequest,
	GetInstancesHealthStatusResponse,
	ListInstancesRequest,
	ListInstancesResponse,
} from "@aws-sdk/client-servicediscovery";
import type { Handlers } from "../../aws-error.ts";
import { pageOf } from "./pages.ts";
import { healthOf } from "./records.ts";
import { type CloudMapState, type Instance, instanceOf, type Registry, registryOf } from "./state.ts";

/** GetInstance, ListInstances and GetInstancesHealthStatus. */
export function instanceQueries(state: CloudMapState): Handlers {
	const { account } = state.context;
	return {
		GetInstance: ({ ServiceId, InstanceId }: GetInstanceRequest): GetInstanceResponse => {
			const instance = instanceOf(registryOf(state, ServiceId), InstanceId);
			return {
				ResourceOwner: account,
				Instance: { ...summaryOf(instance, account), CreatorRequestId: instance.creatorRequestId },
			};
		},
		ListInstances: (input: ListInstancesRequest): ListInstancesResponse => {
			const { items, NextToken } = pageOf(inOrder(registryOf(state, input.ServiceId)), input);
			return { ResourceOwner: account, Instances: items.map((instance) => summaryOf(instance, account)), NextToken };
		},
		GetInstancesHealthStatus: (input: GetInstancesHealthStatusRequest) => healthStatuses(state, input),
	};
}

function healthStatuses(
	state: CloudMapState,
	input: GetInstancesHealthStatusRequest,
): GetInstancesHealthStatusResponse {
	const registry = registryOf(state, input.ServiceId);
	const wanted = input.Instances && new Set(input.Instances.map((id) => instanceOf(registry, id)));
	const asked = inOrder(registry).filter((instance) => !wanted || wanted.has(instance));
	const { items, NextToken } = pageOf(asked, input);
	const statuses = items.map((instance) => [instance.id, healthOf(registry, instance)] as const);
	return { Status: Object.fromEntries(statuses), NextToken };
}

function summaryOf({ id, attributes }: Instance, account: string) {
	return { Id: id, Attributes: { ...attributes }, CreatedByAccount: account };
}

function inOrder(registry: Registry): readonly Instance[] {
	return [...registry.instances.values()].sort((a, b) => a.order - b.order);
}
