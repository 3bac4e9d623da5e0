/**
 * Validates instance attributes: those required by the records and health checks of the registry, those that exclude
 * each other, and their size (API reference, RegisterInstance).
 */
import { isIPv4, isIPv6 } from "node:net";
import { hasType } from "./registry-rules.ts";
import { refused } from "./rules.ts";
import type { Registry } from "./state.ts";

type Attributes = Readonly<Record<string, string>>;

const maximumCustomAttributes = 30;
const maximumCharacters = 5000;

/** Rejects an instance that Cloud Map would not register, with InvalidInput. */
export function checkAttributes(registry: Registry, attributes: Attributes): void {
	const problem =
		sizeProblem(attributes) ??
		healthProblem(registry, attributes) ??
		(attributes.AWS_ALIAS_DNS_NAME === undefined ? undefined : aliasProblem(registry, attributes)) ??
		(attributes.AWS_EC2_INSTANCE_ID === undefined ? undefined : machineProblem(registry, attributes)) ??
		formProblem(attributes) ??
		requirementProblem(registry, attributes);
	if (problem) throw refused(problem);
}

/**
 * The attributes with Cloud Map's additions: the address of the EC2 instance. Rejects an EC2 instance that does not
 * exist, with InvalidInput.
 */
export function completeAttributes(
	attributes: Attributes,
	machineAddress: (ec2InstanceId: string) => string | undefined,
): Attributes {
	const machine = attributes.AWS_EC2_INSTANCE_ID;
	if (machine === undefined) return attributes;
	const address = machineAddress(machine);
	if (!address) throw refused(`The EC2 instance ${machine} can't be found.`);
	return { ...attributes, AWS_INSTANCE_IPV4: address };
}

function sizeProblem(attributes: Attributes): string | undefined {
	const entries = Object.entries(attributes);
	const custom = entries.filter(([key]) => !key.startsWith("AWS_"));
	if (custom.length > maximumCustomAttributes) {
		return `An instance has at most ${maximumCustomAttributes} custom attributes.`;
	}
	const characters = entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
	return characters > maximumCharacters
		? `The keys and values of all attributes have at most ${maximumCharacters} characters together.`
		: undefined;
}

function healthProblem({ healthCheckCustomConfig }: Registry, attributes: Attributes): string | undefined {
	const health = attributes.AWS_INIT_HEALTH_STATUS;
	if (health === undefined) return undefined;
	if (!healthCheckCustomConfig) return "AWS_INIT_HEALTH_STATUS is only for services with HealthCheckCustomConfig.";
	return health === "HEALTHY" || health === "UNHEALTHY" ? undefined : `AWS_INIT_HEALTH_STATUS can't be ${health}.`;
}

function aliasProblem({ dnsConfig }: Registry, attributes: Attributes): string | undefined {
	const other = Object.keys(attributes).find((key) => key.startsWith("AWS_INSTANCE_"));
	if (other) return `AWS_ALIAS_DNS_NAME and ${other} exclude each other.`;
	if (!hasType(dnsConfig, "A") && !hasType(dnsConfig, "AAAA")) {
		return "AWS_ALIAS_DNS_NAME needs a service with an A record, an AAAA record, or both.";
	}
	return dnsConfig?.RoutingPolicy === "WEIGHTED"
		? undefined
		: "AWS_ALIAS_DNS_NAME needs a service whose routing policy is WEIGHTED.";
}

function machineProblem({ namespace }: Registry, attributes: Attributes): string | undefined {
	if (namespace.type !== "HTTP") return "AWS_EC2_INSTANCE_ID is only for services in an HTTP namespace.";
	const other = Object.keys(attributes).find(
		(key) => key !== "AWS_EC2_INSTANCE_ID" && key !== "AWS_INIT_HEALTH_STATUS",
	);
	return other && `With AWS_EC2_INSTANCE_ID only AWS_INIT_HEALTH_STATUS can be specified, not ${other}.`;
}

function formProblem(attributes: Attributes): string | undefined {
	const { AWS_INSTANCE_IPV4: ipv4, AWS_INSTANCE_IPV6: ipv6, AWS_INSTANCE_PORT: port } = attributes;
	if (ipv4 !== undefined && !isIPv4(ipv4)) return `AWS_INSTANCE_IPV4 is ${ipv4}, which is not an IPv4 address.`;
	if (ipv6 !== undefined && !isIPv6(ipv6)) return `AWS_INSTANCE_IPV6 is ${ipv6}, which is not an IPv6 address.`;
	return port === undefined || isPort(port) ? undefined : `AWS_INSTANCE_PORT is ${port}, which is not a port.`;
}

function requirementProblem({ dnsConfig, healthCheckConfig }: Registry, attributes: Attributes): string | undefined {
	const { AWS_INSTANCE_IPV4: ipv4, AWS_INSTANCE_IPV6: ipv6, AWS_INSTANCE_PORT: port } = attributes;
	const required = (key: string, why: string) => `The attribute ${key} is required, since the service has ${why}.`;
	if (attributes.AWS_ALIAS_DNS_NAME !== undefined) return undefined;
	if (hasType(dnsConfig, "A") && !ipv4) return required("AWS_INSTANCE_IPV4", "an A record");
	if (hasType(dnsConfig, "AAAA") && !ipv6) return required("AWS_INSTANCE_IPV6", "an AAAA record");
	if (hasType(dnsConfig, "CNAME") && !attributes.AWS_INSTANCE_CNAME) {
		return required("AWS_INSTANCE_CNAME", "a CNAME record");
	}
	if (hasType(dnsConfig, "SRV")) {
		if (!port) return required("AWS_INSTANCE_PORT", "an SRV record");
		if (!ipv4 && !ipv6) return required("AWS_INSTANCE_IPV4 or AWS_INSTANCE_IPV6", "an SRV record");
	}
	const isMachine = attributes.AWS_EC2_INSTANCE_ID !== undefined;
	return healthCheckConfig && !port && !isMachine
		? required("AWS_INSTANCE_PORT", "a Route 53 health check")
		: undefined;
}

function isPort(text: string): boolean {
	return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}
