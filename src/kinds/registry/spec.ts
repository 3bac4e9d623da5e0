/** The spec of a Registry manifest: the members of Cloud Map CreateService, except tags. */
import type { DnsConfig, HealthCheckConfig, HealthCheckCustomConfig } from "@aws-sdk/client-servicediscovery";

export interface RegistrySpec {
	Name: string;
	/** A Namespace manifest's name, or an `ns-…` id, or an ARN. */
	NamespaceId: string;
	Description?: string;
	DnsConfig?: Omit<DnsConfig, "NamespaceId">;
	HealthCheckConfig?: HealthCheckConfig;
	HealthCheckCustomConfig?: HealthCheckCustomConfig;
	/** `HTTP`: instances are discovered by API calls only, even in a DNS namespace. */
	Type?: "HTTP";
}
