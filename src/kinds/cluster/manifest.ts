/**
 * Manifest rules of the Cluster kind: the members of ECS CreateCluster.
 * Account-level defaults such as container insights are not filled in, because the account owns a setting that the manifest
 * omits.
 */

import type { ClusterConfiguration } from "@aws-sdk/client-ecs";
import { identity } from "../../model/identity.ts";
import type { ManifestRules } from "../../model/manifest-rules.ts";
import { arnOf } from "../../model/references.ts";
import {
	mapMembers,
	normalCapacityStrategy,
	sortedBy,
	sortedNames,
	withDefaults,
	withoutEmpty,
} from "../normal-form.ts";
import { clusterChecks } from "./checks.ts";
import type { ClusterSpec } from "./spec.ts";

/**
 * The value that makes UpdateCluster remove the default namespace (ECS API reference,
 * ClusterServiceConnectDefaultsRequest).
 */
export const noNamespace = "";

export const clusterManifest: ManifestRules<ClusterSpec> = {
	shape: { sdk: "@aws-sdk/client-ecs", requests: ["CreateClusterRequest"], omit: [], add: {}, required: [] },
	nameField: "clusterName",
	tags: { form: "list", field: "tags", key: "key", value: "value" },
	references: [
		{
			path: "serviceConnectDefaults.namespace",
			to: "Namespace",
			valueOf: arnOf,
			literal: { matches: (text) => text === noNamespace, form: '"" for none' },
		},
	],
	identityForm: { pattern: "[^/]+", example: "Cluster/name" },
	policy: { keys: [] },
	identity: (spec) => identity("Cluster", spec.clusterName),
	normalise: (spec) =>
		mapMembers(spec, {
			// AWS cannot remove a setting, so an empty list asks for nothing.
			settings: (settings) => (settings.length > 0 ? sortedBy(settings, ({ name }) => [name]) : undefined),
			configuration: normalConfiguration,
			capacityProviders: sortedNames,
			defaultCapacityProviderStrategy: normalCapacityStrategy,
		}),
	checks: clusterChecks,
};

/**
 * Fills in AWS's defaults. An unconfigured cluster logs execute command by DEFAULT, and AWS returns to that only when it is
 * sent explicitly.
 */
export function normalConfiguration(configuration: ClusterConfiguration): ClusterConfiguration {
	const filled = withDefaults(configuration, { executeCommandConfiguration: {} });
	const normal = mapMembers(filled, {
		executeCommandConfiguration: (command) =>
			mapMembers(withDefaults(command, { logging: "DEFAULT" }), {
				logConfiguration: (log) =>
					withDefaults(withoutEmpty(log), { cloudWatchEncryptionEnabled: false, s3EncryptionEnabled: false }),
			}),
		managedStorageConfiguration: withoutEmpty,
	});
	return withoutEmpty(normal);
}
