/**
 * The Namespace kind: Cloud Map namespaces for private DNS, public DNS and HTTP.
 * Every call except tagging starts an asynchronous operation, and the namespace is observed once the operation has ended.
 */
import type { Call } from "../../aws/calls.ts";
import type { Change } from "../../model/changes.ts";
import type { Fields, Kind } from "../../model/kind.ts";
import type { Step } from "../../model/plan.ts";
import { because, type Reason } from "../../model/reason.ts";
import { cloudMapTagList } from "../observing.ts";
import { requestId } from "../request-id.ts";
import { cloudMapTagRules } from "../tag-rules.ts";
import type { NamespaceFacts } from "./facts.ts";
import { namespaceManifest } from "./manifest.ts";
import { observeNamespaces } from "./observe.ts";
import type {} from "./reasons.ts";
import type { NamespaceSpec } from "./spec.ts";
import { zoneVpc } from "./zone.ts";

const remediation = because("DeclareOtherNamespace");

const fields: Fields<NamespaceSpec> = {
	Name: { onDrift: "refuse", remediation },
	Type: { onDrift: "refuse", remediation },
	Vpc: {
		onDrift: "refuse",
		remediation: because("DeclareNamespaceForOtherVpc"),
		atDefault: () => true,
		exported: true,
	},
	Description: { onDrift: "update", atDefault: (text) => text === "" },
	// Cloud Map sets the SOA record's TTL to 15 seconds by default.
	Properties: { onDrift: "update", atDefault: ({ DnsProperties }) => DnsProperties?.SOA?.TTL === 15 },
};

export const namespace: Kind<NamespaceSpec, NamespaceFacts> = {
	name: "Namespace",
	manifest: namespaceManifest,
	fields,
	relations: { observedReferrers: ["Registry"] },
	observe: observeNamespaces,
	exporting: { details: async ({ spec, facts }, read) => (spec.Type === "DNS_PRIVATE" ? zoneVpc(read, facts) : {}) },
	plan,
	tags: cloudMapTagRules,
	health: () => ({ status: "Healthy" }),
};

function plan(change: Change<NamespaceSpec, NamespaceFacts>): Step {
	switch (change.verb) {
		case "create":
			return { outcome: "action", call: creation(change), reason: because("NotFound") };
		case "update":
			return { outcome: "action", call: update(change), reason: because("FieldsDiffer", { fields: change.fields }) };
		case "delete":
			return deletion(change.observed.awsRef.id, change.observed.facts, change.because);
	}
}

function creation(change: Change<NamespaceSpec, NamespaceFacts> & { verb: "create" }): Call {
	const { Type, Vpc, ...rest } = change.desired;
	const input = { ...rest, Tags: cloudMapTagList(change.tags) };
	const CreatorRequestId = requestId(change, change.desired);
	if (Type === "HTTP") {
		const { Properties: _, ...withoutDns } = input;
		return { operation: "servicediscovery:CreateHttpNamespace", input: { ...withoutDns, CreatorRequestId } };
	}
	const { Properties, ...withoutProperties } = input;
	const soa = Properties?.DnsProperties?.SOA;
	const dns = soa?.TTL === undefined ? {} : { Properties: { DnsProperties: { SOA: { TTL: soa.TTL } } } };
	if (Type === "DNS_PUBLIC") {
		return {
			operation: "servicediscovery:CreatePublicDnsNamespace",
			input: { ...withoutProperties, ...dns, CreatorRequestId },
		};
	}
	return {
		operation: "servicediscovery:CreatePrivateDnsNamespace",
		input: { ...withoutProperties, ...dns, Vpc, CreatorRequestId },
	};
}

function update(change: Change<NamespaceSpec, NamespaceFacts> & { verb: "update" }): Call {
	const { desired, observed } = change;
	const Id = observed.awsRef.id;
	const description = change.fields.includes("Description") ? { Description: desired.Description ?? "" } : {};
	const ttl = desired.Properties?.DnsProperties?.SOA?.TTL;
	const soa =
		change.fields.includes("Properties") && ttl !== undefined
			? { Properties: { DnsProperties: { SOA: { TTL: ttl } } } }
			: {};
	const UpdaterRequestId = requestId(change, [observed.spec, desired]);
	const changes = { ...description, ...soa };
	switch (observed.spec.Type) {
		case "DNS_PUBLIC":
			return {
				operation: "servicediscovery:UpdatePublicDnsNamespace",
				input: { Id, UpdaterRequestId, Namespace: changes },
			};
		case "DNS_PRIVATE":
			return {
				operation: "servicediscovery:UpdatePrivateDnsNamespace",
				input: { Id, UpdaterRequestId, Namespace: changes },
			};
		default:
			return {
				operation: "servicediscovery:UpdateHttpNamespace",
				input: { Id, UpdaterRequestId, Namespace: { Description: desired.Description ?? "" } },
			};
	}
}

/**
 * Deletes the empty registries that ECS created for Service Connect, then the namespace. ECS never deletes them, and Cloud
 * Map does not delete a namespace with registries.
 */
function deletion(id: string, { registries }: NamespaceFacts, reason: Reason): Step {
	if (!registries) return { outcome: "waiting", reason: because("RereadBeforeDeletion") };
	const [first] = registries;
	if (!first) {
		return {
			outcome: "action",
			call: { operation: "servicediscovery:DeleteNamespace", input: { Id: id } },
			reason,
		};
	}
	// Registries not created by ECS block the deletion regardless of their owner; each is deleted by its owner.
	const own = registries.filter(({ madeByEcs }) => !madeByEcs).map(({ name }) => name);
	if (own.length > 0) {
		return { outcome: "waiting", reason: because("RegistriesRemain", { registries: own }) };
	}
	const used = registries.find(({ instances }) => instances > 0);
	if (used) {
		return { outcome: "waiting", reason: because("ServiceConnectInUse", { registry: used.name }) };
	}
	return {
		outcome: "action",
		call: { operation: "servicediscovery:DeleteService", input: { Id: first.id } },
		reason: because("LeftByServiceConnect", { registry: first.name }),
	};
}
