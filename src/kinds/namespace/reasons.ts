/** Reason codes of Cloud Map namespaces. */
import type { Reason } from "../../model/reason.ts";

declare module "../../model/reason.ts" {
	interface ReasonParams {
		/** Cloud Map deleted the namespace, and its hosted zone still exists; with a cause, it is unknown whether it does. */
		HostedZoneRemains: { readonly zone: string; readonly cause?: Reason };
		/** After a restart: an operation on an unknown namespace is in progress. */
		NamespaceOperationInProgress: { readonly operationId: string };
		/** An operation on this namespace is in progress. */
		OwnOperationInProgress: { readonly type: string; readonly operationId: string };
		RegistriesRemain: { readonly registries: readonly string[] };
		ServiceConnectInUse: { readonly registry: string };
		/** An empty registry that ECS created for Service Connect and never deletes. */
		LeftByServiceConnect: { readonly registry: string };
		NamespaceAmbiguous: { readonly name: string; readonly ids: readonly string[] };
		/** Without a cause, the hosted zone does not exist yet. */
		NamespaceVpcUnknown: { readonly name: string; readonly id: string; readonly vpc: string; readonly cause?: Reason };
		/** Remediation for fields that AWS cannot change. */
		DeclareOtherNamespace: NoParams;
		DeclareNamespaceForOtherVpc: NoParams;
		/** Route 53 returns a private zone without its VPCs. */
		ZoneWithoutVpcs: { readonly zone: string };
	}
}
