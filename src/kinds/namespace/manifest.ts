/**
 * Manifest rules of the Namespace kind.
 * Cloud Map has one create call for each type of namespace; a manifest has one shape, the sum of the three, and sets the
 * type in `Type`.
 */
import { identity } from "../../model/identity.ts";
import type { ManifestRules } from "../../model/manifest-rules.ts";
import { mapMembers } from "../normal-form.ts";
import { namespaceChecks } from "./checks.ts";
import type { NamespaceSpec } from "./spec.ts";

/** Cloud Map's default SOA TTL in seconds: the negative-caching time of the zone's names. */
const defaultZoneTtlSeconds = 15;

export const namespaceManifest: ManifestRules<NamespaceSpec> = {
	shape: {
		sdk: "@aws-sdk/client-servicediscovery",
		requests: ["CreatePrivateDnsNamespaceRequest", "CreatePublicDnsNamespaceRequest", "CreateHttpNamespaceRequest"],
		omit: ["CreatorRequestId"],
		add: {
			"CreatePrivateDnsNamespaceRequest.Type": {
				type: "string",
				enum: ["DNS_PRIVATE", "DNS_PUBLIC", "HTTP"],
				description:
					"DNS_PRIVATE: names that answer inside one VPC. DNS_PUBLIC: names that answer everywhere. HTTP: no DNS, found by API calls.",
			},
		},
		required: ["Type"],
	},
	nameField: "Name",
	tags: { form: "list", field: "Tags", key: "Key", value: "Value" },
	references: [],
	// The name of an HTTP namespace may contain a slash.
	identityForm: { pattern: ".+", example: "Namespace/name" },
	policy: { keys: [] },
	identity: (spec) => identity("Namespace", spec.Name),
	normalise: (spec) =>
		mapMembers(spec, {
			Properties: ({ DnsProperties }) => ({
				DnsProperties: { SOA: { TTL: DnsProperties?.SOA?.TTL ?? defaultZoneTtlSeconds } },
			}),
		}),
	checks: namespaceChecks,
};
