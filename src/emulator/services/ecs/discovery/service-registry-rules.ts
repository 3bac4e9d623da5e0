/**
 * Validates service registries: the network mode determines which record types identify a task, and the record types
 * determine which port is required (ECS API reference, ServiceRegistry; ECS developer guide, service discovery).
 */
import type { ServiceRegistry } from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import type { RevisionRecord } from "../record-parts.ts";
import { checkContainerPort } from "../services/container-port.ts";
import type { EcsState } from "../state.ts";

const registryArnPattern = /^arn:aws[a-z-]*:servicediscovery:[^:]+:\d{12}:service\/.+$/;

/** Throws AWS's error for invalid registries of a service. */
export function checkServiceRegistries(
	state: EcsState,
	registries: readonly ServiceRegistry[],
	definition: RevisionRecord,
): void {
	if (registries.length > 1) throw refusal("serviceRegistries can have at most 1 item.");
	for (const registry of registries) {
		const recordTypes = recordTypesOf(state, registry.registryArn ?? "");
		const mode = definition.definition.networkMode ?? "bridge";
		if (mode === "none") throw refusal("Service discovery is not supported with networkMode 'none'.");
		if (mode === "awsvpc") checkOwnAddress(registry, recordTypes);
		else checkInstanceAddress(registry, recordTypes, mode);
		if ((registry.containerName === undefined) !== (registry.containerPort === undefined)) {
			throw refusal("Both containerName and containerPort must be specified for a service registry.");
		}
		checkContainerPort(registry, definition);
	}
}

function recordTypesOf(state: EcsState, arn: string): readonly string[] {
	if (!registryArnPattern.test(arn))
		throw refusal(`The format of the supplied service registry ARN is invalid: ${arn}`);
	const registry = state.ports.serviceRegistries.registry(arn);
	if (registry) return registry.recordTypes;
	const text = 'The service registry could not be validated. Route 53 error: "ServiceNotFound."';
	throw new AwsError("ClientException", text);
}

/** A task with its own network interface can have A, AAAA and SRV records; only SRV needs a port. */
function checkOwnAddress(registry: ServiceRegistry, recordTypes: readonly string[]): void {
	const container = registry.containerName !== undefined || registry.containerPort !== undefined;
	if (container && registry.port !== undefined) {
		throw refusal("Specify either port, or containerName and containerPort, for a service registry, not both.");
	}
	if (recordTypes.includes("SRV")) {
		if (container || registry.port !== undefined) return;
		throw refusal(
			`When the service registry uses SRV records, either 'port' or 'containerName' and 'containerPort' must be specified. Registry: ${registry.registryArn}`,
		);
	}
	if (recordTypes.length === 0) return;
	const needless = (["containerName", "containerPort", "port"] as const).find((name) => registry[name] !== undefined);
	if (needless === undefined) return;
	throw refusal(
		`The values specified for serviceRegistries do not require a value for '${needless}'. Remove the value and retry.`,
	);
}

/** Tasks on one instance address differ only by port, which A records cannot express. */
function checkInstanceAddress(registry: ServiceRegistry, recordTypes: readonly string[], mode: string): void {
	if (registry.containerName === undefined || registry.containerPort === undefined) {
		throw refusal(
			`When specifying 'host' or 'bridge' for networkMode, values for 'containerName' and 'containerPort' must be specified from the task definition. Registry: ${registry.registryArn}`,
		);
	}
	if (recordTypes.some((type) => type !== "SRV")) {
		throw refusal(
			`When specifying '${mode}' for networkMode, the service registry must use SRV records only. Registry: ${registry.registryArn}`,
		);
	}
}

function refusal(text: string): AwsError {
	return new AwsError("InvalidParameterException", text);
}
