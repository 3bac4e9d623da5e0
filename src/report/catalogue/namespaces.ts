/** The wording of the reasons of namespaces. */
import { listed } from "../../lib/listed.ts";
import type { Wordings } from "./wording.ts";

export const namespaces: Wordings<
	| "HostedZoneRemains"
	| "NamespaceOperationInProgress"
	| "OwnOperationInProgress"
	| "RegistriesRemain"
	| "ServiceConnectInUse"
	| "LeftByServiceConnect"
	| "NamespaceAmbiguous"
	| "NamespaceVpcUnknown"
	| "DeclareOtherNamespace"
	| "DeclareNamespaceForOtherVpc"
	| "ZoneWithoutVpcs"
> = {
	HostedZoneRemains: {
		severity: "info",
		cause: "Cloud Map deleted the namespace, but its hosted zone may still exist.",
		message: ({ zone, cause }, word) =>
			cause
				? `Cloud Map deleted it; it is unknown whether its hosted zone ${zone} is deleted: ${word(cause)}`
				: `Cloud Map deleted it; Route 53 still has its hosted zone ${zone}.`,
		remediation: ({ cause }, _word, advise) => cause && advise(cause),
	},
	NamespaceOperationInProgress: {
		severity: "info",
		cause: "Cloud Map is creating or deleting a namespace, possibly this one.",
		message: ({ operationId }) => `Cloud Map is creating or deleting a namespace (operation ${operationId}).`,
	},
	OwnOperationInProgress: {
		severity: "info",
		cause: "A Cloud Map operation on the namespace has not ended.",
		message: ({ type, operationId }) =>
			`A Cloud Map operation on this namespace has not ended (${type}, operation ${operationId}).`,
	},
	RegistriesRemain: {
		severity: "info",
		cause: "The namespace to delete still contains registries.",
		message: ({ registries }) =>
			`Deletion waits until it contains no registry; it has ${listed(registries.map((name) => `"${name}"`))}.`,
	},
	ServiceConnectInUse: {
		severity: "info",
		cause: "Service Connect still has instances in the namespace to delete.",
		message: ({ registry }) =>
			`Deletion waits until no Service Connect instance of "${registry}" is left in this namespace.`,
	},
	LeftByServiceConnect: {
		severity: "info",
		cause:
			"ECS created an empty registry for Service Connect and never deletes it; it must be deleted before the namespace.",
		message: ({ registry }) =>
			`The registry "${registry}" is deleted before the namespace: ECS created it for Service Connect and never deletes it.`,
	},
	NamespaceAmbiguous: {
		severity: "error",
		cause: "Several namespaces have the same name, so the manifest is ambiguous.",
		message: ({ name, ids }) => `${ids.length} namespaces have the name "${name}" (${listed(ids)}).`,
		remediation: "Delete the unused namespaces, or declare one with another name.",
	},
	NamespaceVpcUnknown: {
		severity: "error",
		cause: "The VPC of a private namespace of the same name is unknown.",
		message: ({ name, id, vpc, cause }, word) =>
			`It is unknown whether the namespace "${name}" (${id}) is in ${vpc}: ${cause ? word(cause) : "its hosted zone does not exist yet."}`,
		remediation: ({ cause }, _word, advise) => cause && advise(cause),
	},
	DeclareOtherNamespace: {
		severity: "info",
		cause: "The remediation for a field of a namespace that AWS cannot change.",
		message: () => "Declare a namespace with another name, and move the registries there.",
	},
	DeclareNamespaceForOtherVpc: {
		severity: "info",
		cause: "The remediation for the VPC of a namespace, which AWS cannot change.",
		message: () =>
			"Declare a namespace with another name, and move the registries there. To add VPCs, associate them with its hosted zone.",
	},
	ZoneWithoutVpcs: {
		severity: "warning",
		cause: "The response for a private hosted zone names no VPC.",
		message: ({ zone }) => `Route 53 does not return the VPCs of its hosted zone ${zone}.`,
		remediation: "It is retried. If it persists, check the VPC associations of the hosted zone.",
	},
};
