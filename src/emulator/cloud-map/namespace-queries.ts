/**
 * Reading namespaces and operations: one by id, and lists whose filters apply after the page is cut.
 */
import type {
	GetNamespaceRequest,
	GetNamespaceResponse,
	GetOperationRequest,
	GetOperationResponse,
	ListNamespacesRequest,
	ListNamespacesResponse,
	ListOperationsRequest,
	ListOperationsResponse,
	NamespaceFilter,
	NamespaceSummary,
	OperationFilter,
} from "@aws-sdk/client-servicediscovery";
import { AwsError, type Handlers } from "../failure.ts";
import type { CloudMapOperation, OperationTable } from "./operations.ts";
import { pageOf } from "./pages.ts";
import { type CloudMapState, type Namespace, namespaceOf, registriesIn } from "./state.ts";

export function namespaceQueries(state: CloudMapState, operations: OperationTable): Handlers {
	const { account } = state.surroundings;
	const getNamespace = ({ Id }: GetNamespaceRequest): GetNamespaceResponse => {
		const namespace = namespaceOf(state, Id);
		const summary = summaryOf(state, namespace);
		return { Namespace: { ...summary, CreatorRequestId: namespace.creatorRequestId } };
	};
	const listNamespaces = (input: ListNamespacesRequest): ListNamespacesResponse => {
		const visible = [...state.namespaces.values()].filter(({ phase }) => phase !== "submitted");
		const { items, NextToken } = pageOf(visible, input);
		const matches = filterOf(input.Filters, namespaceFilter);
		return { Namespaces: items.filter(matches).map((namespace) => summaryOf(state, namespace)), NextToken };
	};
	const getOperation = ({ OperationId }: GetOperationRequest): GetOperationResponse => {
		const operation = operations.get(OperationId);
		if (!operation) throw new AwsError("OperationNotFound", `The operation ${OperationId} can't be found.`);
		const { id, type, status, targets, failure, createdAtMs, updatedAtMs } = operation;
		const hasFailed = status === "FAIL";
		return {
			Operation: {
				Id: id,
				OwnerAccount: account,
				Type: type,
				Status: status,
				ErrorCode: hasFailed ? failure?.code : undefined,
				ErrorMessage: hasFailed ? failure?.message : undefined,
				CreateDate: new Date(createdAtMs),
				UpdateDate: new Date(updatedAtMs),
				Targets: targets,
			},
		};
	};
	const listOperations = (input: ListOperationsRequest): ListOperationsResponse => {
		const { items, NextToken } = pageOf(operations.all(), input);
		const matches = filterOf(input.Filters, operationFilter);
		return { Operations: items.filter(matches).map(({ id, status }) => ({ Id: id, Status: status })), NextToken };
	};
	return {
		GetNamespace: getNamespace,
		ListNamespaces: listNamespaces,
		GetOperation: getOperation,
		ListOperations: listOperations,
	};
}

/** What must hold for every filter; filters are read before any item, so that a wrong one is refused on an empty list too. */
export function filterOf<Filter, Item>(
	filters: readonly Filter[] | undefined,
	read: (filter: Filter) => (item: Item) => boolean,
): (item: Item) => boolean {
	const tests = (filters ?? []).map(read);
	return (item) => tests.every((test) => test(item));
}

/** AWS's refusal of a filter whose values or condition it does not take. */
export function invalidFilter(name: string | undefined): AwsError {
	return new AwsError("InvalidInput", `The values or the condition of the filter ${name} are not valid.`);
}

function namespaceFilter({ Name, Values = [], Condition = "EQ" }: NamespaceFilter): (namespace: Namespace) => boolean {
	const [wanted = ""] = Values;
	const isPrefix = Condition === "BEGINS_WITH";
	if (Values.length !== 1 || (Condition !== "EQ" && !isPrefix)) throw invalidFilter(Name);
	const matches = (text: string) => (isPrefix ? text.startsWith(wanted) : text === wanted);
	if (Name === "TYPE") return ({ type }) => matches(type);
	if (Name === "NAME") return ({ name }) => matches(name);
	if (Name === "HTTP_NAME") return ({ httpName }) => matches(httpName);
	if (Name === "RESOURCE_OWNER" && !isPrefix) return () => wanted === "SELF";
	throw invalidFilter(Name);
}

function operationFilter({
	Name,
	Values = [],
	Condition = "EQ",
}: OperationFilter): (operation: CloudMapOperation) => boolean {
	const isOne = Condition === "EQ" && Values.length === 1;
	const isAny = isOne || (Condition === "IN" && Values.length > 0);
	if (Name === "NAMESPACE_ID" && isOne) return ({ namespaceId }) => namespaceId === Values[0];
	if (Name === "SERVICE_ID" && isOne) return ({ targets }) => targets.SERVICE === Values[0];
	if (Name === "TYPE" && isAny) return ({ type }) => Values.includes(type);
	// AWS's reference calls the state SUCCEED here and SUCCESS everywhere else.
	if (Name === "STATUS" && isAny) {
		return ({ status }) => Values.includes(status) || (status === "SUCCESS" && Values.includes("SUCCEED"));
	}
	if (Name === "UPDATE_DATE" && Condition === "BETWEEN" && Values.length === 2) {
		const [from = Number.NaN, to = Number.NaN] = Values.map((value) => Number(value) * 1000);
		if (Number.isNaN(from) || Number.isNaN(to)) throw invalidFilter(Name);
		return ({ updatedAtMs }) => from <= updatedAtMs && updatedAtMs <= to;
	}
	throw invalidFilter(Name);
}

function summaryOf(state: CloudMapState, namespace: Namespace): NamespaceSummary {
	const { id, arn, name, type, description, httpName, zoneId, soaTtlSeconds, createdAtMs } = namespace;
	return {
		Id: id,
		Arn: arn,
		ResourceOwner: state.surroundings.account,
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
