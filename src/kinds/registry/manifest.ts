/**
 * Manifest rules of the Registry kind: the members of Cloud Map CreateService.
 * The namespace is set once, at the top level; the deprecated member inside `DnsConfig` is not accepted.
 */

import type { HealthCheckConfig } from "@aws-sdk/client-servicediscovery";
import { type Identity, identity, kindOf, nameOf } from "../../model/identity.ts";
import type { ManifestRules } from "../../model/manifest-rules.ts";
import { idOf } from "../../model/references.ts";
import { lastPart, mapMembers, sortedBy, withDefaults } from "../normal-form.ts";
import { registryChecks } from "./checks.ts";
import type { RegistrySpec } from "./spec.ts";

export const registryManifest: ManifestRules<RegistrySpec> = {
	shape: {
		sdk: "@aws-sdk/client-servicediscovery",
		requests: ["CreateServiceRequest"],
		omit: ["CreatorRequestId", "DnsConfig.NamespaceId"],
		add: {},
		required: ["NamespaceId"],
	},
	nameField: "Name",
	tags: { form: "list", field: "Tags", key: "Key", value: "Value" },
	references: [
		{
			path: "NamespaceId",
			to: "Namespace",
			valueOf: idOf,
			literal: { matches: isNamespaceId, form: "an id (`ns-…`)" },
		},
	],
	identityForm: { pattern: ".+/[^/]+", example: "Registry/namespace/name" },
	policy: { keys: [] },
	identity: (spec) => identity("Registry", namespaceOf(spec.NamespaceId), spec.Name),
	normalise: (spec) =>
		mapMembers(spec, {
			NamespaceId: lastPart,
			DnsConfig: ({ RoutingPolicy, DnsRecords }) => ({
				RoutingPolicy: RoutingPolicy ?? "MULTIVALUE",
				DnsRecords: sortedBy(DnsRecords ?? [], ({ Type }) => [Type]),
			}),
			HealthCheckConfig: normalHealthCheck,
			// Cloud Map accepts any threshold and always uses 1.
			HealthCheckCustomConfig: () => ({ FailureThreshold: 1 }),
			// Cloud Map returns DNS or DNS_HTTP where no type was set.
			Type: (type) => (type === "HTTP" ? type : undefined),
		}),
	checks: registryChecks,
};

/**
 * Whether a text is a namespace id: Cloud Map's ids have at least 16 characters after the prefix; a shorter text is a name.
 */
export function isNamespaceId(text: string): boolean {
	return /^ns-[a-z0-9]{16,}$/.test(text);
}

/** The namespace part of an identity: from another manifest's identity, or the namespace's id. */
function namespaceOf(reference: string): string {
	return kindOf(reference as Identity) === "Namespace" ? nameOf(reference as Identity) : lastPart(reference);
}

function normalHealthCheck(check: HealthCheckConfig): HealthCheckConfig {
	return withDefaults(check, { FailureThreshold: 1, ...(check.Type === "TCP" ? {} : { ResourcePath: "/" }) });
}
