/**
 * The operations that register and deregister instances and set their custom health. Only one operation can run on an
 * instance at a time.
 */
import type {
	DeregisterInstanceRequest,
	DeregisterInstanceResponse,
	RegisterInstanceRequest,
	RegisterInstanceResponse,
	UpdateInstanceCustomHealthStatusRequest,
} from "@aws-sdk/client-servicediscovery";
import { AwsError, type Handlers } from "../../aws-error.ts";
import type { InstanceBook } from "./instance-book.ts";
import { checkAttributes, completeAttributes } from "./instance-rules.ts";
import { type CloudMapOperation, duplicateRequest, durationsMs, type OperationTable } from "./operations.ts";
import { type CloudMapState, instanceOf, type Registry, registriesIn, registryOf } from "./state.ts";

/**
 * The operations that change instances.
 *
 * @param machineAddress the primary private IPv4 address of an existing EC2 instance.
 */
export function instanceOperations(
	state: CloudMapState,
	operations: OperationTable,
	book: InstanceBook,
	machineAddress: (ec2InstanceId: string) => string | undefined,
): Handlers {
	return {
		RegisterInstance: (input: RegisterInstanceRequest) => register(state, operations, book, machineAddress, input),
		DeregisterInstance: (input: DeregisterInstanceRequest) => deregister(state, operations, book, input),
		UpdateInstanceCustomHealthStatus: (input: UpdateInstanceCustomHealthStatusRequest) =>
			updateHealth(state, book, input),
	};
}

function register(
	state: CloudMapState,
	operations: OperationTable,
	book: InstanceBook,
	machineAddress: (ec2InstanceId: string) => string | undefined,
	input: RegisterInstanceRequest,
): RegisterInstanceResponse {
	const { InstanceId: id = "", CreatorRequestId: creatorRequestId } = input;
	const registry = registryOf(state, input.ServiceId);
	checkAttributes(registry, input.Attributes ?? {});
	const attributes = completeAttributes(input.Attributes ?? {}, machineAddress);
	const request = { operationName: "RegisterInstance", creatorRequestId, input };
	const before = operations.repeated(request);
	if (before) return { OperationId: before.id };
	refuseWhileBusy(operations.running(book.subjectOf(registry, id)), "REGISTER_INSTANCE");
	if (!registry.instances.has(id)) checkQuotas(state, registry);
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

function checkQuotas(state: CloudMapState, registry: Registry): void {
	const { instancesPerService, instancesPerNamespace } = state.quotas;
	const limit = (what: string, count: number) =>
		new AwsError("ResourceLimitExceeded", `The quota of ${count} instances per ${what} has been reached.`);
	if (registry.instances.size >= instancesPerService) throw limit("service", instancesPerService);
	const inNamespace = registriesIn(state, registry.namespace).reduce((sum, { instances }) => sum + instances.size, 0);
	if (inNamespace >= instancesPerNamespace) throw limit("namespace", instancesPerNamespace);
}

/** Only one operation can run on an instance: the same kind is a duplicate, another kind finds the instance in use. */
function refuseWhileBusy(running: CloudMapOperation | undefined, type: CloudMapOperation["type"]): void {
	if (!running) return;
	if (running.type !== type) {
		throw new AwsError("ResourceInUse", `The operation ${running.id} is working on this instance.`);
	}
	throw duplicateRequest(type === "REGISTER_INSTANCE" ? "RegisterInstance" : "DeregisterInstance", running);
}

function updateHealth(
	state: CloudMapState,
	book: InstanceBook,
	{ ServiceId, InstanceId, Status: status = "HEALTHY" }: UpdateInstanceCustomHealthStatusRequest,
): Record<string, never> {
	const registry = registryOf(state, ServiceId);
	if (!registry.healthCheckCustomConfig) {
		throw new AwsError("CustomHealthNotFound", `The service ${registry.id} has no custom health check.`);
	}
	book.announceHealth(registry, instanceOf(registry, InstanceId), status);
	return {};
}
