/** Reads namespaces: one by ID or ARN, and the list, whose filters apply after pagination. */
import type {
	GetNamespaceRequest,
	GetNamespaceResponse,
	ListNamespacesRequest,
	ListNamespacesResponse,
	NamespaceSummary,
} from "@aws-sdk/client-servicediscovery";
import type { Handlers } from "../../aws-error.ts";
import { asksForOwn, type Filter, filterOf, invalidFilter, oneValue } from "./filters.ts";
import { pageOf } from "./pages.ts";
import { type CloudMapState, type Namespace, namespaceOf, registriesIn } from "./state.ts";

/** GetNamespace and ListNamespaces. */
export function namespaceQueries(state: CloudMapState): Handlers {
	return {
		GetNamespace: ({ Id }: GetNamespaceRequest): GetNamespaceResponse => {
			const namespace = namespaceOf(state, Id);
			const summary = summaryOf(state, namespace);
			return { Namespace: { ...summary, CreatorRequestId: namespace.creatorRequestId } };
		},
		ListNamespaces: (input: ListNamespacesRequest): ListNamespacesResponse => {
			const matches = filterOf(input.Filters, namespaceFilter);
			const visible = [...state.namespaces.values()].filter(({ phase }) => phase !== "submitted");
			const { items, NextToken } = pageOf(visible, input);
			return { Namespaces: items.filter(matches).map((namespace) => summaryOf(state, namespace)), NextToken };
		},
	};
}

/** `EQ` is valid for every name, `BEGINS_WITH` for all but the owner (API reference, NamespaceFilter). */
function namespaceFilter(filter: Filter): (namespace: Namespace) => boolean {
	const { Name: name, Condition: condition = "EQ" } = filter;
	const isPrefix = condition === "BEGINS_WITH";
	if (condition !== "EQ" && !isPrefix) throw invalidFilter(filter);
	if (name === "RESOURCE_OWNER") {
		if (isPrefix) throw invalidFilter(filter);
		const own = asksForOwn(filter);
		return () => own;
	}
	const wanted = oneValue(filter, name === "TYPE" && !isPrefix ? ["HTTP", "DNS_PUBLIC", "DNS_PRIVATE"] : undefined);
	const matches = (text: string) => (isPrefix ? text.startsWith(wanted) : text === wanted);
	if (name === "TYPE") return ({ type }) => matches(type);
	return name === "NAME" ? (namespace) => matches(namespace.name) : ({ httpName }) => matches(httpName);
}

function summaryOf(state: CloudMapState, namespace: Namespace): NamespaceSummary {
	const { id, arn, name, type, description, httpName, zoneId, soaTtlSeconds, createdAtMs } = namespace;
	return {
		Id: id,
		Arn: arn,
		ResourceOwner: state.context.account,
		Name: name,
		Type: type,
		Description: description,
		ServiceCount: registriesIn(state, namespace).length,
		Properties: {
			DnsProperties: type === "HTTP" ? undefined : { HostedZoneId: zoneId, SOA: { TTL: soaTtlSeconds } },
			HttpProperties: { HttpName: httpName },
		},
		CreateDate: new Date(createdAtMs),
	};
}
