/** What the emulated ECS remembers of Service Connect: the endpoints of namespaces, and what a deployment knows of them. */
import type { ServiceConnectServiceResource } from "@aws-sdk/client-ecs";
import type { NamespaceView } from "../../../ports.ts";
import type { ServiceRecord } from "../services/state.ts";

/** What Service Connect fixes when a deployment begins (ECS developer guide, Service Connect concepts, deployment order). */
export interface ConnectSnapshot {
	readonly namespace: NamespaceView;
	/** Endpoints that its tasks can reach, own ones included, in the order of their local addresses. */
	readonly known: readonly KnownEndpoint[];
	/** Endpoints that its tasks offer. */
	readonly published: readonly PublishedEndpoint[];
	/** Filled in when the first task runs. */
	readonly resources: ServiceConnectServiceResource[];
}

/** An endpoint as those see it who call it. */
export interface KnownEndpoint {
	readonly discoveryName: string;
	/** The name and the port by which clients call it. */
	readonly dnsName: string;
	readonly port: number;
	/** `http`, `http2` or `grpc`; undefined for TCP. */
	readonly applicationProtocol: string | undefined;
	readonly transportProtocol: string;
}

/** An endpoint as the tasks have it that offer it. */
export interface PublishedEndpoint extends KnownEndpoint {
	readonly containerName: string;
	readonly containerPort: number;
	/** Where the proxy listens instead of at the container's port; undefined where nothing else is said. */
	readonly ingressPort: number | undefined;
}

/** An endpoint of a namespace, from the deployment that claims its name to the last one that offers it. */
export interface EndpointRecord extends KnownEndpoint {
	/** The one service whose tasks offer it. */
	readonly service: ServiceRecord;
	/** Undefined until the first of its tasks runs; nobody knows the endpoint before. */
	registryArn: string | undefined;
}
