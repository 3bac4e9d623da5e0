/** The wording of problems of clusters, namespaces and registries, and of what kinds share. */
import { type ProblemWordings, placeText } from "./wording.ts";

export const tagsAndClusters: ProblemWordings<
	| "reserved-tag"
	| "too-many-tags"
	| "two-bases"
	| "strategy-without-weight"
	| "mixed-capacity-providers"
	| "unknown-capacity-provider"
	| "missing-log-configuration"
> = {
	"reserved-tag": {
		severity: "error",
		cause: "Tags that begin with `evenkeel:` are written by evenkeel alone.",
		message: () => "Tags that begin with evenkeel: are written by evenkeel alone.",
		remediation: "Remove it.",
	},
	"too-many-tags": {
		severity: "error",
		cause: "More than 44 tags: AWS allows 50, and six are kept for evenkeel's own.",
		message: ({ most, kept }) => `AWS allows ${most + kept} tags, and ${kept} are kept for evenkeel's own.`,
		remediation: ({ most }) => `Declare at most ${most}.`,
	},
	"two-bases": {
		severity: "error",
		cause: "More than one capacity provider of a strategy has a `base`.",
		message: () => "Only one capacity provider of a strategy can have a base.",
		remediation: "Remove it from the others.",
	},
	"strategy-without-weight": {
		severity: "error",
		cause: "Several capacity providers, none with a `weight` above 0.",
		message: () => "A missing weight counts as 0, and at least one capacity provider needs a weight above 0.",
		remediation: "Write weight: 1.",
	},
	"mixed-capacity-providers": {
		severity: "error",
		cause: "Fargate's capacity providers beside those of instances in one strategy.",
		message: () => "A strategy has either Fargate's capacity providers or those of instances, not both.",
		remediation: "Choose one kind.",
	},
	"unknown-capacity-provider": {
		severity: "error",
		cause: "The default strategy names a provider that `capacityProviders` does not contain.",
		message: ({ provider }) => `The strategy names ${provider}, which is not in capacityProviders.`,
		remediation: "Add it there.",
	},
	"missing-log-configuration": {
		severity: "error",
		cause: "`logging: OVERRIDE` without `logConfiguration`.",
		message: () => "logging: OVERRIDE needs a logConfiguration that says where to.",
		remediation: "Write one, or logging: DEFAULT.",
	},
};

export const namespaces: ProblemWordings<
	| "missing-vpc"
	| "vpc-not-private"
	| "http-namespace-without-dns"
	| "bad-dns-name"
	| "bad-public-name"
	| "local-namespace"
> = {
	"missing-vpc": {
		severity: "error",
		cause: "A private namespace without `Vpc`.",
		message: () => "A private namespace answers inside one VPC.",
		remediation: "Write its id as Vpc.",
	},
	"vpc-not-private": {
		severity: "error",
		cause: "Only a private namespace has a `Vpc`.",
		message: () => "Only a DNS_PRIVATE namespace has a VPC.",
		remediation: "Remove Vpc, or write Type: DNS_PRIVATE.",
	},
	"http-namespace-without-dns": {
		severity: "error",
		cause: "An HTTP namespace has no zone, so no `Properties`.",
		message: () => "An HTTP namespace has no DNS zone and so no DNS properties.",
		remediation: "Remove Properties.",
	},
	"bad-dns-name": {
		severity: "error",
		cause: "The name is no DNS name.",
		message: () =>
			"The name of a DNS namespace has at most 253 characters; between its dots are 1 to 63 letters, digits, _ or -.",
	},
	"bad-public-name": {
		severity: "error",
		cause: "The name of a public namespace is no domain with a dot in it.",
		message: () =>
			"A public namespace is a domain with a dot in it, such as shop.example; between its dots are letters, digits and -, and no " +
			"- stands first or last.",
	},
	"local-namespace": {
		severity: "warning",
		cause: "Names under `.local` belong to multicast DNS; many resolvers never ask a server for them.",
		message: () => "Names under .local belong to multicast DNS: many resolvers never ask a DNS server for them.",
		remediation: "Prefer another name, such as internal.",
	},
};

export const registries: ProblemWordings<
	| "dns-in-http-namespace"
	| "dns-in-http-registry"
	| "record-type-twice"
	| "cname-not-alone"
	| "cname-needs-weighted"
	| "two-health-checks"
	| "health-check-needs-public-namespace"
	| "path-of-tcp-check"
	| "health-check-of-cname"
	| "missing-health-check"
	| "case-only-difference"
> = {
	"dns-in-http-namespace": {
		severity: "error",
		cause: "DNS records in a registry whose namespace is HTTP.",
		message: ({ namespace }) => `The namespace (${placeText(namespace)}) is of type HTTP and takes no DNS records.`,
		remediation: "Remove DnsConfig, or make it a DNS_PRIVATE namespace.",
	},
	"dns-in-http-registry": {
		severity: "error",
		cause: "DNS records and `Type: HTTP` in one registry.",
		message: () => "Type: HTTP means found by API calls only, without DNS records.",
		remediation: "Remove either Type or DnsConfig.",
	},
	"record-type-twice": {
		severity: "error",
		cause: "Two records of one type.",
		message: ({ type }) => `There are two records of type ${type}.`,
		remediation: "Remove one of them.",
	},
	"cname-not-alone": {
		severity: "error",
		cause: "CNAME beside other records.",
		message: () => "A CNAME record cannot stand beside other records.",
	},
	"cname-needs-weighted": {
		severity: "error",
		cause: "CNAME without `RoutingPolicy: WEIGHTED`.",
		message: () => "A CNAME record needs RoutingPolicy: WEIGHTED.",
	},
	"two-health-checks": {
		severity: "error",
		cause: "Both kinds of health check.",
		message: () =>
			"A registry has either HealthCheckConfig (Route 53 checks from outside) or HealthCheckCustomConfig (ECS reports), not both.",
		remediation: "For ECS tasks keep HealthCheckCustomConfig.",
	},
	"health-check-needs-public-namespace": {
		severity: "error",
		cause: "Route 53 checks reach public namespaces only.",
		message: () => "Route 53 health checks reach public namespaces only.",
		remediation: "Write HealthCheckCustomConfig: { FailureThreshold: 1 } instead.",
	},
	"path-of-tcp-check": {
		severity: "error",
		cause: "A TCP check has no path.",
		message: () => "A TCP health check has no path.",
		remediation: "Remove ResourcePath, or write Type: HTTP.",
	},
	"health-check-of-cname": {
		severity: "error",
		cause: "Cloud Map checks no health behind a CNAME record.",
		message: () => "Cloud Map checks no health behind a CNAME record.",
		remediation: "Remove HealthCheckConfig, or write Type: A.",
	},
	"missing-health-check": {
		severity: "warning",
		cause: "No `HealthCheckCustomConfig`, and Cloud Map cannot add it later.",
		message: () =>
			"Without HealthCheckCustomConfig ECS cannot report the health of its tasks, and Cloud Map cannot add it later.",
		remediation: "Write HealthCheckCustomConfig: { FailureThreshold: 1 }.",
	},
	"case-only-difference": {
		severity: "error",
		cause: "Two registries of one namespace differ only in upper and lower case.",
		message: ({ other }) =>
			`Another registry of this namespace (${placeText(other)}) differs from this one only in upper and lower case.`,
	},
};

export const logGroups: ProblemWordings<"delivery-retention" | "bad-tag-key"> = {
	"delivery-retention": {
		severity: "error",
		cause: "AWS sets the retention of a log group of the class DELIVERY itself.",
		message: () => "AWS sets the retention of a log group of the class DELIVERY itself.",
		remediation: "Remove retentionInDays.",
	},
	"bad-tag-key": {
		severity: "error",
		cause: "The key of a tag is not of the form that AWS takes.",
		message: () =>
			"The key of a tag does not begin with aws:, and is 1 to 128 letters, digits, spaces and _ . : / = + - @.",
		remediation: "Change the key.",
	},
};
