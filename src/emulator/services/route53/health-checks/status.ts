/**
 * Calculates the status of a health check from its endpoint's state and the time of the last change, as a pure function
 * without timers. A change is detected after as many failed or passed requests as the threshold, one per interval.
 */
import type { HealthCheckConfig, HealthCheckObservation } from "@aws-sdk/client-route-53";
import { checksEndpoint } from "./rules.ts";

/** The state of the endpoint, alarm or routing control of a health check. */
export interface Endpoint {
	readonly isHealthy: boolean;
	/** The failure reason that checkers report. */
	readonly reason: string;
	readonly sinceMs: number;
	/** The status of the health check just before `sinceMs`. */
	readonly saidBefore: boolean;
}

/** The properties of a health check that determine its status. */
export interface Checked {
	readonly config: HealthCheckConfig;
	readonly endpoint: Endpoint;
}

/** Limits recursion: calculated checks can refer to each other in a cycle. */
const deepest = 16;

/** AWS's published IP ranges of the health checkers, by Region. */
const checkers: Readonly<Record<string, readonly string[]>> = {
	"us-east-1": ["54.243.31.192/26", "107.23.255.0/26"],
	"us-west-1": ["54.183.255.128/26", "54.241.32.64/26"],
	"us-west-2": ["54.244.52.192/26", "54.245.168.0/26"],
	"eu-west-1": ["54.228.16.0/26", "176.34.159.192/26"],
	"ap-southeast-1": ["54.251.31.128/26", "54.255.254.192/26"],
	"ap-southeast-2": ["54.252.79.128/26", "54.252.254.192/26"],
	"ap-northeast-1": ["54.248.220.0/26", "54.250.253.192/26"],
	"sa-east-1": ["54.232.40.64/26", "177.71.207.128/26"],
};

/** The response of `GetCheckerIpRanges`. */
export const checkerRanges: readonly string[] = Object.values(checkers).flat();

/**
 * Whether Route 53 considers the check healthy. A disabled check is healthy, regardless of its endpoint, unless it is
 * inverted; a missing child is unhealthy.
 */
export function saysHealthy(
	check: Checked,
	nowMs: number,
	find: (id: string) => Checked | undefined,
	depth = 0,
): boolean {
	const { Type, Disabled, Inverted = false, HealthThreshold = 0, ChildHealthChecks = [] } = check.config;
	if (Disabled) return !Inverted;
	if (Type !== "CALCULATED") return noticed(check, nowMs) !== Inverted;
	const healthy = ChildHealthChecks.filter((id) => {
		const child = depth < deepest ? find(id) : undefined;
		return child !== undefined && saysHealthy(child, nowMs, find, depth + 1);
	}).length;
	return healthy >= HealthThreshold !== Inverted;
}

/** The endpoint's state as detected by the checkers. */
export function noticed({ config, endpoint }: Checked, nowMs: number): boolean {
	const { RequestInterval = 30, FailureThreshold = 3 } = config;
	const delayMs = checksEndpoint(config) ? FailureThreshold * RequestInterval * 1000 : 0;
	return nowMs - endpoint.sinceMs >= delayMs ? endpoint.isHealthy : endpoint.saidBefore;
}

/** The last observation of one checker per range. */
export function observations({ config, endpoint }: Checked, nowMs: number): HealthCheckObservation[] {
	const { Regions: regions = [] } = config;
	const status = endpoint.isHealthy ? successOf(config) : `Failure: ${endpoint.reason}`;
	return Object.entries(checkers).flatMap(([region, ranges]) =>
		regions.length > 0 && !regions.includes(region as never)
			? []
			: ranges.map((range) => ({
					Region: region as HealthCheckObservation["Region"],
					IPAddress: range.replace(/\/\d+$/, ""),
					StatusReport: { Status: status, CheckedTime: new Date(nowMs) },
				})),
	);
}

/** A checker's report of a failed connection. */
export const connectionFailure =
	"Connection timed out. The endpoint or the internet connection is down, or requests are being blocked by your firewall. See http://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-router-firewall-rules.html";

function successOf({ Type }: HealthCheckConfig): string {
	return Type === "TCP" ? "Success: TCP connect succeeded" : "Success: HTTP Status Code 200, OK";
}
