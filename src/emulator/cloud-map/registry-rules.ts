/**
 * Which DNS records and health checks a registry may have: the combinations of record types, the routing policy, and what
 * an HTTP namespace leaves out.
 */
import type {
	CreateServiceRequest,
	DnsConfig,
	DnsRecord,
	HealthCheckConfig,
	HealthCheckCustomConfig,
} from "@aws-sdk/client-servicediscovery";
import { AwsError } from "../failure.ts";
import { checkNumber, invalid } from "./rules.ts";
import type { Namespace } from "./state.ts";

/** What decides how the instances of a registry are found and judged, with AWS's defaults filled in. */
export interface RegistrySettings {
	readonly dnsConfig: DnsConfig | undefined;
	readonly healthCheckConfig: HealthCheckConfig | undefined;
	readonly healthCheckCustomConfig: HealthCheckCustomConfig | undefined;
}

const LONGEST_TTL_SECONDS = 2_147_483_647;
/** ECS documents A with SRV, which Cloud Map's reference does not list but takes. */
const combinations = ["A", "AAAA", "A,AAAA", "SRV", "A,SRV", "AAAA,SRV", "A,AAAA,SRV", "CNAME"];

export function settingsOf(input: CreateServiceRequest, namespace: Namespace): RegistrySettings {
	const { DnsConfig: dns, HealthCheckConfig: check, HealthCheckCustomConfig: custom, Type: type } = input;
	if (dns && namespace.type === "HTTP")
		throw refused("DNS records are not supported for services in an HTTP namespace.");
	if (dns && type === "HTTP") throw refused("A service of type HTTP takes no DNS configuration.");
	if (type !== undefined && type !== "HTTP") throw invalid(type, "type", "Member must satisfy enum value set: [HTTP]");
	if (check && custom) throw refused("Specify either HealthCheckConfig or HealthCheckCustomConfig, not both.");
	const dnsConfig = dns && dnsConfigOf(dns);
	checkNumber(custom?.FailureThreshold, "healthCheckCustomConfig.failureThreshold", 1, 10);
	return {
		dnsConfig,
		healthCheckConfig: check && healthCheckOf(check, namespace, dnsConfig),
		healthCheckCustomConfig: custom && { FailureThreshold: 1 },
	};
}

export function healthCheckOf(
	check: HealthCheckConfig,
	namespace: Namespace,
	dnsConfig: DnsConfig | undefined,
): HealthCheckConfig {
	const { Type: type = "HTTP", ResourcePath: path, FailureThreshold: threshold = 1 } = check;
	if (namespace.type === "DNS_PRIVATE") {
		throw refused("HealthCheckConfig is not supported for services in a private DNS namespace.");
	}
	if (hasType(dnsConfig, "CNAME")) throw refused("HealthCheckConfig can't be specified together with a CNAME record.");
	if (!["HTTP", "HTTPS", "TCP"].includes(type)) {
		throw invalid(type, "healthCheckConfig.type", "Member must satisfy enum value set: [HTTP, HTTPS, TCP]");
	}
	if (type === "TCP" && path !== undefined) throw refused("ResourcePath can't be specified for a TCP health check.");
	checkNumber(threshold, "healthCheckConfig.failureThreshold", 1, 10);
	return { Type: type, ResourcePath: type === "TCP" ? undefined : (path ?? "/"), FailureThreshold: threshold };
}

/** Refuses records whose types are not a subset of what the registry has: types can be dropped, never added. */
export function updatedRecords(present: DnsConfig | undefined, records: readonly DnsRecord[]): DnsConfig | undefined {
	checkRecords(records, present?.RoutingPolicy);
	const added = records.find(({ Type: type }) => !hasType(present, type));
	if (added) throw refused(`The record type ${added.Type} can't be added: record types of a service can't be updated.`);
	return { ...present, DnsRecords: [...records] };
}

function dnsConfigOf({ DnsRecords: records = [], RoutingPolicy: policy = "MULTIVALUE" }: DnsConfig): DnsConfig {
	if (policy !== "MULTIVALUE" && policy !== "WEIGHTED") {
		throw invalid(policy, "dnsConfig.routingPolicy", "Member must satisfy enum value set: [MULTIVALUE, WEIGHTED]");
	}
	checkRecords(records, policy);
	return { RoutingPolicy: policy, DnsRecords: records };
}

function checkRecords(records: readonly DnsRecord[], policy: DnsConfig["RoutingPolicy"]): void {
	const types = records.map(({ Type: type }) => type ?? "").sort();
	if (!combinations.includes(types.join(","))) {
		throw refused(`The record types ${types.join(", ") || "(none)"} can't be used together in a service.`);
	}
	if (types.includes("CNAME") && policy !== "WEIGHTED") {
		throw refused("The routing policy of a service with a CNAME record must be WEIGHTED.");
	}
	for (const { TTL } of records) checkNumber(TTL, "dnsConfig.dnsRecords.member.tTL", 0, LONGEST_TTL_SECONDS);
}

export function hasType(dnsConfig: DnsConfig | undefined, type: DnsRecord["Type"]): boolean {
	return dnsConfig?.DnsRecords?.some((record) => record.Type === type) ?? false;
}

function refused(message: string): AwsError {
	return new AwsError("InvalidInput", message);
}
