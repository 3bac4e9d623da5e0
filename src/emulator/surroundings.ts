/**
 * What every part of the embedded AWS lives in: one account in one region, a clock, and one source of randomness. Each
 * part keeps its own state and offers the others a narrow set of functions; nobody reaches into another's tables.
 */
import type { Clock } from "../lib/clock.ts";
import type { Random } from "../lib/random.ts";

/** What every service gets from outside. */
export interface Surroundings {
	/** Twelve digits. */
	readonly account: string;
	readonly region: string;
	readonly clock: Clock;
	readonly random: Random;
	/** Ids of VPCs, subnets and security groups and ARNs of roles, target groups and log groups that are there, see `isKnown`. */
	readonly known?: readonly string[];
}

/** What ECS asks of Cloud Map, as AWS's own service-linked role would. */
export interface DiscoveryForEcs {
	/** The Cloud Map service of this ARN, with what ECS checks before it takes it as a service registry. */
	readonly registry: (arn: string) => RegistryView | undefined;
	/** By ARN, by id or by name. Only namespaces that are there. */
	readonly namespace: (reference: string) => NamespaceView | undefined;
	/** ECS creates an HTTP namespace where a default namespace is given by a name that does not exist. */
	readonly createHttpNamespace: (name: string) => NamespaceView;
	/** Registers (or fully replaces) an instance; records and answers follow as for a call from outside. */
	readonly register: (registryArn: string, instanceId: string, attributes: Readonly<Record<string, string>>) => void;
	/** Tells the custom health status of an instance, which counts 30 seconds later; nothing where there is none to tell. */
	readonly tellHealth: (registryArn: string, instanceId: string, health: "HEALTHY" | "UNHEALTHY") => void;
	/** Does nothing when the instance or the registry is gone. */
	readonly deregister: (registryArn: string, instanceId: string) => void;
	/**
	 * The API-only Cloud Map service that ECS makes for a Service Connect endpoint, tagged `AmazonECSManaged`; returns the one
	 * that is there when it has that tag, undefined when a user's own service has the name.
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
	/** Whether ECS is to tell the health of its tasks there: the registry has `HealthCheckCustomConfig`. */
	readonly hasCustomHealth: boolean;
}

/** A namespace as ECS sees it. */
export interface NamespaceView {
	readonly arn: string;
	readonly id: string;
	readonly name: string;
	readonly type: "DNS_PRIVATE" | "DNS_PUBLIC" | "HTTP";
}

/** What Cloud Map asks of Route 53: zones and record sets that only it may change. */
export interface ZonesForCloudMap {
	/** Makes a hosted zone managed by Cloud Map; undefined when the VPC already has a zone with an overlapping name. */
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
	/** Makes the Route 53 health check of an instance, and gives its id. */
	readonly createHealthCheck: (check: {
		readonly namespaceArn: string;
		readonly type: string;
		readonly address: string;
		readonly port: number;
		readonly path: string | undefined;
		readonly failureThreshold: number;
	}) => string;
	readonly deleteHealthCheck: (id: string) => void;
	/** What the health check says now. */
	readonly isHealthy: (healthCheckId: string) => boolean;
}

/** A record set as Cloud Map writes it. */
export interface ZoneRecord {
	/** Fully qualified, with the dot at its end. */
	readonly name: string;
	readonly type: string;
	readonly ttlSeconds: number;
	readonly values: readonly string[];
	readonly setIdentifier?: string | undefined;
	/** Exactly one of these two where there is a set identifier. */
	readonly multiValueAnswer?: boolean | undefined;
	readonly weight?: number | undefined;
	/** A Route 53 health check that has a say beside `healthy`. */
	readonly healthCheckId?: string | undefined;
	/** In place of TTL and values. */
	readonly alias?: Alias | undefined;
	/** Whether its instance is healthy as Cloud Map knows it: DNS prefers healthy values. */
	readonly healthy: boolean;
}

/** What an alias record set stands for. */
export interface Alias {
	/** The hosted zone of the target: one of ours, the record set's own among them, or one of an AWS service. */
	readonly zoneId: string;
	/** Fully qualified, in lower case. */
	readonly name: string;
	readonly evaluateTargetHealth: boolean;
}
