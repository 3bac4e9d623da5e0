/**
 * Checks Service Connect: ports are found by name, names are unique per namespace, and ECS rejects a duplicate client alias
 * only when the second service is created.
 */

import type { ServiceConnectService } from "@aws-sdk/client-ecs";
import { grouped } from "../../lib/group.ts";
import { oncePer } from "../../lib/once-per.ts";
import type { Identity } from "../../model/identity.ts";
import { resourceOf } from "../../model/kinds.ts";
import type { Resource } from "../../model/manifest.ts";
import type { Check, Others } from "../../model/manifest-rules.ts";
import { errorHere, warningHere } from "../../model/problem.ts";
import { referred } from "../checking.ts";
import type { ClusterSpec } from "../cluster/spec.ts";
import type { TaskDefinitionSpec } from "../task-definition/spec.ts";
import { serviceRef } from "./ref.ts";
import type { ServiceSpec } from "./spec.ts";

const namespaceIsKnown: Check<ServiceSpec> = ({ resource: { spec }, others, at }) => {
	if (!spec.serviceConnectConfiguration?.enabled || namespaceOf(spec, others)) return [];
	const cluster = referred<ClusterSpec>(others, "Cluster", spec.cluster);
	if (!cluster) return [];
	return [errorHere(at("serviceConnectConfiguration"), "missing-connect-namespace", { cluster: cluster.place })];
};

/** The proxy requires Fargate platform version 1.4.0 or later; LATEST satisfies this. */
const platform: Check<ServiceSpec> = ({ resource: { spec }, at }) => {
	const version = /^1\.([0-3])\./.exec(spec.platformVersion ?? "")?.[0];
	if (!spec.serviceConnectConfiguration?.enabled || version === undefined) return [];
	return [errorHere(at("platformVersion"), "connect-platform-version")];
};

const endpoints: Check<ServiceSpec> = ({ resource, others, at }) => {
	const { spec } = resource;
	const published = publishedBy(spec);
	if (published.length === 0) return [];
	const definition = referred<TaskDefinitionSpec>(others, "TaskDefinition", spec.taskDefinition);
	const names = new Set(
		(definition?.spec.containerDefinitions ?? []).flatMap(({ portMappings }) =>
			(portMappings ?? []).flatMap(({ name }) => name ?? []),
		),
	);
	const path = "serviceConnectConfiguration.services";
	return published.flatMap((endpoint) => {
		const place = at(`${path}.${endpoint.portName}`);
		const aliases = endpoint.clientAliases?.length ?? 0;
		if (aliases !== 1) {
			return [errorHere(place, "client-aliases", { count: aliases })];
		}
		if (!definition) return [];
		if (definition.spec.networkMode === "host" || definition.spec.networkMode === "none") {
			return [errorHere(place, "connect-network-mode", { taskDefinition: definition.place })];
		}
		if (endpoint.portName !== undefined && names.has(endpoint.portName)) return [];
		return [errorHere(place, "unknown-port-name", { taskDefinition: definition.place, known: [...names] })];
	});
};

/** Discovery names and client aliases must be unique in a namespace. */
const claims: Check<ServiceSpec> = ({ resource, others, at }) => {
	const namespace = namespaceOf(resource.spec, others);
	if (!namespace) return [];
	const taken = claimsIn(others.all());
	return publishedBy(resource.spec).flatMap((endpoint) => {
		const place = at(`serviceConnectConfiguration.services.${endpoint.portName}`);
		const rival = (claim: string | undefined) => claim && taken.get(claim)?.find((one) => one !== resource);
		const sameName = rival(nameClaim(namespace, endpoint));
		if (sameName) {
			return [errorHere(place, "duplicate-endpoint", { other: sameName.identity, place: sameName.place })];
		}
		const sameAlias = rival(aliasClaim(namespace, endpoint));
		if (!sameAlias) return [];
		return [errorHere(place, "duplicate-client-alias", { other: sameAlias.identity, place: sameAlias.place })];
	});
};

/** A name in `policy.uses` that no service publishes is more likely misspelt than published elsewhere. */
const usedNames: Check<ServiceSpec> = ({ resource, others, at }) => {
	const { policy, spec } = resource;
	if (policy.uses.length === 0) return [];
	const namespace = namespaceOf(spec, others);
	if (!namespace) {
		return [warningHere(at("serviceConnectConfiguration"), "uses-without-connect")];
	}
	const taken = claimsIn(others.all());
	return policy.uses
		.filter((name) => !taken.has(nameClaim(namespace, { portName: name, discoveryName: name })))
		.map((name) => {
			return warningHere(at("serviceConnectConfiguration"), "unknown-endpoint", { endpoint: name });
		});
};

function publishedBy(spec: ServiceSpec): readonly ServiceConnectService[] {
	const connect = spec.serviceConnectConfiguration;
	return connect?.enabled ? (connect.services ?? []) : [];
}

/** The namespace of a service, or else its cluster's default; undefined without Service Connect. */
function namespaceOf(spec: ServiceSpec, others: Pick<Others, "get">): string | undefined {
	if (!spec.serviceConnectConfiguration?.enabled) return undefined;
	const cluster = referred<ClusterSpec>(others, "Cluster", spec.cluster);
	return spec.serviceConnectConfiguration.namespace ?? cluster?.spec.serviceConnectDefaults?.namespace;
}

function nameClaim(namespace: string, { discoveryName, portName }: ServiceConnectService): string {
	return `${namespace} name ${discoveryName ?? portName}`;
}

/** Without a dnsName, the alias derives from the discovery name, which is already unique. */
function aliasClaim(namespace: string, { clientAliases }: ServiceConnectService): string | undefined {
	const alias = clientAliases?.[0];
	return alias?.dnsName === undefined ? undefined : `${namespace} alias ${alias.dnsName}:${alias.port}`;
}

/** The services that claim each name. The index is built once per load for all services. */
const claimsIn = oncePer(
	(others: ReadonlyMap<Identity, Resource>): ReadonlyMap<string, readonly Resource[]> =>
		grouped([...others.values()].flatMap((one) => claimsOf(one, others).map((claim) => [claim, one] as const))),
);

function claimsOf(one: Resource, others: ReadonlyMap<Identity, Resource>): readonly string[] {
	const spec = resourceOf(serviceRef, one)?.spec;
	const namespace = spec && namespaceOf(spec, others);
	if (!namespace) return [];
	return publishedBy(spec).flatMap((endpoint) => [
		nameClaim(namespace, endpoint),
		...[aliasClaim(namespace, endpoint)].filter((claim) => claim !== undefined),
	]);
}

export const serviceConnectChecks: readonly Check<ServiceSpec>[] = [
	namespaceIsKnown,
	platform,
	endpoints,
	claims,
	usedNames,
];
