/**
 * What the services of the embedded AWS offer each other. A service names the ports that it offers when it starts, and uses the
 * others through these interfaces, so that no service imports another one. Calls through ports pass no front: they are not
 * throttled, and faults do not meet them.
 */
import type { DnsQuestion, DnsReply } from "./dns/answer.ts";
import type { Alias, ZoneRecord } from "./dns/record-set.ts";
import type { DnsSources } from "./dns/view.ts";

/** Every port. Members are there once all services have started. */
export interface Ports {
	readonly serviceRegistries: ServiceRegistries;
	readonly managedZones: ManagedZones;
	/** The primary private IPv4 address of an EC2 instance; undefined for one that does not exist. */
	readonly machineAddress: (ec2InstanceId: string) => string | undefined;
	/** What DNS answers from. */
	readonly dnsSources: () => DnsSources;
	/** Answers as the DNS server of the embedded AWS. */
	readonly resolveDns: (question: DnsQuestion) => DnsReply;
}

/** What ECS asks of Cloud Map, as AWS's service-linked role does. */
export interface ServiceRegistries {
	/** The Cloud Map service of this ARN, with what ECS checks before it takes it as a service registry. */
	readonly registry: (arn: string) => RegistryView | undefined;
	/** By ARN, by id or by name. Only active namespaces. */
	readonly namespace: (reference: string) => NamespaceView | undefined;
	/** ECS creates an HTTP namespace where a default namespace is given by a name that does not exist. */
	readonly createHttpNamespace: (name: string) => NamespaceView;
	/** Registers (or fully replaces) an instance; records and answers follow as for a call from outside. */
	readonly register: (registryArn: string, instanceId: string, attributes: Readonly<Record<string, string>>) => void;
	/** Sets the custom health status of an instance, which counts 30 seconds later. Ignored without a custom health check. */
	readonly setHealth: (registryArn: string, instanceId: string, health: "HEALTHY" | "UNHEALTHY") => void;
	/** Does nothing when the instance or the registry is gone. */
	readonly deregister: (registryArn: string, instanceId: string) => void;
	/**
	 * The API-only Cloud Map service that ECS makes for a Service Connect endpoint, tagged `AmazonECSManaged`. Returns the
	 * existing one where it has that tag, and undefined where a user's own service has the name.
	 */
	readonly ensureManagedRegistry: (namespaceArn: string, discoveryName: string) => RegistryView | undefined;
	/** Deletes an ECS-made registry, if it has no instances. */
	readonly deleteManagedRegistry: (registryArn: string) => void;
}

/** A registry as ECS sees it. */
export interface RegistryView {
	readonly arn: string;
	readonly id: string;
	readonly name: string;
	readonly namespaceArn: string;
	/** `A`, `AAAA`, `SRV`, `CNAME`; empty where instances are found by API calls only. */
	readonly recordTypes: readonly string[];
	/** Whether ECS reports the health of its tasks there: the registry has `HealthCheckCustomConfig`. */
	readonly hasCustomHealth: boolean;
}

/** A namespace as ECS sees it. */
export interface NamespaceView {
	readonly arn: string;
	readonly id: string;
	readonly name: string;
	readonly type: "DNS_PRIVATE" | "DNS_PUBLIC" | "HTTP";
}

/** What Cloud Map asks of Route 53: hosted zones, record sets and health checks that only Cloud Map may change. */
export interface ManagedZones {
	/** Creates a hosted zone managed by Cloud Map; undefined when the VPC already has a zone with an overlapping name. */
	readonly createZone: (zone: {
		readonly name: string;
		readonly vpc?: string;
		readonly soaTtlSeconds: number;
		readonly description: string;
		readonly namespaceArn: string;
	}) => { readonly id: string } | undefined;
	readonly setSoaTtl: (zoneId: string, seconds: number) => void;
	readonly deleteZone: (zoneId: string) => void;
	/** Puts a record set, replacing the one of the same name, type and set identifier. */
	readonly putRecord: (zoneId: string, record: ZoneRecord) => void;
	readonly deleteRecord: (zoneId: string, name: string, type: string, setIdentifier: string | undefined) => void;
	/** The alias of a load balancer, or of a name in a hosted zone of the account. */
	readonly aliasOf: (dnsName: string) => Alias;
	/** Creates the Route 53 health check of an instance, and returns its id. */
	readonly createHealthCheck: (check: {
		readonly namespaceArn: string;
		readonly type: string;
		readonly address: string;
		readonly port: number;
		readonly path: string | undefined;
		readonly failureThreshold: number;
	}) => string;
	readonly deleteHealthCheck: (id: string) => void;
	/** The present status of the health check. */
	readonly isHealthy: (healthCheckId: string) => boolean;
}

/** Ports that are filled while services start. Reading one that no service has offered throws: it is a bug of the wiring. */
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
