/**
 * The state of Cloud Map: namespaces, their registries, and the instances of each registry. Resources are found by ID
 * or ARN and have a creation number, which is the order of every list.
 */
import { createHash } from "node:crypto";
import type {
	DnsConfig,
	HealthCheckConfig,
	HealthCheckCustomConfig,
	NamespaceType,
} from "@aws-sdk/client-servicediscovery";
import type { Cancel } from "../../../lib/clock.ts";
import { type Random, randomText } from "../../../lib/random.ts";
import type { AccountContext } from "../../account-context.ts";
import { AwsError } from "../../aws-error.ts";

/**
 * `submitted` and `pending` while its creating operation runs, `active` after success, `deleting` during deletion.
 * Calls see a namespace from `pending` on; registries are created in `active` ones only.
 */
export type NamespacePhase = "submitted" | "pending" | "active" | "deleting";

/** A namespace in any status. */
export interface Namespace {
	readonly id: string;
	readonly arn: string;
	readonly order: number;
	readonly name: string;
	/** The name for DiscoverInstances: the namespace's name, with a hash if that was taken. */
	readonly httpName: string;
	readonly type: NamespaceType;
	readonly vpc: string | undefined;
	readonly creatorRequestId: string | undefined;
	readonly createdAtMs: number;
	readonly tags: Map<string, string>;
	description: string | undefined;
	soaTtlSeconds: number;
	zoneId: string | undefined;
	phase: NamespacePhase;
}

/** A Cloud Map service, named registry here to distinguish it from ECS services. */
export interface Registry {
	readonly id: string;
	readonly arn: string;
	readonly order: number;
	readonly name: string;
	readonly namespace: Namespace;
	readonly creatorRequestId: string | undefined;
	readonly createdAtMs: number;
	readonly tags: Map<string, string>;
	readonly attributes: Map<string, string>;
	readonly instances: Map<string, Instance>;
	readonly healthCheckCustomConfig: HealthCheckCustomConfig | undefined;
	description: string | undefined;
	/** Undefined if instances are discoverable by API calls only. */
	dnsConfig: DnsConfig | undefined;
	healthCheckConfig: HealthCheckConfig | undefined;
	/** Incremented by every registration and deregistration. */
	instancesRevision: number;
}

/** An instance of a registry. */
export interface Instance {
	readonly id: string;
	readonly order: number;
	readonly attributes: Readonly<Record<string, string>>;
	readonly creatorRequestId: string | undefined;
	/** Its Route 53 health check, if the registry requires one. */
	healthCheckId: string | undefined;
	/** The status of the Route 53 health check, else the custom status; HEALTHY if the registry has no health check. */
	health: "HEALTHY" | "UNHEALTHY";
	/** A custom status that was set but is not effective yet. */
	upcoming: { readonly health: "HEALTHY" | "UNHEALTHY"; readonly cancel: Cancel } | undefined;
}

/** The quotas of an account in a Region (Cloud Map developer guide, quotas); AWS raises them on request. */
export interface CloudMapQuotas {
	readonly namespaces: number;
	readonly instancesPerService: number;
	readonly instancesPerNamespace: number;
}

/** The settings of Cloud Map. */
export interface CloudMapSettings {
	/** Overrides of AWS's quotas. */
	readonly quotas?: Partial<CloudMapQuotas>;
}

/** The state of the emulated Cloud Map, except its operations. */
export interface CloudMapState {
	readonly context: AccountContext;
	readonly quotas: CloudMapQuotas;
	readonly namespaces: Map<string, Namespace>;
	readonly registries: Map<string, Registry>;
	/** The next number for `order`. */
	readonly nextOrder: () => number;
}

/** ECS puts this tag on the registries that it makes for Service Connect. */
export const ecsManagedTag = "AmazonECSManaged";

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Creates an empty Cloud Map. */
export function createState(context: AccountContext, quotas: CloudMapQuotas): CloudMapState {
	let order = 0;
	return { context, quotas, namespaces: new Map(), registries: new Map(), nextOrder: () => order++ };
}

/** The namespace with this ID or ARN, if it is visible to calls; rejects with NamespaceNotFound. */
export function namespaceOf(state: CloudMapState, idOrArn: string | undefined): Namespace {
	const namespace = called(state.namespaces, idOrArn);
	if (namespace && namespace.phase !== "submitted") return namespace;
	throw new AwsError("NamespaceNotFound", `The namespace ${idOrArn} can't be found.`);
}

/** The registry with this ID or ARN; rejects with ServiceNotFound. */
export function registryOf(state: CloudMapState, idOrArn: string | undefined): Registry {
	const registry = called(state.registries, idOrArn);
	if (registry) return registry;
	throw new AwsError("ServiceNotFound", `The service ${idOrArn} can't be found.`);
}

/** The instance with this ID; rejects with InstanceNotFound. */
export function instanceOf(registry: Registry, id: string | undefined): Instance {
	const instance = registry.instances.get(id ?? "");
	if (instance) return instance;
	throw new AwsError("InstanceNotFound", `The instance ${id} can't be found in the service ${registry.id}.`);
}

/** The registries of a namespace. */
export function registriesIn(state: CloudMapState, namespace: Namespace): readonly Registry[] {
	return [...state.registries.values()].filter((registry) => registry.namespace === namespace);
}

/** The registry of this name; in DNS namespaces names are case-insensitive. */
export function registryNamed(state: CloudMapState, namespace: Namespace, name: string): Registry | undefined {
	return state.registries.get(registryId(namespace, name));
}

/** A random ID in the format of namespaces. */
export function newNamespaceId(random: Random): string {
	return `ns-${randomText(random, 16, alphabet)}`;
}

/** A random ID in the format of operations. */
export function newOperationId(random: Random): string {
	return `${randomText(random, 32, alphabet)}-${randomText(random, 8, alphabet)}`;
}

/**
 * A registry's ID is derived from its namespace and name only: a registry recreated under its name has the same ID, so
 * ECS sees no change and never registers running tasks again.
 */
export function registryId(namespace: Namespace, name: string): string {
	const folded = namespace.type === "HTTP" ? name : name.toLowerCase();
	return `srv-${hashText(`${namespace.id}/${folded}`)}`;
}

/** 16 letters and digits derived from the text. */
export function hashText(text: string): string {
	const digest = createHash("sha256").update(text).digest();
	return Array.from(digest.subarray(0, 16), (byte) => alphabet[byte % alphabet.length]).join("");
}

/** The ARN of a namespace or service of this account and region. */
export function arnOf({ account, region }: AccountContext, kind: "namespace" | "service", id: string): string {
	return `arn:aws:servicediscovery:${region}:${account}:${kind}/${id}`;
}

/** The resource with this ID or complete ARN; an ARN of another account or Region matches nothing. */
export function called<Resource extends { readonly arn: string }>(
	resources: ReadonlyMap<string, Resource>,
	idOrArn = "",
): Resource | undefined {
	if (!idOrArn.startsWith("arn:")) return resources.get(idOrArn);
	const resource = resources.get(idOrArn.slice(idOrArn.lastIndexOf("/") + 1));
	return resource?.arn === idOrArn ? resource : undefined;
}
