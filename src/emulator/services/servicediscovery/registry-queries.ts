/** Reads registries: one by ID or ARN, and the list, whose filters apply after pagination. */
import type {
	GetServiceRequest,
	GetServiceResponse,
	ListServicesRequest,
	ListServicesResponse,
	Service,
	ServiceSummary,
} from "@aws-sdk/client-servicediscovery";
import type { Handlers } from "../../aws-error.ts";
import { asksForOwn, type Filter, filterOf, invalidFilter, oneValue } from "./filters.ts";
import { pageOf } from "./pages.ts";
import { type CloudMapState, called, type Registry, registryOf } from "./state.ts";

/** GetService and ListServices. */
export function registryQueries(state: CloudMapState): Handlers {
	return {
		GetService: ({ Id }: GetServiceRequest): GetServiceResponse => ({
			Service: describeRegistry(state, registryOf(state, Id)),
		}),
		ListServices: (input: ListServicesRequest): ListServicesResponse => {
			const matches = filterOf(input.Filters, (filter) => registryFilter(state, filter));
			const { items, NextToken } = pageOf([...state.registries.values()], input);
			return { Services: items.filter(matches).map((registry) => summaryOf(state, registry)), NextToken };
		},
	};
}

/** The registry in the format of CreateService and GetService. */
export function describeRegistry(state: CloudMapState, registry: Registry): Service {
	const { namespace, dnsConfig, creatorRequestId } = registry;
	return {
		...summaryOf(state, registry),
		NamespaceId: namespace.id,
		DnsConfig: dnsConfig && { NamespaceId: namespace.id, ...dnsConfig },
		CreatorRequestId: creatorRequestId,
	};
}

function registryFilter(state: CloudMapState, filter: Filter): (registry: Registry) => boolean {
	if (filter.Condition !== undefined && filter.Condition !== "EQ") throw invalidFilter(filter);
	if (filter.Name === "RESOURCE_OWNER") {
		const own = asksForOwn(filter);
		return () => own;
	}
	const wanted = called(state.namespaces, oneValue(filter));
	return ({ namespace }) => namespace === wanted;
}

/** A summary has neither namespace nor creator ID: only a list filtered by namespace shows a registry's namespace. */
function summaryOf({ context: { account } }: CloudMapState, registry: Registry): ServiceSummary {
	const { dnsConfig } = registry;
	return {
		Id: registry.id,
		Arn: registry.arn,
		ResourceOwner: account,
		Name: registry.name,
		Type: dnsConfig ? "DNS_HTTP" : "HTTP",
		Description: registry.description,
		InstanceCount: registry.instances.size,
		DnsConfig: dnsConfig,
		HealthCheckConfig: registry.healthCheckConfig,
		HealthCheckCustomConfig: registry.healthCheckCustomConfig,
		CreateDate: new Date(registry.createdAtMs),
		CreatedByAccount: account,
	};
}
