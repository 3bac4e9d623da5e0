/**
 * Which attributes an instance must have for the records of its registry, and how large they may be.
 */
import { isIPv4, isIPv6 } from "node:net";
import { AwsError } from "../failure.ts";
import { hasType } from "./registry-rules.ts";
import type { Registry } from "./state.ts";

const MAXIMUM_ATTRIBUTES = 30;
const LONGEST_KEY = 255;
const LONGEST_VALUE = 1024;
const MAXIMUM_CHARACTERS = 5000;

/** Refuses with InvalidInput what Cloud Map would not register. */
export function checkAttributes(registry: Registry, attributes: Readonly<Record<string, string>>): void {
	checkSize(attributes);
	const problem = problemOf(registry, attributes);
	if (problem) throw new AwsError("InvalidInput", problem);
}

function problemOf(registry: Registry, attributes: Readonly<Record<string, string>>): string | undefined {
	const { dnsConfig, healthCheckConfig, healthCheckCustomConfig } = registry;
	const ipv4 = attributes.AWS_INSTANCE_IPV4;
	const ipv6 = attributes.AWS_INSTANCE_IPV6;
	const port = attributes.AWS_INSTANCE_PORT;
	const health = attributes.AWS_INIT_HEALTH_STATUS;
	const required = (key: string, why: string) => `The attribute ${key} is required, since the service has ${why}.`;
	if (attributes.AWS_ALIAS_DNS_NAME !== undefined)
		return "The embedded AWS makes no alias records: AWS_ALIAS_DNS_NAME.";
	if (ipv4 !== undefined && !isIPv4(ipv4)) return `AWS_INSTANCE_IPV4 is ${ipv4}, which is not an IPv4 address.`;
	if (ipv6 !== undefined && !isIPv6(ipv6)) return `AWS_INSTANCE_IPV6 is ${ipv6}, which is not an IPv6 address.`;
	if (port !== undefined && !isPort(port)) return `AWS_INSTANCE_PORT is ${port}, which is not a port.`;
	if (hasType(dnsConfig, "A") && !ipv4) return required("AWS_INSTANCE_IPV4", "an A record");
	if (hasType(dnsConfig, "AAAA") && !ipv6) return required("AWS_INSTANCE_IPV6", "an AAAA record");
	if (hasType(dnsConfig, "CNAME") && !attributes.AWS_INSTANCE_CNAME)
		return required("AWS_INSTANCE_CNAME", "a CNAME record");
	if (hasType(dnsConfig, "SRV") && !port) return required("AWS_INSTANCE_PORT", "an SRV record");
	if (hasType(dnsConfig, "SRV") && !ipv4 && !ipv6) {
		return required("AWS_INSTANCE_IPV4 or AWS_INSTANCE_IPV6", "an SRV record");
	}
	if (healthCheckConfig && !port) return required("AWS_INSTANCE_PORT", "a Route 53 health check");
	if (health === undefined) return undefined;
	if (!healthCheckCustomConfig) return "AWS_INIT_HEALTH_STATUS is only for services with HealthCheckCustomConfig.";
	return health === "HEALTHY" || health === "UNHEALTHY" ? undefined : `AWS_INIT_HEALTH_STATUS can't be ${health}.`;
}

function checkSize(attributes: Readonly<Record<string, string>>): void {
	const entries = Object.entries(attributes);
	const characters = entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
	const isTooLong = entries.some(([key, value]) => key.length > LONGEST_KEY || value.length > LONGEST_VALUE);
	if (entries.length > MAXIMUM_ATTRIBUTES || isTooLong || characters > MAXIMUM_CHARACTERS) {
		const limits = `${MAXIMUM_ATTRIBUTES} attributes, ${LONGEST_KEY} characters a key, ${LONGEST_VALUE} a value, ${MAXIMUM_CHARACTERS} in all`;
		throw new AwsError("InvalidInput", `The attributes pass a limit: ${limits}.`);
	}
}

function isPort(text: string): boolean {
	return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}
