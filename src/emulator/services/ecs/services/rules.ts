/**
 * Validates services, with ECS's texts (ECS developer guide, service definition parameters and service discovery). The
 * same rules apply to create and update, because both result in a complete configuration.
 */
import type { NetworkConfiguration } from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";

import { checkDeploymentConfiguration } from "../deployments/rules.ts";
import { checkServiceConnect } from "../discovery/service-connect-rules.ts";
import { checkServiceRegistries } from "../discovery/service-registry-rules.ts";
import { needsPlace } from "../placement/placement.ts";
import { checkPlacement } from "../placement/rules.ts";
import type { RevisionRecord, ServiceConfiguration } from "../record-parts.ts";
import type { EcsState } from "../state.ts";
import { checkLoadBalancers } from "./load-balancer-rules.ts";

/**
 * Throws AWS's error for an invalid service configuration; with an external controller the configuration has no
 * content.
 */
export function checkConfiguration(
	state: EcsState,
	configuration: ServiceConfiguration,
	definition: RevisionRecord | undefined,
): void {
	checkScheduling(configuration);
	checkDeploymentConfiguration(configuration);
	if (definition) checkContent(state, configuration, definition);
}

/** Validates the content of a deployment or a task set. */
export function checkContent(state: EcsState, configuration: ServiceConfiguration, definition: RevisionRecord): void {
	checkLaunch(configuration, definition);
	checkNetwork(state, configuration.networkConfiguration, definition);
	checkPlacement(configuration, definition);
	checkLoadBalancers(state.context, configuration, definition);
	checkServiceConnect(configuration, definition);
	checkServiceRegistries(state, configuration.serviceRegistries ?? [], definition);
}

/** ECS Exec uses the permissions of the task role, so ECS requires one. */
export function checkExecuteCommand(
	enabled: boolean | undefined,
	taskRoleArn: string | undefined,
	what: "service" | "task",
	verb: "created" | "updated" | "started",
) {
	if (!enabled || taskRoleArn) return;
	throw refusal(
		`The ${what} couldn't be ${verb} because a valid taskRoleArn is not being used. Specify a valid task role in your task definition and try again.`,
	);
}

/** Members that `awsvpc` requires and other modes reject; standalone tasks follow the same rule. */
export function checkNetwork(
	{ context }: EcsState,
	network: NetworkConfiguration | undefined,
	definition: RevisionRecord,
): void {
	const given = network?.awsvpcConfiguration;
	if (definition.definition.networkMode !== "awsvpc") {
		if (!given) return;
		throw refusal("Network Configuration is not valid for the given networkMode of this task definition.");
	}
	if (!given) throw refusal("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
	const subnets = given.subnets ?? [];
	if (subnets.length === 0) throw refusal("subnets can not be empty.");
	if (subnets.length > 16) throw refusal("subnets can have at most 16 items.");
	const securityGroups = given.securityGroups ?? [];
	if (securityGroups.length > 5) throw refusal("securityGroups can have at most 5 items.");
	const subnet = subnets.find((id) => !context.known.has(id));
	if (subnet) {
		throw refusal(
			`Error retrieving subnet information for [${subnets.join(", ")}]: The subnet ID '${subnet}' does not exist (ErrorCode: InvalidSubnetID.NotFound)`,
		);
	}
	const group = securityGroups.find((id) => !context.known.has(id));
	if (group) {
		throw refusal(
			`Error retrieving security group information for [${securityGroups.join(", ")}]: The security group '${group}' does not exist (ErrorCode: InvalidGroup.NotFound)`,
		);
	}
}

/** Whether the task definition is compatible with the capacity; standalone tasks follow the same rule. */
export function checkLaunch(
	configuration: Pick<ServiceConfiguration, "launchType" | "capacityProviderStrategy">,
	{ definition }: RevisionRecord,
): void {
	const needed = configuration.launchType ?? (needsPlace(configuration) ? "EC2" : "FARGATE");
	const asked = definition.requiresCompatibilities ?? [];
	const possible = definition.compatibilities ?? [];
	// External instances accept every task definition.
	const asks = asked.length === 0 || needed === "EXTERNAL" || asked.includes(needed);
	if (asks && (needed !== "FARGATE" || possible.includes("FARGATE"))) return;
	throw refusal(`Task definition does not support launch_type ${needed}.`);
}

/**
 * A service cannot change between Linux and Windows (ECS API reference, Service, platformFamily); the text is the
 * emulator's own.
 */
export function checkSameSystem(before: RevisionRecord | undefined, next: RevisionRecord): void {
	if (before === undefined || isWindows(before) === isWindows(next)) return;
	throw refusal("A service cannot change between Linux and Windows. Create a new service instead.");
}

function isWindows({ definition }: RevisionRecord): boolean {
	return definition.runtimePlatform?.operatingSystemFamily?.startsWith("WINDOWS_") ?? false;
}

/** AWS's quota of tasks per service (ECS service quotas); the text is the emulator's own. */
const mostTasks = 5_000;

function checkScheduling(configuration: ServiceConfiguration): void {
	if (!Number.isInteger(configuration.desiredCount) || configuration.desiredCount < 0) {
		throw refusal("desiredCount must be a non-negative integer.");
	}
	if (configuration.desiredCount > mostTasks) throw refusal(`desiredCount must be at most ${mostTasks}.`);
	if (configuration.schedulingStrategy === "DAEMON" && !needsPlace(configuration)) {
		throw refusal("The daemon scheduling strategy is not supported on Fargate.");
	}
}

function refusal(text: string): AwsError {
	return new AwsError("InvalidParameterException", text);
}
