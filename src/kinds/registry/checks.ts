/** Checks of Registry manifests that a schema cannot say. */
import { groupBy } from "../../lib/group.ts";
import { oncePer } from "../../lib/once-per.ts";
import type { Identity } from "../../model/identity.ts";
import type { Resource } from "../../model/manifest.ts";
import type { Check } from "../../model/manifest-rules.ts";
import { errorHere, placeText, referred, tagChecks, warningHere } from "../checking.ts";
import type { NamespaceSpec } from "../namespace/spec.ts";
import type { RegistrySpec } from "./spec.ts";

/** Where there is no zone there can be no records. */
const recordsNeedDns: Check<RegistrySpec> = ({ resource: { spec }, others, at }) => {
	if (!spec.DnsConfig) return [];
	const namespace = referred<NamespaceSpec>(others, "Namespace", spec.NamespaceId);
	if (namespace?.spec.Type === "HTTP") {
		const sentence =
			`The namespace (${placeText(namespace.place)}) is of type HTTP and takes no DNS records. Leave DnsConfig out, or ` +
			"make it a DNS_PRIVATE namespace.";
		return [errorHere(at("DnsConfig"), "dns-in-http-namespace", sentence)];
	}
	if (spec.Type === "HTTP") {
		const sentence =
			"Type: HTTP means found by API calls only, without DNS records. Leave out either Type or DnsConfig.";
		return [errorHere(at("DnsConfig"), "dns-in-http-registry", sentence)];
	}
	return [];
};

/** A record set is of one type, so each type is said once. */
const typesOnce: Check<RegistrySpec> = ({ resource: { spec }, at }) => {
	const types = (spec.DnsConfig?.DnsRecords ?? []).map(({ Type }) => Type);
	const twice = types.find((type, index) => types.indexOf(type) < index);
	if (twice === undefined) return [];
	return [errorHere(at("DnsConfig.DnsRecords"), "record-type-twice", `Two records of type ${twice}. Leave one out.`)];
};

/** A CNAME stands alone, and Cloud Map answers it only by weight. */
const cname: Check<RegistrySpec> = ({ resource: { spec }, at }) => {
	const records = spec.DnsConfig?.DnsRecords ?? [];
	if (!records.some(({ Type }) => Type === "CNAME")) return [];
	if (records.length > 1) {
		return [
			errorHere(at("DnsConfig.DnsRecords"), "cname-not-alone", "A CNAME record cannot stand beside other records."),
		];
	}
	if (spec.DnsConfig?.RoutingPolicy === "WEIGHTED") return [];
	return [errorHere(at("DnsConfig"), "cname-needs-weighted", "A CNAME record needs RoutingPolicy: WEIGHTED.")];
};

const healthChecks: Check<RegistrySpec> = ({ resource: { spec }, others, at }) => {
	const { HealthCheckConfig: outside, HealthCheckCustomConfig: custom } = spec;
	if (outside && custom) {
		const sentence =
			"A registry has either HealthCheckConfig (Route 53 looks from outside) or HealthCheckCustomConfig (ECS reports), " +
			"not both. For ECS tasks keep HealthCheckCustomConfig.";
		return [errorHere(at("HealthCheckConfig"), "two-health-checks", sentence)];
	}
	const namespace = referred<NamespaceSpec>(others, "Namespace", spec.NamespaceId);
	if (outside && namespace && namespace.spec.Type !== "DNS_PUBLIC") {
		const sentence =
			"Route 53 health checks reach public namespaces only. Write HealthCheckCustomConfig: { FailureThreshold: 1 } instead.";
		return [errorHere(at("HealthCheckConfig"), "health-check-needs-public-namespace", sentence)];
	}
	if (outside?.Type === "TCP" && outside.ResourcePath) {
		const sentence = "A TCP health check has no path. Leave ResourcePath out, or write Type: HTTP.";
		return [errorHere(at("HealthCheckConfig.ResourcePath"), "path-of-tcp-check", sentence)];
	}
	if (outside && spec.DnsConfig?.DnsRecords?.some(({ Type }) => Type === "CNAME")) {
		const sentence = "Cloud Map checks no health behind a CNAME record. Leave HealthCheckConfig out, or write Type: A.";
		return [errorHere(at("HealthCheckConfig"), "health-check-of-cname", sentence)];
	}
	if (outside || custom || !spec.DnsConfig) return [];
	const sentence =
		"Without HealthCheckCustomConfig ECS cannot report the health of its tasks, and Cloud Map cannot add it later. Write " +
		"HealthCheckCustomConfig: { FailureThreshold: 1 }.";
	return [warningHere(at("DnsConfig"), "missing-health-check", sentence)];
};

/** DNS does not tell upper from lower case, so Cloud Map refuses names that differ in nothing else. */
const caseTwins: Check<RegistrySpec> = ({ resource, others, at }) => {
	const twin = registriesByLowerName(others.all())
		.get(resource.identity.toLowerCase())
		?.find((one) => one !== resource);
	if (!twin) return [];
	const sentence = `Another registry of this namespace (${placeText(twin.place)}) differs from this one only in upper and lower case.`;
	return [errorHere(at("Name"), "case-only-difference", sentence)];
};

/** One index for each load, however many registries are checked against it. */
const registriesByLowerName = oncePer((others: ReadonlyMap<Identity, Resource>) =>
	groupBy(
		[...others.values()].filter(({ kind }) => kind === "Registry"),
		({ identity }) => identity.toLowerCase(),
	),
);

export const registryChecks: readonly Check<RegistrySpec>[] = [
	tagChecks("Tags"),
	recordsNeedDns,
	typesOnce,
	cname,
	healthChecks,
	caseTwins,
];
