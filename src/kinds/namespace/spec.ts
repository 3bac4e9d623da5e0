/**
 * What a Namespace manifest says: the members of Cloud Map's three create calls, tags aside. `Type` tells which of them, in
 * the words of GetNamespace.
 */
export interface NamespaceSpec {
	Name: string;
	Type: "DNS_PRIVATE" | "DNS_PUBLIC" | "HTTP";
	/** Private DNS only. */
	Vpc?: string;
	Description?: string;
	/** DNS namespaces only: the TTL of the zone's SOA record, which is how long "no such name" is remembered. */
	Properties?: { DnsProperties?: { SOA?: { TTL?: number } } };
}
