/**
 * Service Connect (ECS developer guide, Service Connect concepts). Endpoints are names of a namespace that are not in
 * DNS: each task gets them as lines of its hosts file, fixed at the start of its deployment. A client therefore cannot
 * reach a service created later until the client's next deployment.
 */
import type { ServiceConnectConfiguration, ServiceConnectService } from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import type { NamespaceView } from "../../../ports.ts";
import type {
	ConnectSnapshot,
	KnownEndpoint,
	PublishedEndpoint,
	RevisionRecord,
	ServiceConfiguration,
} from "../record-parts.ts";
import type { ClusterRecord, DeploymentRecord, ServiceRecord } from "../records.ts";
import { recordEvent } from "../services/events.ts";
import type { EcsState, EndpointRecord } from "../state.ts";
import { discoveryNameOf, namedPort } from "./offered-port.ts";

/** The namespace of a configuration: its own, else the cluster's default. Throws AWS's errors. */
export function connectNamespace(
	state: EcsState,
	cluster: ClusterRecord,
	configuration: ServiceConnectConfiguration,
): NamespaceView {
	const reference = configuration.namespace ?? cluster.defaultNamespaceArn;
	if (!reference) {
		throw new AwsError(
			"InvalidParameterException",
			"Service Connect needs a namespace: the request names none and the cluster has no default namespace.",
		);
	}
	const namespace = state.ports.serviceRegistries.namespace(reference);
	if (!namespace) throw new AwsError("NamespaceNotFoundException", "The specified namespace was not found.");
	return namespace;
}

/**
 * The Service Connect state that is fixed for a new deployment; undefined if the service does not use Service Connect.
 * Throws AWS's errors.
 */
export function takeSnapshot(
	state: EcsState,
	cluster: ClusterRecord,
	{ serviceConnectConfiguration: configuration }: ServiceConfiguration,
	definition: RevisionRecord,
	service: ServiceRecord | undefined,
): ConnectSnapshot | undefined {
	if (!configuration?.enabled) return undefined;
	const namespace = connectNamespace(state, cluster, configuration);
	const published = (configuration.services ?? []).map((offered) => endpointOf(offered, namespace, definition));
	const endpoints = state.endpoints.get(namespace.arn) ?? new Map<string, EndpointRecord>();
	for (const endpoint of published) checkFree(endpoint, endpoints, namespace, service);
	const known = new Map<string, KnownEndpoint>();
	for (const endpoint of endpoints.values()) if (endpoint.registryArn) known.set(endpoint.discoveryName, endpoint);
	for (const endpoint of published) known.set(endpoint.discoveryName, endpoint);
	return { namespace, known: [...known.values()], published, resources: [] };
}

/** Claims the names of a deployment's endpoints for its service, so that no other service can use them. */
export function claimEndpoints(state: EcsState, { connect, service }: DeploymentRecord): void {
	for (const endpoint of connect?.published ?? []) claim(state, service, connect?.namespace.arn ?? "", endpoint);
}

/**
 * The ARN of an endpoint's registry, which is created with the first task that offers it. Undefined if the name is
 * taken, even by a user's own Cloud Map service: the task then runs undiscoverable, and an event reports it.
 */
export function ensureEndpoint(
	state: EcsState,
	{ connect, service }: DeploymentRecord,
	endpoint: PublishedEndpoint,
): string | undefined {
	if (!connect) return undefined;
	const record = claim(state, service, connect.namespace.arn, endpoint);
	const registry =
		record && state.ports.serviceRegistries.ensureManagedRegistry(connect.namespace.arn, endpoint.discoveryName);
	if (!registry) {
		recordEvent(state, service, `SC service is already used by ${connect.namespace.arn}: ${endpoint.discoveryName}.`);
		return undefined;
	}
	record.registryArn = registry.arn;
	const { discoveryName } = endpoint;
	if (!connect.resources.some((resource) => resource.discoveryName === discoveryName)) {
		connect.resources.push({ discoveryName, discoveryArn: registry.arn });
	}
	return registry.arn;
}

/** Removes endpoints that no deployment of the service offers any more, with their registries. */
export function withdrawEndpoints(state: EcsState, service: ServiceRecord): void {
	const offered = new Set(
		service.deployments.flatMap(({ connect }) =>
			(connect?.published ?? []).map(({ discoveryName }) => `${connect?.namespace.arn} ${discoveryName}`),
		),
	);
	for (const [namespaceArn, endpoints] of state.endpoints) {
		for (const endpoint of endpoints.values()) {
			if (endpoint.service !== service || offered.has(`${namespaceArn} ${endpoint.discoveryName}`)) continue;
			endpoints.delete(endpoint.discoveryName);
			if (endpoint.registryArn) state.ports.serviceRegistries.deleteManagedRegistry(endpoint.registryArn);
		}
	}
}

function endpointOf(
	offered: ServiceConnectService,
	namespace: NamespaceView,
	definition: RevisionRecord,
): PublishedEndpoint {
	const { containerName, mapping } = namedPort(offered, definition);
	const discoveryName = discoveryNameOf(offered);
	const [alias] = offered.clientAliases ?? [];
	return {
		discoveryName,
		dnsName: alias?.dnsName ?? `${discoveryName}.${namespace.name}`,
		port: alias?.port ?? 0,
		applicationProtocol: mapping.appProtocol,
		transportProtocol: mapping.protocol ?? "tcp",
		containerName,
		containerPort: mapping.containerPort ?? 0,
		ingressPort: offered.ingressPortOverride,
	};
}

/** Discovery names, and aliases with their ports, are unique in a namespace, and an endpoint's protocols never change. */
function checkFree(
	endpoint: PublishedEndpoint,
	endpoints: ReadonlyMap<string, EndpointRecord>,
	namespace: NamespaceView,
	service: ServiceRecord | undefined,
): void {
	const present = endpoints.get(endpoint.discoveryName);
	if (present && present.service !== service) throw refusal(`SC service is already used by ${namespace.arn}`);
	if (present && stableText(present, present.service) !== stableText(endpoint, present.service)) {
		throw refusal(
			`The following config cannot be changed for a SC service. Previous config: ${stableText(present, present.service)}, current config: ${stableText(endpoint, present.service)}`,
		);
	}
	for (const other of endpoints.values()) {
		if (other.service === service || other.dnsName !== endpoint.dnsName || other.port !== endpoint.port) continue;
		throw refusal(`The client alias ${endpoint.dnsName}:${endpoint.port} is already used in ${namespace.arn}`);
	}
}

/** The immutable part of an endpoint, in AWS's format. */
function stableText({ applicationProtocol, transportProtocol }: KnownEndpoint, { arn }: ServiceRecord): string {
	return `ScServiceStableConfig(applicationProtocol=${applicationProtocol ?? null}, transportProtocol=${transportProtocol}, ecsServiceArn=${arn})`;
}

/** The service's endpoint record, created if the name is free; undefined if another service has it. */
function claim(
	state: EcsState,
	service: ServiceRecord,
	namespaceArn: string,
	{ discoveryName, dnsName, port, applicationProtocol, transportProtocol }: PublishedEndpoint,
): EndpointRecord | undefined {
	const endpoints = state.endpoints.get(namespaceArn) ?? new Map<string, EndpointRecord>();
	state.endpoints.set(namespaceArn, endpoints);
	const present = endpoints.get(discoveryName);
	if (present && present.service !== service) return undefined;
	const registryArn = present?.registryArn;
	const record = { discoveryName, dnsName, port, applicationProtocol, transportProtocol, registryArn, service };
	endpoints.set(discoveryName, record);
	return record;
}

function refusal(text: string): AwsError {
	return new AwsError("InvalidParameterException", text);
}
