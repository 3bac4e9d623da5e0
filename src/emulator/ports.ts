/**
 * Defines the interfaces between the services of the embedded AWS, so that no service imports another one. Calls
 * through ports bypass the front: they are neither throttled nor hit by faults.
 */
import type { DnsQuestion, DnsReply } from "./dns/answer.ts";
import type { Alias, ZoneRecord } from "./dns/record-set.ts";
import type { DnsSources } from "./dns/view.ts";

/** All ports. A port is available after its service has started. */
export interface Ports {
	readonly serviceRegistries: ServiceRegistries;
	readonly managedZones: ManagedZones;
	/** The primary private IPv4 address of an EC2 instance; undefined if it does not exist. */
	readonly machineAddress: (ec2InstanceId: string) => string | undefined;
	/** The data from which DNS answers. */
	readonly dnsSources: () => DnsSources;
	/** Answers a query as the DNS server of the embedded AWS. */
	readonly resolveDns: (question: DnsQuestion) => DnsReply;
}

/** The calls of ECS to Cloud Map, which AWS makes with its service-linked role. */
export interface ServiceRegistries {
	/** The Cloud Map service of this ARN, with the properties that ECS checks for a service registry. */
	readonly registry: (arn: string) => RegistryView | undefined;
	/** By ARN, ID or name. Only active namespaces. */
	readonly namespace: (reference: string) => NamespaceView | undefined;
	/** ECS creates an HTTP namespace if a default namespace is given by a name that does not exist. */
	readonly createHttpNamespace: (name: string) => NamespaceView;
	/** Registers or fully replaces an instance; records and answers follow as for a RegisterInstance call. */
	readonly register: (registryArn: string, instanceId: string, attributes: Readonly<Record<string, string>>) => void;
	/**
	 * Sets the custom health status of an instance, which takes effect 30 seconds later. Ignored without a custom health
	 * check.
	 */
	readonly setHealth: (registryArn: string, instanceId: string, health: "HEALTHY" | "UNHEALTHY") => void;
	/** Does nothing if the instance or the registry does not exist. */
	readonly deregister: (registryArn: string, instanceId: string) => void;
	/**
	 * The API-only Cloud Map service that ECS creates for a Service Connect endpoint, tagged `AmazonECSManaged`. Returns
	 * the existing one if it has that tag, and undefined if a user's own service has the name.
	 */
	readonly ensureManagedRegistry: (namespaceArn: string, discoveryName: string) => RegistryView | undefined;
	/** Deletes a registry that ECS created, if it has no instances. */
	readonly deleteManagedRegistry: (registryArn: string) => void;
}

/** A registry, as ECS sees it. */
export interface RegistryView {
	readonly arn: string;
	readonly id: string;
	readonly name: string;
	readonly namespaceArn: string;
	/** `A`, `AAAA`, `SRV`, `CNAME`; empty if instances are discoverable by API calls only. */
	readonly recordTypes: readonly string[];
	/** Whether ECS reports the health of its tasks: the registry has `HealthCheckCustomConfig`. */
	readonly hasCustomHealth: boolean;
}

/** A namespace, as ECS sees it. */
export interface NamespaceView {
	readonly arn: string;
	readonly id: string;
	readonly name: string;
	readonly type: "DNS_PRIVATE" | "DNS_PUBLIC" | "HTTP";
}

/** The calls of Cloud Map to Route 53: hosted zones, record sets and health checks that only Cloud Map can change. */
export interface ManagedZones {
	/** Creates a hosted zone managed by Cloud Map; undefined if the VPC already has a zone with an overlapping name. */
	readonly createZone: (zone: {
		readonly name: string;
		readonly vpc?: string;
		readonly soaTtlSeconds: number;
		readonly description: string;
		readonly namespaceArn: string;
	}) => { readonly id: string } | undefined;
	readonly setSoaTtl: (zoneId: string, seconds: number) => void;
	readonly deleteZone: (zoneId: string) => void;
	/** Creates a record set or replaces the one of the same name, type and set identifier. */
	readonly putRecord: (zoneId: string, record: ZoneRecord) => void;
	readonly deleteRecord: (zoneId: string, name: string, type: string, setIdentifier: string | undefined) => void;
	/** The alias of a load balancer, or of a name in a hosted zone of the account. */
	readonly aliasOf: (dnsName: string) => Alias;
	/** Creates the Route 53 health check of an instance and returns its ID. */
	readonly createHealthCheck: (check: {
		readonly namespaceArn: string;
		readonly type: string;
		readonly address: string;
		readonly port: number;
		readonly path: string | undefined;
		readonly failureThreshold: number;
	}) => string;
	readonly deleteHealthCheck: (id: string) => void;
	/** The current status of the health check. */
	readonly isHealthy: (healthCheckId: string) => boolean;
}

/** Creates the ports, which services fill at startup. Reading a port that no service offers throws: the wiring is wrong. */
export function createPorts(): { readonly ports: Ports; readonly offer: (offered: Partial<Ports>) => void } {
	const offers: Partial<Record<string, unknown>> = {};
	const ports = new Proxy(offers, {
		get: (_, name) => {
			const port = Object.hasOwn(offers, name) ? offers[String(name)] : undefined;
			if (port === undefined) throw new Error(`No service of the embedded AWS offers the port ${String(name)}.`);
			return port;
		},
	}) as unknown as Ports;
	return {
		ports,
		offer: (offered) => {
			for (const [name, port] of Object.entries(offered)) {
				if (Object.hasOwn(offers, name)) throw new Error(`Two services of the embedded AWS offer the port ${name}.`);
				offers[name] = port;
			}
		},
	};
}
