/**
 * What Cloud Map knows: namespaces, the registries in them, and the instances of each registry. Everything is found by id
 * or by ARN, and each thing carries the order in which it was made, which is the order of every list.
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
 * `submitted` and `pending` while the operation that creates it runs, `active` when that succeeded, `deleting` while it is
 * being deleted. Calls see a namespace from `pending` on; registries are made in `active` ones only.
 */
export type NamespacePhase = "submitted" | "pending" | "active" | "deleting";

/** A namespace, in whatever phase of its life. */
export interface Namespace {
	readonly id: string;
	readonly arn: string;
	readonly order: number;
	readonly name: string;
	/** The name by which DiscoverInstances finds it: the name, with a hash where that was taken. */
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

/** A service of Cloud Map, called registry here to tell it from those of ECS. */
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
	/** Undefined where instances are found by API calls only. */
	dnsConfig: DnsConfig | undefined;
	healthCheckConfig: HealthCheckConfig | undefined;
	/** Grows with every registration and deregistration. */
	instancesRevision: number;
}

/** An instance of a registry. */
export interface Instance {
	readonly id: string;
	readonly order: number;
	readonly attributes: Readonly<Record<string, string>>;
	readonly creatorRequestId: string | undefined;
	/** Its Route 53 health check, where the registry wants one. */
	healthCheckId: string | undefined;
	/** What the Route 53 health check says, else the custom status; HEALTHY where the registry has no health check. */
	health: "HEALTHY" | "UNHEALTHY";
	/** A custom status that was told but does not count yet. */
	upcoming: { readonly health: "HEALTHY" | "UNHEALTHY"; readonly cancel: Cancel } | undefined;
}

/** How much an account may have in a Region (Cloud Map developer guide, quotas); AWS raises them on request. */
export interface CloudMapQuotas {
	readonly namespaces: number;
	readonly instancesPerService: number;
	readonly instancesPerNamespace: number;
}

/** What Cloud Map can be set to. */
export interface CloudMapSettings {
	/** What differs from AWS's quotas. */
	readonly quotas?: Partial<CloudMapQuotas>;
}

/** Everything that the emulated Cloud Map remembers, but for its operations. */
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

/** An empty Cloud Map. */
export function createState(context: AccountContext, quotas: CloudMapQuotas): CloudMapState {
	let order = 0;
	return { context, quotas, namespaces: new Map(), registries: new Map(), nextOrder: () => order++ };
}

/** The namespace of this id or ARN, if calls can see it; refuses with NamespaceNotFound. */
export function namespaceOf(state: CloudMapState, idOrArn: string | undefined): Namespace {
	const namespace = called(state.namespaces, idOrArn);
	if (namespace && namespace.phase !== "submitted") return namespace;
	throw new AwsError("NamespaceNotFound", `The namespace ${idOrArn} can't be found.`);
}

/** The registry of this id or ARN; refuses with ServiceNotFound. */
export function registryOf(state: CloudMapState, idOrArn: string | undefined): Registry {
	const registry = called(state.registries, idOrArn);
	if (registry) return registry;
	throw new AwsError("ServiceNotFound", `The service ${idOrArn} can't be found.`);
}

/** The instance of this id; refuses with InstanceNotFound. */
export function instanceOf(registry: Registry, id: string | undefined): Instance {
	const instance = registry.instances.get(id ?? "");
	if (instance) return instance;
	throw new AwsError("InstanceNotFound", `The instance ${id} can't be found in the service ${registry.id}.`);
}

/** The registries of a namespace. */
export function registriesIn(state: CloudMapState, namespace: Namespace): readonly Registry[] {
	return [...state.registries.values()].filter((registry) => registry.namespace === namespace);
}

/** The registry of this name; names in DNS namespaces that differ only by case are the same. */
export function registryNamed(state: CloudMapState, namespace: Namespace, name: string): Registry | undefined {
	return state.registries.get(registryId(namespace, name));
}

/** A random id, as namespaces have them. */
export function newNamespaceId(random: Random): string {
	return `ns-${randomText(random, 16, alphabet)}`;
}

/** A random id, as operations have them. */
export function newOperationId(random: Random): string {
	return `${randomText(random, 32, alphabet)}-${randomText(random, 8, alphabet)}`;
}

/**
 * The id of a registry follows from its namespace and name alone: one that is deleted and made again under its name has the
 * id that it had, so that ECS sees no change and never registers running tasks again.
 */
export function registryId(namespace: Namespace, name: string): string {
	const folded = namespace.type === "HTTP" ? name : name.toLowerCase();
	return `srv-${hashText(`${namespace.id}/${folded}`)}`;
}

/** 16 letters and digits that follow from the text. */
export function hashText(text: string): string {
	const digest = createHash("sha256").update(text).digest();
	return Array.from(digest.subarray(0, 16), (byte) => alphabet[byte % alphabet.length]).join("");
}

/** The ARN of a namespace or service of this account and region. */
export function arnOf({ account, region }: AccountContext, kind: "namespace" | "service", id: string): string {
	return `arn:aws:servicediscovery:${region}:${account}:${kind}/${id}`;
}

/** What has this id or this whole ARN; an ARN of another account or Region names nothing here. */
export function called<Resource extends { readonly arn: string }>(
	resources: ReadonlyMap<string, Resource>,
	idOrArn = "",
): Resource | undefined {
	if (!idOrArn.startsWith("arn:")) return resources.get(idOrArn);
	const resource = resources.get(idOrArn.slice(idOrArn.lastIndexOf("/") + 1));
	return resource?.arn === idOrArn ? resource : undefined;
}
