/**
 * Making, changing and deleting namespaces: operations that take their time, with a hosted zone for each DNS namespace.
 * A namespace has its id at once, is seen by calls when its operation is PENDING, and takes registries when it succeeded.
 */
import type {
	CreateHttpNamespaceRequest,
	CreatePrivateDnsNamespaceRequest,
	CreatePublicDnsNamespaceRequest,
	DeleteNamespaceRequest,
	NamespaceType,
	UpdateHttpNamespaceRequest,
	UpdatePrivateDnsNamespaceRequest,
	UpdatePublicDnsNamespaceRequest,
} from "@aws-sdk/client-servicediscovery";
import { AwsError, type Handlers } from "../failure.ts";
import { isKnown } from "../known-ids.ts";
import type { ZonesForCloudMap } from "../surroundings.ts";
import { duplicateRequest, durationsMs, type OperationFailure, type OperationTable } from "./operations.ts";
import { addTags, checkDomainName, invalid } from "./rules.ts";
import {
	arnOf,
	type CloudMapState,
	ecsManagedTag,
	hashText,
	type Namespace,
	namespaceOf,
	newNamespaceId,
	registriesIn,
} from "./state.ts";

type CreateRequest = CreateHttpNamespaceRequest &
	Partial<CreatePrivateDnsNamespaceRequest & CreatePublicDnsNamespaceRequest>;
type UpdateRequest = UpdateHttpNamespaceRequest | UpdatePrivateDnsNamespaceRequest | UpdatePublicDnsNamespaceRequest;
type Started = { readonly OperationId: string };

const defaultSoaTtlSeconds = 15;

const createNames: Readonly<Record<NamespaceType, string>> = {
	HTTP: "CreateHttpNamespace",
	DNS_PRIVATE: "CreatePrivateDnsNamespace",
	DNS_PUBLIC: "CreatePublicDnsNamespace",
};
const updateNames: Readonly<Record<NamespaceType, string>> = {
	HTTP: "UpdateHttpNamespace",
	DNS_PRIVATE: "UpdatePrivateDnsNamespace",
	DNS_PUBLIC: "UpdatePublicDnsNamespace",
};

/** The operations that make, change and delete namespaces of the three types. */
export function namespaceOperations(
	state: CloudMapState,
	operations: OperationTable,
	zones: ZonesForCloudMap,
): Handlers {
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

/** An HTTP namespace that is there at once, as ECS makes one, with its tag, for a default namespace that does not exist. */
export function addHttpNamespace(state: CloudMapState, name: string): Namespace {
	const namespace = newNamespace(state, "HTTP", { Name: name, Tags: [{ Key: ecsManagedTag, Value: "true" }] });
	namespace.phase = "active";
	state.namespaces.set(namespace.id, namespace);
	return namespace;
}

function createNamespace(
	state: CloudMapState,
	operations: OperationTable,
	zones: ZonesForCloudMap,
	type: NamespaceType,
	input: CreateRequest,
): Started {
	const { Name: name = "", CreatorRequestId: creatorRequestId } = input;
	if (type !== "HTTP") checkDomainName(name);
	const request = { operationName: createNames[type], creatorRequestId, input };
	const before = operations.repeated(request);
	if (before) return { OperationId: before.id };
	refuseExisting(state, operations, type, name, input.Vpc);
	if (state.namespaces.size >= state.quotas.namespaces) {
		const message = `The quota of ${state.quotas.namespaces} namespaces per Region has been reached.`;
		throw new AwsError("ResourceLimitExceeded", message);
	}

	const namespace = newNamespace(state, type, input);
	state.namespaces.set(namespace.id, namespace);
	const operation = operations.start({
		type: "CREATE_NAMESPACE",
		targets: { NAMESPACE: namespace.id },
		namespaceId: namespace.id,
		subject: namespace.id,
		durationMs: type === "HTTP" ? durationsMs.createHttpNamespace : durationsMs.createDnsNamespace,
		begin: () => {
			namespace.phase = "pending";
			return type === "HTTP" ? undefined : createZone(state, zones, namespace);
		},
		complete: () => {
			namespace.phase = "active";
		},
		undo: () => void state.namespaces.delete(namespace.id),
	});
	operations.remember(request, operation, () => state.namespaces.has(namespace.id));
	return { OperationId: operation.id };
}

function newNamespace(state: CloudMapState, type: NamespaceType, input: CreateRequest): Namespace {
	const { surroundings } = state;
	const id = newNamespaceId(surroundings.random);
	const arn = arnOf(surroundings, "namespace", id);
	const name = input.Name ?? "";
	const isTaken = [...state.namespaces.values()].some((other) => other.httpName === name);
	return {
		id,
		arn,
		order: state.nextOrder(),
		name,
		httpName: isTaken ? `${name}-${hashText(id)}` : name,
		type,
		vpc: input.Vpc,
		creatorRequestId: input.CreatorRequestId,
		createdAtMs: surroundings.clock.now(),
		tags: new Map(addTags(new Map(), input.Tags ?? [], arn)),
		description: input.Description,
		soaTtlSeconds: input.Properties?.DnsProperties?.SOA?.TTL ?? defaultSoaTtlSeconds,
		zoneId: undefined,
		phase: "submitted",
	};
}

function refuseExisting(
	state: CloudMapState,
	operations: OperationTable,
	type: NamespaceType,
	name: string,
	vpc?: string,
): void {
	for (const other of state.namespaces.values()) {
		if (other.type !== type || other.vpc !== vpc || other.name.toLowerCase() !== name.toLowerCase()) continue;
		const creation = operations.running(other.id);
		if (creation?.type === "CREATE_NAMESPACE") throw duplicateRequest(createNames[type], creation);
		const fields = { NamespaceId: other.id, CreatorRequestId: other.creatorRequestId };
		throw new AwsError("NamespaceAlreadyExists", `The namespace ${name} already exists.`, fields);
	}
}

function createZone(
	{ surroundings }: CloudMapState,
	zones: ZonesForCloudMap,
	namespace: Namespace,
): OperationFailure | undefined {
	if (namespace.vpc && !isKnown(surroundings, namespace.vpc)) {
		return {
			code: "CANNOT_CREATE_HOSTED_ZONE",
			message: `The VPC ${namespace.vpc} in region ${surroundings.region} is not there, or the account may not use it. (Error Code: InvalidVPCId)`,
		};
	}
	const zone = zones.createZone({
		name: namespace.name,
		vpc: namespace.vpc,
		soaTtlSeconds: namespace.soaTtlSeconds,
		description: namespace.description ?? "",
		namespaceArn: namespace.arn,
	});
	namespace.zoneId = zone?.id;
	if (zone) return undefined;
	const reason = "is already associated with another private hosted zone that has an overlapping name space";
	return {
		code: "CANNOT_CREATE_HOSTED_ZONE",
		message: `The VPC ${namespace.vpc} ${reason}, ${namespace.name}. (Error Code: ConflictingDomainExists)`,
	};
}

function updateNamespace(
	state: CloudMapState,
	operations: OperationTable,
	zones: ZonesForCloudMap,
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
	zones: ZonesForCloudMap,
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
