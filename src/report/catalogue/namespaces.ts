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
		cause: "Cloud Map deleted the namespace, and its hosted zone is not known to be deleted.",
		message: ({ zone, cause }, word) =>
			cause
				? `Cloud Map deleted it; whether its hosted zone ${zone} is deleted could not be observed: ${word(cause)}`
				: `Cloud Map deleted it; Route 53 still has its hosted zone ${zone}.`,
		remediation: ({ cause }, _word, advise) => cause && advise(cause),
	},
	NamespaceOperationInProgress: {
		severity: "info",
		cause: "Cloud Map is creating or deleting some namespace, perhaps this one.",
		message: ({ operationId }) => `Cloud Map is creating or deleting a namespace (operation ${operationId}).`,
	},
	OwnOperationInProgress: {
		severity: "info",
		cause: "Cloud Map is changing the namespace.",
		message: ({ type, operationId }) => `Cloud Map is changing it (${type}, operation ${operationId}).`,
	},
	RegistriesRemain: {
		severity: "info",
		cause: "The namespace that is to be deleted still contains registries.",
		message: ({ registries }) =>
			`Deletion waits until it contains no registry; it has ${listed(registries.map((name) => `"${name}"`))}.`,
	},
	ServiceConnectInUse: {
		severity: "info",
		cause: "Service Connect still has instances in the namespace that is to be deleted.",
		message: ({ registry }) => `Deletion waits until Service Connect has no instance of "${registry}" in it.`,
	},
	LeftByServiceConnect: {
		severity: "info",
		cause:
			"ECS created an empty registry for Service Connect and never deletes it; the namespace cannot be deleted before it.",
		message: ({ registry }) =>
			`ECS created the registry "${registry}" for Service Connect and leaves it behind. It is deleted before the namespace.`,
	},
	NamespaceAmbiguous: {
		severity: "error",
		cause: "Several namespaces have the same name, and nothing tells which one is meant.",
		message: ({ name, ids }) => `${ids.length} namespaces have the name "${name}" (${listed(ids)}).`,
		remediation: "Delete the namespaces that nothing uses, or declare one with another name.",
	},
	NamespaceVpcUnknown: {
		severity: "error",
		cause: "The VPC of a private namespace of the same name is unknown.",
		message: ({ name, id, vpc, cause }, word) =>
			`Whether the namespace "${name}" (${id}) is in ${vpc} is unknown: ${cause ? word(cause) : "its hosted zone does not exist yet."}`,
		remediation: ({ cause }, _word, advise) => cause && advise(cause),
	},
	DeclareOtherNamespace: {
		severity: "info",
		cause: "What to do about a field of a namespace that AWS cannot change.",
		message: () => "Declare a namespace with another name, and move the registries there.",
	},
	DeclareNamespaceForOtherVpc: {
		severity: "info",
		cause: "What to do about the VPC of a namespace, which AWS cannot change.",
		message: () =>
			"Declare a namespace with another name, and move the registries there. Associate further VPCs with its hosted zone.",
	},
	ZoneWithoutVpcs: {
		severity: "warning",
		cause: "The answer for a private hosted zone names no VPC.",
		message: ({ zone }) => `Route 53 does not show the VPCs of its hosted zone ${zone}.`,
	},
};
