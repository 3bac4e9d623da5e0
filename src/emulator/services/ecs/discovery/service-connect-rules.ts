/**
 * Validates Service Connect configurations (ECS API reference, ServiceConnectConfiguration and its types; ECS developer
 * guide, Service Connect considerations). `service-connect.ts` checks whether names are free in the namespace. Texts
 * that AWS does not publish are the emulator's own.
 */
import type {
	ServiceConnectClientAlias,
	ServiceConnectConfiguration,
	ServiceConnectService,
	TimeoutConfiguration,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import { resolvedPlatformVersion } from "../capacity/capacity.ts";
import { needsPlace } from "../placement/placement.ts";
import type { RevisionRecord, ServiceConfiguration } from "../record-parts.ts";
import { discoveryNameOf, namedPort } from "./offered-port.ts";

const name = /^[a-z0-9_][a-z0-9_-]{0,63}$/;
const dnsNamePattern = /^[a-z0-9_.][a-z0-9_.-]{0,126}$/;
const certificateAuthority = /^arn:aws[a-z-]*:acm-pca:[^:]+:\d{12}:certificate-authority\/.+$/;
const longestTimeoutSeconds = 2_147_483_647;

const fargateLogDrivers = ["awslogs", "splunk", "awsfirelens"];
const instanceLogDrivers = [...fargateLogDrivers, "fluentd", "gelf", "json-file", "journald", "syslog"];

/** Throws AWS's error for an invalid configuration. A disabled configuration is not checked. */
export function checkServiceConnect(service: ServiceConfiguration, definition: RevisionRecord): void {
	const configuration = service.serviceConnectConfiguration;
	if (!configuration?.enabled) return;
	checkSurroundings(service, definition);
	checkLogging(configuration, needsPlace(service) ? instanceLogDrivers : fargateLogDrivers);
	checkContainerConfigurations(configuration);
	const services = configuration.services ?? [];
	for (const offered of services) checkOffer(offered, definition);
	unique(services.map(discoveryNameOf), "discoveryName");
	unique(
		services.flatMap(({ clientAliases = [] }) =>
			clientAliases.map(({ dnsName, port }) => dnsName && `${dnsName}:${port}`),
		),
		"clientAlias",
	);
	unique(
		services.map(({ ingressPortOverride }) => ingressPortOverride),
		"ingressPortOverride",
	);
}

function checkSurroundings(service: ServiceConfiguration, { definition }: RevisionRecord): void {
	const mode = definition.networkMode ?? "bridge";
	if ((service.deploymentController?.type ?? "ECS") !== "ECS") {
		throw refusal("Service Connect can only be used with the ECS deployment controller.");
	}
	if (mode !== "awsvpc" && mode !== "bridge") {
		throw refusal(`Service Connect is not supported with networkMode '${mode}'.`);
	}
	if (service.launchType === "EXTERNAL") throw refusal("Service Connect is not supported with launch type EXTERNAL.");
	if (definition.memory === undefined) {
		throw refusal("Service Connect requires that 'memory' be defined at the task level.");
	}
	if (!needsPlace(service) && olderThan140(resolvedPlatformVersion(service.platformVersion))) {
		throw refusal("Service Connect requires Fargate platform version 1.4.0 or later.");
	}
}

function checkOffer(offered: ServiceConnectService, definition: RevisionRecord): void {
	const { mapping } = namedPort(offered, definition);
	const discoveryName = discoveryNameOf(offered);
	if (!name.test(discoveryName)) throw refusal(`Invalid Service Connect discoveryName: ${discoveryName}`);
	if (offered.clientAliases?.length !== 1) throw refusal("clientAliases must have 1 element.");
	for (const alias of offered.clientAliases) checkAlias(alias);
	inRange("ingressPortOverride", offered.ingressPortOverride, 1, 65_535);
	checkTimeouts(offered.timeout, mapping.appProtocol === undefined);
	checkTls(offered);
}

function checkAlias({ dnsName, port }: ServiceConnectClientAlias): void {
	inRange("clientAlias.port", port, 1, 65_535);
	if (dnsName !== undefined && !dnsNamePattern.test(dnsName))
		throw refusal(`Invalid Service Connect dnsName: ${dnsName}`);
}

/** TCP, the default protocol, has connections but no requests. */
function checkTimeouts(timeout: TimeoutConfiguration | undefined, isTcp: boolean): void {
	inRange("idleTimeoutSeconds", timeout?.idleTimeoutSeconds, 0, longestTimeoutSeconds);
	inRange("perRequestTimeoutSeconds", timeout?.perRequestTimeoutSeconds, 0, longestTimeoutSeconds);
	if (isTcp && timeout?.perRequestTimeoutSeconds !== undefined) {
		throw refusal("perRequestTimeoutSeconds can only be set if the appProtocol of the port is not TCP.");
	}
}

function checkTls({ tls }: ServiceConnectService): void {
	if (!tls) return;
	const authority = tls.issuerCertificateAuthority?.awsPcaAuthorityArn;
	if (!authority) throw refusal("awsPcaAuthorityArn is required for Service Connect TLS.");
	if (!certificateAuthority.test(authority)) throw refusal(`Invalid awsPcaAuthorityArn: ${authority}`);
}

function checkLogging(configuration: ServiceConnectConfiguration, drivers: readonly string[]): void {
	const { logConfiguration, accessLogConfiguration } = configuration;
	const driver = logConfiguration?.logDriver;
	if (driver !== undefined && !drivers.includes(driver)) {
		throw refusal(`The log driver ${driver} is not supported for Service Connect with this launch type.`);
	}
	if (!accessLogConfiguration) return;
	const { format = "", includeQueryParameters = "DISABLED" } = accessLogConfiguration;
	if (!logConfiguration) throw refusal("accessLogConfiguration requires a logConfiguration.");
	if (!["TEXT", "JSON"].includes(format)) throw refusal(`Invalid access log format: ${format}`);
	if (!["ENABLED", "DISABLED"].includes(includeQueryParameters)) {
		throw refusal(`Invalid includeQueryParameters: ${includeQueryParameters}`);
	}
}

function checkContainerConfigurations({ containerConfigurations = [] }: ServiceConnectConfiguration): void {
	const settings = containerConfigurations.map((setting) => Object.keys(setting).filter((key) => key !== "$unknown"));
	if (settings.some((names) => names.length !== 1)) {
		throw refusal("Each of containerConfigurations must have exactly one setting.");
	}
	unique(settings.flat(), "containerConfigurations");
	for (const { logLevel } of containerConfigurations) {
		if (logLevel !== undefined && logLevel !== "debug" && logLevel !== "info") {
			throw refusal(`Invalid logLevel: ${logLevel}`);
		}
	}
}

function olderThan140(version: string): boolean {
	const [major = 0, minor = 0] = version.split(".").map(Number);
	return major < 1 || (major === 1 && minor < 4);
}

function inRange(member: string, value: number | undefined, min: number, max: number): void {
	if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return;
	throw refusal(`${member} must be between ${min} and ${max}.`);
}

function unique(values: readonly (string | number | undefined)[], what: string): void {
	const seen = new Set<string | number>();
	for (const value of values) {
		if (value === undefined) continue;
		if (seen.has(value)) throw refusal(`Duplicate Service Connect ${what}: ${value}`);
		seen.add(value);
	}
}

function refusal(text: string): AwsError {
	return new AwsError("InvalidParameterException", text);
}
