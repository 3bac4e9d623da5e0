/**
 * Creates namespaces as asynchronous operations, with a hosted zone for each DNS namespace. A namespace has its ID
 * immediately, is visible to calls when its operation is PENDING, and accepts registries when it has succeeded.
 */
import type {
	CreateHttpNamespaceRequest,
	CreatePrivateDnsNamespaceRequest,
	CreatePublicDnsNamespaceRequest,
	NamespaceType,
} from "@aws-sdk/client-servicediscovery";
import { AwsError } from "../../aws-error.ts";

import type { ManagedZones } from "../../ports.ts";
import { duplicateRequest, durationsMs, type OperationFailure, type OperationTable } from "./operations.ts";
import { addTags, checkDomainName } from "./rules.ts";
import { arnOf, type CloudMapState, ecsManagedTag, hashText, type Namespace, newNamespaceId } from "./state.ts";

/** The members of the three requests that create a namespace. */
export type CreateRequest = CreateHttpNamespaceRequest &
	Partial<CreatePrivateDnsNamespaceRequest & CreatePublicDnsNamespaceRequest>;

/** The response of an asynchronous operation is its ID. */
export type Started = { readonly OperationId: string };

const defaultSoaTtlSeconds = 15;

const createNames: Readonly<Record<NamespaceType, string>> = {
	HTTP: "CreateHttpNamespace",
	DNS_PRIVATE: "CreatePrivateDnsNamespace",
	DNS_PUBLIC: "CreatePublicDnsNamespace",
};

/** Creates an HTTP namespace immediately, as ECS does, with its tag, for a default namespace that does not exist. */
export function addHttpNamespace(state: CloudMapState, name: string): Namespace {
	const namespace = newNamespace(state, "HTTP", { Name: name, Tags: [{ Key: ecsManagedTag, Value: "true" }] });
	namespace.phase = "active";
	state.namespaces.set(namespace.id, namespace);
	return namespace;
}

/** Starts the creation of a namespace; throws AWS's error if its name is taken or the quota is exceeded. */
export function createNamespace(
	state: CloudMapState,
	operations: OperationTable,
	zones: ManagedZones,
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
	const { context } = state;
	const id = newNamespaceId(context.random);
	const arn = arnOf(context, "namespace", id);
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
		createdAtMs: context.clock.now(),
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
	{ context }: CloudMapState,
	zones: ManagedZones,
	namespace: Namespace,
): OperationFailure | undefined {
	if (namespace.vpc && !context.known.has(namespace.vpc)) {
		return {
			code: "CANNOT_CREATE_HOSTED_ZONE",
			message: `The VPC ${namespace.vpc} in region ${context.region} does not exist, or the account is not authorized to use it. (Error Code: InvalidVPCId)`,
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
