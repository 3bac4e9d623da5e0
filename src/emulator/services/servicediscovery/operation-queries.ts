/**
 * Reads operations: one by ID, and the list, which contains only IDs and states and whose filters apply after
 * pagination.
 */
import type {
	GetOperationRequest,
	GetOperationResponse,
	ListOperationsRequest,
	ListOperationsResponse,
} from "@aws-sdk/client-servicediscovery";
import { AwsError, type Handlers } from "../../aws-error.ts";
import { type Filter, filterOf, invalidFilter, oneValue } from "./filters.ts";
import type { CloudMapOperation, OperationTable } from "./operations.ts";
import { pageOf } from "./pages.ts";

/** AWS's reference names the state SUCCEED in filters and SUCCESS elsewhere; both are accepted. */
const statuses = ["SUBMITTED", "PENDING", "SUCCEED", "SUCCESS", "FAIL"];
const types = [
	"CREATE_NAMESPACE",
	"DELETE_NAMESPACE",
	"UPDATE_NAMESPACE",
	"UPDATE_SERVICE",
	"REGISTER_INSTANCE",
	"DEREGISTER_INSTANCE",
];

/** GetOperation and ListOperations. */
export function operationQueries(operations: OperationTable, account: string): Handlers {
	return {
		GetOperation: ({ OperationId, OwnerAccount = account }: GetOperationRequest): GetOperationResponse => {
			const operation = OwnerAccount === account ? operations.get(OperationId) : undefined;
			if (!operation) throw new AwsError("OperationNotFound", `The operation ${OperationId} can't be found.`);
			return { Operation: { ...view(operation), OwnerAccount: account } };
		},
		ListOperations: (input: ListOperationsRequest): ListOperationsResponse => {
			const matches = filterOf(input.Filters, operationFilter);
			const { items, NextToken } = pageOf(operations.all(), input);
			return { Operations: items.filter(matches).map(({ id, status }) => ({ Id: id, Status: status })), NextToken };
		},
	};
}

function view({ id, type, status, targets, failure, createdAtMs, updatedAtMs }: CloudMapOperation) {
	const hasFailed = status === "FAIL";
	return {
		Id: id,
		Type: type,
		Status: status,
		ErrorCode: hasFailed ? failure?.code : undefined,
		ErrorMessage: hasFailed ? failure?.message : undefined,
		CreateDate: new Date(createdAtMs),
		UpdateDate: new Date(updatedAtMs),
		Targets: targets,
	};
}

function operationFilter(filter: Filter): (operation: CloudMapOperation) => boolean {
	switch (filter.Name) {
		case "STATUS": {
			const wanted = anyOf(filter, statuses).map((status) => (status === "SUCCEED" ? "SUCCESS" : status));
			return ({ status }) => wanted.includes(status);
		}
		case "TYPE": {
			const wanted = anyOf(filter, types);
			return ({ type }) => wanted.includes(type);
		}
		case "UPDATE_DATE": {
			const [fromMs, toMs] = timeSpan(filter);
			return ({ updatedAtMs }) => fromMs <= updatedAtMs && updatedAtMs <= toMs;
		}
		default: {
			const [wanted] = anyOf({ ...filter, Values: [oneValue(filter)] });
			return ({ namespaceId, targets }) => (filter.Name === "SERVICE_ID" ? targets.SERVICE : namespaceId) === wanted;
		}
	}
}

/** `EQ` with one value, and `IN` with several if the values are those of an enumeration. */
function anyOf(filter: Filter, allowed?: readonly string[]): readonly string[] {
	const { Values: values = [], Condition: condition = "EQ" } = filter;
	if (condition === "EQ") return [oneValue(filter, allowed)];
	if (condition !== "IN" || !allowed || values.length === 0 || values.some((value) => !allowed.includes(value))) {
		throw invalidFilter(filter);
	}
	return values;
}

/** Start and end in Unix seconds, both inclusive; in milliseconds. */
function timeSpan(filter: Filter): readonly [number, number] {
	const [from = Number.NaN, to = Number.NaN, ...more] = (filter.Values ?? []).map((value) => Number(value) * 1000);
	if (filter.Condition === "BETWEEN" && more.length === 0 && from <= to) return [from, to];
	throw invalidFilter(filter);
}
