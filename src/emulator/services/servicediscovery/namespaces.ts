/**
 * Changes and deletes namespaces as asynchronous operations, together with their hosted zones. `namespace-creation.ts`
 * creates them.
 */
import type {
	DeleteNamespaceRequest,
	NamespaceType,
	UpdateHttpNamespaceRequest,
	UpdatePrivateDnsNamespaceRequest,
	UpdatePublicDnsNamespaceRequest,
} from "@aws-sdk/client-servicediscovery";
import { AwsError, type Handlers } from "../../aws-error.ts";
import type { ManagedZones } from "../../ports.ts";
import { type CreateRequest, createNamespace, type Started } from "./namespace-creation.ts";
import { durationsMs, type OperationTable } from "./operations.ts";
import { invalid } from "./rules.ts";
import { type CloudMapState, namespaceOf, registriesIn } from "./state.ts";

type UpdateRequest = UpdateHttpNamespaceRequest | UpdatePrivateDnsNamespaceRequest | UpdatePublicDnsNamespaceRequest;
const updateNames: Readonly<Record<NamespaceType, string>> = {
	HTTP: "UpdateHttpNamespace",
	DNS_PRIVATE: "UpdatePrivateDnsNamespace",
	DNS_PUBLIC: "UpdatePublicDnsNamespace",
};

/** The operations that create, change and delete namespaces of the three types. */
export function namespaceOperations(state: CloudMapState, operations: OperationTable, zones: ManagedZones): Handlers {
	const create = (type: NamespaceType) => (input: CreateRequest) =>
		createNamespace(state, operations, zones, type, input);
	const update = (type: NamespaceType) => (input: UpdateRequest) =>
		updateNamespace(state, operations, zones, type, input);
	return {
		CreateHttpNamespace: create("HTTP"),
		CreatePrivateDnsNamespace: create("DNS_PRIVATE"),
		CreatePublicDnsNamespace: create("DNS_PUBLIC"),
		UpdateHttpNamespace: update("HTTP"),
		UpdatePrivateDnsNamespace: update("DNS_PRIVATE"),
		UpdatePublicDnsNamespace: update("DNS_PUBLIC"),
		DeleteNamespace: (input: DeleteNamespaceRequest) => deleteNamespace(state, operations, zones, input),
	};
}

function updateNamespace(
	state: CloudMapState,
	operations: OperationTable,
	zones: ManagedZones,
	type: NamespaceType,
	input: UpdateRequest,
): Started {
	const { Id, UpdaterRequestId: creatorRequestId, Namespace: change } = input;
	const namespace = namespaceOf(state, Id);
	const request = { operationName: updateNames[type], creatorRequestId, input };
	const before = operations.repeated(request);
	if (before) return { OperationId: before.id };
	if (namespace.type !== type) throw invalid(namespace.id, "id", `Member must name a namespace of type ${type}`);
	const properties = change && "Properties" in change ? change.Properties : undefined;
	const ttlSeconds = properties?.DnsProperties?.SOA?.TTL;
	operations.refuseWhileRunning(namespace.id, updateNames[type]);
	const operation = operations.start({
		type: "UPDATE_NAMESPACE",
		targets: { NAMESPACE: namespace.id },
		namespaceId: namespace.id,
		subject: namespace.id,
		durationMs: durationsMs.updateNamespace,
		complete: () => {
			namespace.description = change?.Description ?? namespace.description;
			namespace.soaTtlSeconds = ttlSeconds ?? namespace.soaTtlSeconds;
			if (namespace.zoneId) zones.setSoaTtl(namespace.zoneId, namespace.soaTtlSeconds);
		},
	});
	operations.remember(request, operation, () => false);
	return { OperationId: operation.id };
}

function deleteNamespace(
	state: CloudMapState,
	operations: OperationTable,
	zones: ManagedZones,
	{ Id }: DeleteNamespaceRequest,
): Started {
	const namespace = namespaceOf(state, Id);
	operations.refuseWhileRunning(namespace.id, "DeleteNamespace");
	if (registriesIn(state, namespace).length > 0) {
		const message = "Namespace has associated services; delete the services before deleting the namespace";
		throw new AwsError("ResourceInUse", message);
	}
	namespace.phase = "deleting";
	const operation = operations.start({
		type: "DELETE_NAMESPACE",
		targets: { NAMESPACE: namespace.id },
		namespaceId: namespace.id,
		subject: namespace.id,
		durationMs: durationsMs.deleteNamespace,
		complete: () => {
			if (namespace.zoneId) zones.deleteZone(namespace.zoneId);
			state.namespaces.delete(namespace.id);
		},
	});
	return { OperationId: operation.id };
}
