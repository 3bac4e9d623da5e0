/**
 * The spec of a Namespace manifest: the members of Cloud Map's three create calls, except tags. `Type` selects the call and
 * has the values of GetNamespace.
 */
export interface NamespaceSpec {
	Name: string;
	Type: "DNS_PRIVATE" | "DNS_PUBLIC" | "HTTP";
	/** Private DNS only. */
	Vpc?: string;
	Description?: string;
	/** DNS namespaces only: the TTL of the zone's SOA record, for which resolvers cache "no such name". */
	Properties?: { DnsProperties?: { SOA?: { TTL?: number } } };
}
