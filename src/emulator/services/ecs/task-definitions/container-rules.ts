/**
 * Validates numbers and lengths in container definitions (ECS API reference, HealthCheck, ContainerDefinition and
 * ContainerRestartPolicy). AWS's texts are unknown; the texts here state the limits.
 */
import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";

const healthCheckBounds = [
	["interval", 5, 300],
	["timeout", 2, 60],
	["retries", 1, 10],
	["startPeriod", 0, 300],
] as const;
const maximumEnvironmentFiles = 10;
const maximumIgnoredExitCodes = 50;
/** Fargate's maximum stop timeout. */
const longestFargateStopSeconds = 120;

/** Throws AWS's error for a container out of bounds. */
export function checkLimits(container: ContainerDefinition, onFargate: boolean): void {
	const { healthCheck, stopTimeout = 0, environmentFiles = [], restartPolicy } = container;
	for (const [member, least, most] of healthCheckBounds) {
		check(container, `healthCheck.${member}`, healthCheck?.[member], least, most);
	}
	if (healthCheck && !healthCheck.command?.length) {
		throw refusal(`The health check of container '${container.name}' has no command.`);
	}
	if (onFargate) check(container, "stopTimeout", stopTimeout, 0, longestFargateStopSeconds);
	check(container, "number of environmentFiles", environmentFiles.length, 0, maximumEnvironmentFiles);
	check(container, "restartPolicy.restartAttemptPeriod", restartPolicy?.restartAttemptPeriod, 60, 1800);
	const ignored = restartPolicy?.ignoredExitCodes?.length;
	check(container, "number of restartPolicy.ignoredExitCodes", ignored, 0, maximumIgnoredExitCodes);
}

function check(
	{ name }: ContainerDefinition,
	what: string,
	value: number | undefined,
	least: number,
	most: number,
): void {
	if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
	throw refusal(`Invalid setting for container '${name}'. The ${what} must be between ${least} and ${most}.`);
}

function refusal(text: string): AwsError {
	return new AwsError("ClientException", text);
}
