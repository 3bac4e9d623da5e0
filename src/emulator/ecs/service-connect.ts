/**
 * Service Connect (ECS developer guide, Service Connect concepts). Endpoints are names within a namespace that no DNS
 * knows: each task gets them as lines of its hosts file, fixed when its deployment began. That is why a service that came
 * later stays unknown to a client until the client's next deployment.
 */
import type { ServiceConnectConfiguration } from "@aws-sdk/client-ecs";
import { AwsError } from "../failure.ts";
import type { NamespaceView } from "../surroundings.ts";
import { recordEvent } from "./events.ts";
import type {
	ClusterRecord,
	ConnectSnapshot,
	DeploymentRecord,
	EcsState,
	KnownEndpoint,
	PublishedEndpoint,
	RevisionRecord,
	ServiceRecord,
} from "./state.ts";
import type { TaskRecord } from "./task-state.ts";

/** The namespace that a configuration means: its own, else the cluster's default. Throws AWS's refusals. */
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
	const namespace = state.discovery.namespace(reference);
	if (!namespace) throw new AwsError("NamespaceNotFoundException", "The specified namespace was not found.");
	return namespace;
}

/** Checks what a service offers against its task definition, and names its endpoints in full. Throws AWS's refusals. */
export function publishedEndpoints(
	configuration: ServiceConnectConfiguration,
	namespace: NamespaceView,
	definition: RevisionRecord,
): PublishedEndpoint[] {
	const mappings = (definition.definition.containerDefinitions ?? []).flatMap((container) =>
		(container.portMappings ?? []).map((mapping) => ({ containerName: container.name ?? "", mapping })),
	);
	const seen = new Set<string>();
	return (configuration.services ?? []).map((service) => {
		const found = mappings.find(({ mapping }) => mapping.name === service.portName);
		if (!found) {
			throw new AwsError(
				"InvalidParameterException",
				`Service Connect portName '${service.portName}' is not the name of a port mapping in the task definition.`,
			);
		}
		const aliases = service.clientAliases ?? [];
		if (service.clientAliases && aliases.length !== 1) {
			throw new AwsError("InvalidParameterException", "clientAliases must have 1 element.");
		}
		const discoveryName = service.discoveryName ?? service.portName ?? "";
		if (!/^[a-z0-9_][a-z0-9_-]{0,63}$/.test(discoveryName)) {
			throw new AwsError("InvalidParameterException", `Invalid Service Connect discoveryName: ${discoveryName}`);
		}
		if (seen.has(discoveryName)) {
			throw new AwsError("InvalidParameterException", `Duplicate Service Connect discoveryName: ${discoveryName}`);
		}
		seen.add(discoveryName);
		return {
			discoveryName,
			dnsName: aliases[0]?.dnsName ?? `${discoveryName}.${namespace.name}`,
			containerName: found.containerName,
			containerPort: found.mapping.containerPort ?? 0,
		};
	});
}

/** What Service Connect fixes for a deployment that begins now; undefined where the service takes no part. */
export function takeSnapshot(
	state: EcsState,
	cluster: ClusterRecord,
	configuration: ServiceConnectConfiguration | undefined,
	definition: RevisionRecord,
): ConnectSnapshot | undefined {
	if (!configuration?.enabled) return undefined;
	const namespace = connectNamespace(state, cluster, configuration);
	const published = publishedEndpoints(configuration, namespace, definition);
	const known = new Map<string, KnownEndpoint>(state.endpoints.get(namespace.arn) ?? []);
	for (const endpoint of published) known.set(endpoint.discoveryName, endpoint);
	return { namespace, known: [...known.values()], published, resources: [] };
}

/**
 * The ARN of the registry behind an endpoint, which is made when the first task that offers it runs. Undefined where a
 * user's own Cloud Map service has the name: the task then runs without being found, and an event says so.
 */
export function ensureEndpoint(
	state: EcsState,
	deployment: DeploymentRecord,
	endpoint: PublishedEndpoint,
): string | undefined {
	const { connect, service } = deployment;
	if (!connect) return undefined;
	const registry = state.discovery.ensureManagedRegistry(connect.namespace.arn, endpoint.discoveryName);
	if (!registry) {
		recordEvent(state, service, `SC service is already used by ${connect.namespace.arn}: ${endpoint.discoveryName}.`);
		return undefined;
	}
	const endpoints = state.endpoints.get(connect.namespace.arn) ?? new Map();
	state.endpoints.set(connect.namespace.arn, endpoints);
	const { discoveryName, dnsName } = endpoint;
	const publishers = endpoints.get(discoveryName)?.publishers ?? new Set();
	endpoints.set(discoveryName, {
		discoveryName,
		dnsName,
		registryArn: registry.arn,
		publishers: publishers.add(service),
	});
	if (!connect.resources.some((resource) => resource.discoveryName === discoveryName)) {
		connect.resources.push({ discoveryName, discoveryArn: registry.arn });
	}
	return registry.arn;
}

/** Withdraws the endpoints that no deployment of the service offers any more; the last one to go takes the registry along. */
export function withdrawEndpoints(state: EcsState, service: ServiceRecord): void {
	const offered = new Set(
		service.deployments.flatMap(({ connect }) =>
			(connect?.published ?? []).map(({ discoveryName }) => `${connect?.namespace.arn} ${discoveryName}`),
		),
	);
	for (const [namespaceArn, endpoints] of state.endpoints) {
		for (const endpoint of endpoints.values()) {
			if (offered.has(`${namespaceArn} ${endpoint.discoveryName}`) || !endpoint.publishers.delete(service)) continue;
			if (endpoint.publishers.size > 0) continue;
			endpoints.delete(endpoint.discoveryName);
			state.discovery.deleteManagedRegistry(endpoint.registryArn);
		}
	}
}

/** A task's hosts file, as `cat /etc/hosts` in one of its containers shows it. */
export function writeHostsFile(state: EcsState, task: TaskRecord): string {
	return hostLines(state, task)
		.map(({ address, name }) => `${address} ${name}\n`)
		.join("");
}

/** The addresses that a task's hosts file has for a name; undefined where it has none and DNS would be asked. */
export function lookUpHost(state: EcsState, task: TaskRecord, name: string): readonly string[] | undefined {
	const wanted = name.replace(/\.$/, "").toLowerCase();
	const lines = hostLines(state, task).filter((line) => line.name.toLowerCase() === wanted);
	return lines.length > 0 ? lines.map(({ address }) => address) : undefined;
}

function hostLines(state: EcsState, task: TaskRecord): { readonly address: string; readonly name: string }[] {
	const address = task.networkInterface?.address;
	const own = address
		? { address, name: `ip-${address.replaceAll(".", "-")}.${state.surroundings.region}.compute.internal` }
		: { address: "172.17.0.2", name: task.id.slice(0, 12) };
	const endpoints = (task.deployment?.connect?.known ?? []).flatMap(({ dnsName }, index) => [
		{ address: `127.255.${(index + 1) >> 8}.${(index + 1) & 255}`, name: dnsName },
		{ address: `2600:f0f0:0:0:0:0:0:${(index + 1).toString(16)}`, name: dnsName },
	]);
	return [{ address: "127.0.0.1", name: "localhost" }, own, ...endpoints];
}
