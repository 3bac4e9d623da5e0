/** What a Registry manifest says: the members of Cloud Map CreateService, tags aside. */
import type { DnsConfig, HealthCheckConfig, HealthCheckCustomConfig } from "@aws-sdk/client-servicediscovery";

export interface RegistrySpec {
	Name: string;
	/** A Namespace manifest's name, or an `ns-…` id, or an ARN. */
	NamespaceId: string;
	Description?: string;
	DnsConfig?: Omit<DnsConfig, "NamespaceId">;
	HealthCheckConfig?: HealthCheckConfig;
	HealthCheckCustomConfig?: HealthCheckCustomConfig;
	/** `HTTP`: instances are found by API calls only, though the namespace has DNS. */
	Type?: "HTTP";
}
