/**
 * Validates health checks: required and forbidden members of each type, and response defaults. The rules come from
 * Route 53's API reference; the messages are Route 53's own where known.
 */
import { isIPv4, isIPv6 } from "node:net";
import type { HealthCheckConfig, UpdateHealthCheckRequest } from "@aws-sdk/client-route-53";
import { AwsError } from "../../../aws-error.ts";

const endpointTypes = ["HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP"];
const types = [...endpointTypes, "CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL"];
const maximumChildren = 255;
const minimumRegions = 3;

/** Whether health checkers probe an endpoint, unlike checks of other checks, an alarm or a routing control. */
export function checksEndpoint(config: HealthCheckConfig): boolean {
	return endpointTypes.includes(config.Type ?? "");
}

/** The settings with AWS's defaults; rejects with InvalidInput. */
export function completeConfig(input: HealthCheckConfig): HealthCheckConfig {
	if (!types.includes(input.Type ?? "")) {
		const constraint = `failed to satisfy constraint: Member must satisfy enum value set: [${types.join(", ")}]`;
		throw refused(`1 validation error detected: Value '${input.Type}' at 'healthCheckConfig.type' ${constraint}`);
	}
	checkConfig(input);
	return { ...defaultsOf(input), ...withoutUndefined(input) };
}

/** The settings after an update; type, interval and latency measurement cannot change. */
export function updatedConfig(present: HealthCheckConfig, input: UpdateHealthCheckRequest): HealthCheckConfig {
	const { HealthCheckId: _, HealthCheckVersion: __, ResetElements: reset = [], ...changes } = input;
	if (changes.IPAddress !== undefined && present.IPAddress === undefined) {
		throw refused("Invalid parameter : The IP address can't be added to a health check that has none.");
	}
	const kept = Object.fromEntries(Object.entries(present).filter(([name]) => !reset.includes(name as never)));
	const config = { ...kept, ...withoutUndefined(changes) } as HealthCheckConfig;
	checkConfig(config);
	return config;
}

/** Rejects an address that health checkers cannot reach, with InvalidInput. */
export function refusePrivateAddress({ IPAddress: address }: Pick<HealthCheckConfig, "IPAddress">): void {
	if (address === undefined || isRoutable(address)) return;
	throw refused(`Invalid parameter : The IP address ${address} can't be checked: it is not a public address.`);
}

function defaultsOf({ Type, ...input }: HealthCheckConfig): Partial<HealthCheckConfig> {
	if (!endpointTypes.includes(Type ?? "")) return { Inverted: false, Disabled: false };
	const isEncrypted = Type === "HTTPS" || Type === "HTTPS_STR_MATCH";
	const port = isEncrypted ? 443 : 80;
	return {
		Port: Type === "TCP" ? input.Port : port,
		RequestInterval: 30,
		FailureThreshold: 3,
		MeasureLatency: false,
		Inverted: false,
		Disabled: false,
		EnableSNI: isEncrypted,
	};
}

function checkConfig(config: HealthCheckConfig): void {
	const { Type = "HTTP", Port, RequestInterval, FailureThreshold, Regions } = config;
	const problem = problemOf(Type, config);
	if (problem) throw refused(`Invalid parameter : ${problem}`);
	checkNumber(Port, "port", 1, 65_535);
	checkNumber(FailureThreshold, "failureThreshold", 1, 10);
	checkNumber(config.HealthThreshold, "healthThreshold", 0, 256);
	if (RequestInterval !== undefined && RequestInterval !== 10 && RequestInterval !== 30) {
		throw refused("Invalid parameter : The request interval must be 10 or 30 seconds.");
	}
	if (Regions && Regions.length > 0 && Regions.length < minimumRegions) {
		throw refused(`Invalid parameter : At least ${minimumRegions} regions are needed.`);
	}
	for (const [name, largest] of longest) {
		const text = config[name];
		if (text === undefined || text.length <= largest) continue;
		throw refused(`Invalid parameter : ${name} has at most ${largest} characters.`);
	}
}

const longest = [
	["FullyQualifiedDomainName", 255],
	["ResourcePath", 255],
	["SearchString", 255],
] as const;

function problemOf(type: string, config: HealthCheckConfig): string | undefined {
	const { IPAddress, FullyQualifiedDomainName, SearchString, ChildHealthChecks = [], AlarmIdentifier } = config;
	if (type !== "CLOUDWATCH_METRIC" && AlarmIdentifier)
		return "Basic health checks must not have an metric region specified.";
	if (type === "CLOUDWATCH_METRIC")
		return AlarmIdentifier ? undefined : "An alarm is needed for a health check of type CLOUDWATCH_METRIC.";
	if (type === "RECOVERY_CONTROL") {
		return config.RoutingControlArn
			? undefined
			: "A routing control ARN is needed for a health check of type RECOVERY_CONTROL.";
	}
	if (type === "CALCULATED") return calculatedProblem(config);
	if (ChildHealthChecks.length > 0) return "Only calculated health checks can have child health checks.";
	if (IPAddress === undefined && FullyQualifiedDomainName === undefined) {
		return "Either an IP address or a fully qualified domain name is needed.";
	}
	if (type === "TCP" && config.Port === undefined) return "A port is needed for a health check of type TCP.";
	if (type === "TCP" && config.ResourcePath !== undefined)
		return "A health check of type TCP can't have a resource path.";
	const isMatching = type.endsWith("_STR_MATCH");
	if (isMatching !== (SearchString !== undefined)) {
		return `A search string is ${isMatching ? "needed" : "not allowed"} for a health check of type ${type}.`;
	}
	return undefined;
}

function calculatedProblem({ ChildHealthChecks = [], Port, IPAddress }: HealthCheckConfig): string | undefined {
	if (ChildHealthChecks.length > maximumChildren)
		return `A calculated health check has at most ${maximumChildren} child health checks.`;
	return Port !== undefined || IPAddress !== undefined
		? "A calculated health check can't have an endpoint."
		: undefined;
}

/** Private addresses, which health checkers cannot reach; RFC 5735, RFC 6598 and RFC 5156. */
function isRoutable(address: string): boolean {
	if (isIPv6(address)) return !/^(fe[89ab]|f[cd]|ff|::1$|::$)/i.test(address);
	if (!isIPv4(address)) return false;
	const [first = 0, second = 0] = address.split(".").map(Number);
	if ([0, 10, 127].includes(first) || first >= 224) return false;
	const isShared = first === 100 && second >= 64 && second < 128;
	const isPrivate = (first === 172 && second >= 16 && second < 32) || (first === 192 && second === 168);
	return !isShared && !isPrivate && !(first === 169 && second === 254);
}

function checkNumber(value: number | undefined, name: string, least: number, largest: number): void {
	if (value === undefined || (value >= least && value <= largest)) return;
	const bound = value < least ? `greater than or equal to ${least}` : `less than or equal to ${largest}`;
	throw refused(
		`1 validation error detected: Value '${value}' at 'healthCheckConfig.${name}' failed to satisfy constraint: Member must have value ${bound}`,
	);
}

function withoutUndefined<Value extends object>(value: Value): Value {
	return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Value;
}

function refused(message: string): AwsError {
	return new AwsError("InvalidInput", message);
}
