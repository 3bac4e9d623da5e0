/**
 * Validates the DNS records and health checks of a registry: the combinations of record types, the routing policy, and
 * the restrictions of HTTP namespaces (API reference, CreateService, DnsRecord and HealthCheckConfig).
 */
import type {
	CreateServiceRequest,
	DnsConfig,
	DnsRecord,
	HealthCheckConfig,
	HealthCheckCustomConfig,
} from "@aws-sdk/client-servicediscovery";
import { refused } from "./rules.ts";
import type { Namespace, Registry } from "./state.ts";

/** The DNS and health settings of a registry, with AWS's defaults. */
export interface RegistrySettings {
	readonly dnsConfig: DnsConfig | undefined;
	readonly healthCheckConfig: HealthCheckConfig | undefined;
	readonly healthCheckCustomConfig: HealthCheckCustomConfig | undefined;
}

/** ECS documents A with SRV; Cloud Map's reference does not list it but the service accepts it. */
const combinations = ["A", "AAAA", "A,AAAA", "SRV", "A,SRV", "AAAA,SRV", "A,AAAA,SRV", "CNAME"];

/** The settings of a new registry; rejects settings that its namespace does not support with InvalidInput. */
export function settingsOf(input: CreateServiceRequest, namespace: Namespace): RegistrySettings {
	const { DnsConfig: dns, HealthCheckConfig: check, HealthCheckCustomConfig: custom, Type: type } = input;
	if (dns && namespace.type === "HTTP")
		throw refused("DNS records are not supported for services in an HTTP namespace.");
	if (dns && type === "HTTP") throw refused("A service of type HTTP takes no DNS configuration.");
	if (check && custom) throw refused("Specify either HealthCheckConfig or HealthCheckCustomConfig, not both.");
	const dnsConfig = dns && dnsConfigOf(dns);
	return {
		dnsConfig,
		healthCheckConfig: check && healthCheckOf(check, namespace, dnsConfig),
		healthCheckCustomConfig: custom && { FailureThreshold: 1 },
	};
}

/**
 * The settings after an update: omitted DNS records and an omitted health check are deleted; TTLs and the health
 * check's path and threshold can change, types cannot. Rejects with InvalidInput.
 */
export function updatedSettings(
	registry: Registry,
	change: { readonly DnsConfig?: DnsConfig | undefined; readonly HealthCheckConfig?: HealthCheckConfig | undefined },
): Pick<RegistrySettings, "dnsConfig" | "healthCheckConfig"> {
	const { namespace, healthCheckConfig: check, healthCheckCustomConfig: custom } = registry;
	const dnsConfig = change.DnsConfig && updatedRecords(registry.dnsConfig, change.DnsConfig.DnsRecords ?? []);
	if (!change.HealthCheckConfig) return { dnsConfig, healthCheckConfig: undefined };
	if (custom) throw refused("Specify either HealthCheckConfig or HealthCheckCustomConfig, not both.");
	if (check && change.HealthCheckConfig.Type !== check.Type) {
		throw refused(
			`The type of the health check can't be changed from ${check.Type} to ${change.HealthCheckConfig.Type}.`,
		);
	}
	return { dnsConfig, healthCheckConfig: healthCheckOf(change.HealthCheckConfig, namespace, dnsConfig) };
}

/** Whether the registry creates records of this type. */
export function hasType(dnsConfig: DnsConfig | undefined, type: DnsRecord["Type"]): boolean {
	return dnsConfig?.DnsRecords?.some((record) => record.Type === type) ?? false;
}

function healthCheckOf(
	check: HealthCheckConfig,
	namespace: Namespace,
	dnsConfig: DnsConfig | undefined,
): HealthCheckConfig {
	const { Type: type, ResourcePath: path, FailureThreshold: threshold = 1 } = check;
	if (namespace.type === "DNS_PRIVATE") {
		throw refused("HealthCheckConfig is not supported for services in a private DNS namespace.");
	}
	if (hasType(dnsConfig, "CNAME")) throw refused("HealthCheckConfig can't be specified together with a CNAME record.");
	if (type === "TCP" && path !== undefined) throw refused("ResourcePath can't be specified for a TCP health check.");
	return { Type: type, ResourcePath: type === "TCP" ? undefined : (path ?? "/"), FailureThreshold: threshold };
}

function updatedRecords(present: DnsConfig | undefined, records: readonly DnsRecord[]): DnsConfig {
	checkRecords(records, present?.RoutingPolicy);
	const added = records.find(({ Type: type }) => !hasType(present, type));
	if (added) throw refused(`The record type ${added.Type} can't be added: record types of a service can't be updated.`);
	return { ...present, DnsRecords: [...records] };
}

function dnsConfigOf({ DnsRecords: records = [], RoutingPolicy: policy = "MULTIVALUE" }: DnsConfig): DnsConfig {
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
}
