/** Checks of Registry manifests that a schema cannot express. */
import { groupBy } from "../../lib/group.ts";
import { oncePer } from "../../lib/once-per.ts";
import type { Identity } from "../../model/identity.ts";
import type { Resource } from "../../model/manifest.ts";
import type { Check } from "../../model/manifest-rules.ts";
import { errorHere, warningHere } from "../../model/problem.ts";
import { referred, tagChecks } from "../checking.ts";
import type { NamespaceSpec } from "../namespace/spec.ts";
import type {} from "./problems.ts";
import type { RegistrySpec } from "./spec.ts";

/** DNS records require a namespace with a hosted zone. */
const recordsNeedDns: Check<RegistrySpec> = ({ resource: { spec }, others, at }) => {
	if (!spec.DnsConfig) return [];
	const namespace = referred<NamespaceSpec>(others, "Namespace", spec.NamespaceId);
	if (namespace?.spec.Type === "HTTP") {
		return [errorHere(at("DnsConfig"), "dns-in-http-namespace", { namespace: namespace.place })];
	}
	if (spec.Type === "HTTP") {
		return [errorHere(at("DnsConfig"), "dns-in-http-registry")];
	}
	return [];
};

/** A record set has one type, so each type may be listed only once. */
const typesOnce: Check<RegistrySpec> = ({ resource: { spec }, at }) => {
	const types = (spec.DnsConfig?.DnsRecords ?? []).map(({ Type }) => Type);
	const twice = types.find((type, index) => types.indexOf(type) < index);
	if (twice === undefined) return [];
	return [errorHere(at("DnsConfig.DnsRecords"), "record-type-twice", { type: twice })];
};

/** A CNAME excludes other records, and Cloud Map supports it only with weighted routing. */
const cname: Check<RegistrySpec> = ({ resource: { spec }, at }) => {
	const records = spec.DnsConfig?.DnsRecords ?? [];
	if (!records.some(({ Type }) => Type === "CNAME")) return [];
	if (records.length > 1) {
		return [errorHere(at("DnsConfig.DnsRecords"), "cname-not-alone")];
	}
	if (spec.DnsConfig?.RoutingPolicy === "WEIGHTED") return [];
	return [errorHere(at("DnsConfig"), "cname-needs-weighted")];
};

const healthChecks: Check<RegistrySpec> = ({ resource: { spec }, others, at }) => {
	const { HealthCheckConfig: outside, HealthCheckCustomConfig: custom } = spec;
	if (outside && custom) {
		return [errorHere(at("HealthCheckConfig"), "two-health-checks")];
	}
	const namespace = referred<NamespaceSpec>(others, "Namespace", spec.NamespaceId);
	if (outside && namespace && namespace.spec.Type !== "DNS_PUBLIC") {
		return [errorHere(at("HealthCheckConfig"), "health-check-needs-public-namespace")];
	}
	if (outside?.Type === "TCP" && outside.ResourcePath) {
		return [errorHere(at("HealthCheckConfig.ResourcePath"), "path-of-tcp-check")];
	}
	if (outside && spec.DnsConfig?.DnsRecords?.some(({ Type }) => Type === "CNAME")) {
		return [errorHere(at("HealthCheckConfig"), "health-check-of-cname")];
	}
	if (outside || custom || !spec.DnsConfig) return [];
	return [warningHere(at("DnsConfig"), "missing-health-check")];
};

/** DNS is not case-sensitive, so Cloud Map rejects names that differ only in case. */
const caseTwins: Check<RegistrySpec> = ({ resource, others, at }) => {
	const twin = registriesByLowerName(others.all())
		.get(resource.identity.toLowerCase())
		?.find((one) => one !== resource);
	if (!twin) return [];
	return [errorHere(at("Name"), "case-only-difference", { other: twin.place })];
};

/** The index is built once per load for all registries. */
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
