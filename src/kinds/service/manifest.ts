/**
 * Manifest rules of the Service kind: the members of ECS CreateService.
 * AWS fills in many defaults. The same defaults are filled in here, but only inside declared fields, since the manifest
 * does not own a field that it omits.
 */

import type { ServiceRegistry } from "@aws-sdk/client-ecs";
import { isRecord } from "../../lib/json.ts";
import { type Identity, identity, kindOf, nameOf } from "../../model/identity.ts";
import type { ManifestRules } from "../../model/manifest-rules.ts";
import { arnOf, idOf } from "../../model/references.ts";
import { lastPart, mapMembers, normalCapacityStrategy, sortedBy, without, withoutEmpty } from "../normal-form.ts";
import { serviceChecks } from "./checks.ts";
import {
	normalDeploymentConfiguration,
	normalNetwork,
	normalPlacementStrategy,
	normalServiceConnect,
	normalVolume,
} from "./normal-form.ts";
import type { ServiceSpec } from "./spec.ts";

export const serviceManifest: ManifestRules<ServiceSpec> = {
	shape: {
		sdk: "@aws-sdk/client-ecs",
		requests: ["CreateServiceRequest"],
		omit: ["clientToken"],
		add: {
			"ServiceRegistry.registry": {
				type: "string",
				description:
					"The name of a Registry manifest, or namespace/registry by manifest names. Write either this or registryArn.",
			},
		},
		required: ["cluster"],
	},
	nameField: "serviceName",
	tags: { form: "list", field: "tags", key: "key", value: "value" },
	references: [
		{ path: "cluster", to: "Cluster", valueOf: arnOf },
		{
			path: "taskDefinition",
			to: "TaskDefinition",
			valueOf: idOf,
			literal: { matches: (text) => /^[\w-]+:\d+$/.test(text), form: "one revision (`family:7`)" },
		},
		{ path: "serviceRegistries.*.registryArn", to: "Registry", valueOf: arnOf, served: true },
		{ path: "serviceConnectConfiguration.namespace", to: "Namespace", valueOf: arnOf },
	],
	identityForm: { pattern: ".+/[^/]+", example: "Service/cluster/name" },
	policy: {
		keys: ["uses", "onNewEndpoint", "redeploy", "followDigest", "initial", "bounds", "replace", "progressDeadline"],
		replaceable: ["launchType", "role", "schedulingStrategy"],
	},
	identity: (spec) => identity("Service", clusterOf(spec.cluster), spec.serviceName),
	desugar: (spec) => ({
		...spec,
		...(Array.isArray(spec.serviceRegistries) && { serviceRegistries: spec.serviceRegistries.map(withRegistryArn) }),
	}),
	normalise: (spec) =>
		mapMembers(spec, {
			taskDefinition: lastPart,
			deploymentConfiguration: (configuration) => normalDeploymentConfiguration(configuration, spec),
			networkConfiguration: normalNetwork,
			serviceRegistries: (registries) => sortedBy(registries.map(normalRegistry), ({ registryArn }) => [registryArn]),
			serviceConnectConfiguration: normalServiceConnect,
			loadBalancers: (balancers) =>
				sortedBy(balancers.map(withoutEmpty), (balancer) => [
					balancer.containerName,
					balancer.containerPort,
					balancer.targetGroupArn ?? balancer.loadBalancerName,
				]),
			capacityProviderStrategy: normalCapacityStrategy,
			placementConstraints: (constraints) =>
				sortedBy(constraints.map(withoutEmpty), ({ type, expression }) => [type, expression]),
			placementStrategy: normalPlacementStrategy,
			volumeConfigurations: (volumes) => sortedBy(volumes.map(normalVolume), ({ name }) => [name]),
			vpcLatticeConfigurations: (targets) =>
				sortedBy(targets, ({ targetGroupArn, portName }) => [targetGroupArn, portName]),
		}),
	checks: serviceChecks,
};

/** The cluster part of an identity: from another manifest's identity, or the last part of an ARN. */
function clusterOf(reference: string): string {
	return kindOf(reference as Identity) === "Cluster" ? nameOf(reference as Identity) : lastPart(reference);
}

function withRegistryArn(item: unknown): unknown {
	// With both members set, the item stays as it is, so that a check reports it.
	if (!isRecord(item) || item.registry === undefined || item.registryArn !== undefined) return item;
	const { registry, ...rest } = item;
	return { ...rest, registryArn: registry };
}

/** AWS returns a missing port as 0. */
function normalRegistry(registry: ServiceRegistry): ServiceRegistry {
	return without(withoutEmpty(registry), { port: 0, containerPort: 0 });
}
