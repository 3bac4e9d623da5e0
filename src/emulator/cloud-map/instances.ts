/**
 * Registering, deregistering and reading instances, and telling their custom health.
 */
import type {
	DeregisterInstanceRequest,
	DeregisterInstanceResponse,
	GetInstanceRequest,
	GetInstanceResponse,
	GetInstancesHealthStatusRequest,
	GetInstancesHealthStatusResponse,
	ListInstancesRequest,
	ListInstancesResponse,
	RegisterInstanceRequest,
	RegisterInstanceResponse,
	UpdateInstanceCustomHealthStatusRequest,
} from "@aws-sdk/client-servicediscovery";
import { AwsError, type Handlers } from "../failure.ts";
import type { InstanceBook } from "./instance-book.ts";
import { checkAttributes } from "./instance-rules.ts";
import { type CloudMapOperation, duplicateRequest, durationsMs, type OperationTable } from "./operations.ts";
import { pageOf } from "./pages.ts";
import { healthOf } from "./records.ts";
import { checkInstanceId, checkText, invalid } from "./rules.ts";
import { type CloudMapState, type Instance, type Registry, registryOf } from "./state.ts";

const MAXIMUM_INSTANCES = 1000;

export function instanceOperations(state: CloudMapState, operations: OperationTable, book: InstanceBook): Handlers {
	return {
		RegisterInstance: (input: RegisterInstanceRequest) => register(state, operations, book, input),
		DeregisterInstance: (input: DeregisterInstanceRequest) => deregister(state, operations, book, input),
		GetInstance: (input: GetInstanceRequest) => getInstance(state, input),
		ListInstances: (input: ListInstancesRequest) => listInstances(state, input),
		GetInstancesHealthStatus: (input: GetInstancesHealthStatusRequest) => getHealth(state, input),
		UpdateInstanceCustomHealthStatus: (input: UpdateInstanceCustomHealthStatusRequest) =>
			updateHealth(state, book, input),
	};
}

function register(
	state: CloudMapState,
	operations: OperationTable,
	book: InstanceBook,
	input: RegisterInstanceRequest,
): RegisterInstanceResponse {
	const { InstanceId: id = "", Attributes: attributes = {}, CreatorRequestId: creatorRequestId } = input;
	const registry = registryOf(state, input.ServiceId);
	checkInstanceId(id);
	checkText(creatorRequestId, "creatorRequestId", 64);
	checkAttributes(registry, attributes);
	const request = { operationName: "RegisterInstance", creatorRequestId, input };
	const before = operations.repeated(request);
	if (before) return { OperationId: before.id };
	refuseWhileBusy(operations.running(book.subjectOf(registry, id)), "REGISTER_INSTANCE");
	if (!registry.instances.has(id) && registry.instances.size >= MAXIMUM_INSTANCES) {
		throw new AwsError("ResourceLimitExceeded", `A service has at most ${MAXIMUM_INSTANCES} instances.`);
	}
	const operation = operations.start({
		type: "REGISTER_INSTANCE",
		targets: { INSTANCE: id, SERVICE: registry.id },
		namespaceId: registry.namespace.id,
		subject: book.subjectOf(registry, id),
		durationMs: durationsMs.registerInstance,
		complete: () => book.put(registry, id, attributes, creatorRequestId),
	});
	operations.remember(request, operation, () => registry.instances.get(id)?.creatorRequestId === creatorRequestId);
	return { OperationId: operation.id };
}

function deregister(
	state: CloudMapState,
	operations: OperationTable,
	book: InstanceBook,
	input: DeregisterInstanceRequest,
): DeregisterInstanceResponse {
	const registry = registryOf(state, input.ServiceId);
	const subject = book.subjectOf(registry, input.InstanceId ?? "");
	refuseWhileBusy(operations.running(subject), "DEREGISTER_INSTANCE");
	const instance = instanceOf(registry, input.InstanceId);
	const operation = operations.start({
		type: "DEREGISTER_INSTANCE",
		targets: { INSTANCE: instance.id, SERVICE: registry.id },
		namespaceId: registry.namespace.id,
		subject,
		durationMs: durationsMs.deregisterInstance,
		complete: () => book.remove(registry, instance.id),
	});
	return { OperationId: operation.id };
}

/** One operation at a time on an instance: the same kind is a duplicate, another kind finds it in use. */
function refuseWhileBusy(running: CloudMapOperation | undefined, type: CloudMapOperation["type"]): void {
	if (!running) return;
	if (running.type !== type) {
		throw new AwsError("ResourceInUse", `The operation ${running.id} is working on this instance.`);
	}
	throw duplicateRequest(type === "REGISTER_INSTANCE" ? "RegisterInstance" : "DeregisterInstance", running);
}

function getInstance(state: CloudMapState, { ServiceId, InstanceId }: GetInstanceRequest): GetInstanceResponse {
	const instance = instanceOf(registryOf(state, ServiceId), InstanceId);
	const { account } = state.surroundings;
	return {
		ResourceOwner: account,
		Instance: {
			Id: instance.id,
			CreatorRequestId: instance.creatorRequestId,
			Attributes: { ...instance.attributes },
			CreatedByAccount: account,
		},
	};
}

function listInstances(state: CloudMapState, input: ListInstancesRequest): ListInstancesResponse {
	const { account } = state.surroundings;
	const { items, NextToken } = pageOf(inOrder(registryOf(state, input.ServiceId)), input);
	return {
		ResourceOwner: account,
		Instances: items.map(({ id, attributes }) => ({
			Id: id,
			Attributes: { ...attributes },
			CreatedByAccount: account,
		})),
		NextToken,
	};
}

function getHealth(state: CloudMapState, input: GetInstancesHealthStatusRequest): GetInstancesHealthStatusResponse {
	const registry = registryOf(state, input.ServiceId);
	const wanted = input.Instances && new Set(input.Instances.map((id) => instanceOf(registry, id)));
	const { items, NextToken } = pageOf(
		inOrder(registry).filter((instance) => !wanted || wanted.has(instance)),
		input,
	);
	return {
		Status: Object.fromEntries(items.map((instance) => [instance.id, healthOf(registry, instance)])),
		NextToken,
	};
}

function updateHealth(
	state: CloudMapState,
	book: InstanceBook,
	{ ServiceId, InstanceId, Status: status }: UpdateInstanceCustomHealthStatusRequest,
): Record<string, never> {
	const registry = registryOf(state, ServiceId);
	if (status !== "HEALTHY" && status !== "UNHEALTHY") {
		throw invalid(String(status), "status", "Member must satisfy enum value set: [HEALTHY, UNHEALTHY]");
	}
	if (!registry.healthCheckCustomConfig) {
		throw new AwsError("CustomHealthNotFound", `The service ${registry.id} has no custom health check.`);
	}
	book.announceHealth(registry, instanceOf(registry, InstanceId), status);
	return {};
}

function inOrder(registry: Registry): readonly Instance[] {
	return [...registry.instances.values()].sort((a, b) => a.order - b.order);
}

function instanceOf(registry: Registry, id: string | undefined): Instance {
	const instance = registry.instances.get(id ?? "");
	if (instance) return instance;
	throw new AwsError("InstanceNotFound", `The instance ${id} can't be found in the service ${registry.id}.`);
}
