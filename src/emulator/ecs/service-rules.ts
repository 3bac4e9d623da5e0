/**
 * What ECS refuses when a service is created or updated, with its texts (ECS developer guide, service definition
 * parameters and service discovery). The same rules hold for both calls, since both end in a whole configuration.
 */
import type { NetworkConfiguration, ServiceRegistry } from "@aws-sdk/client-ecs";
import { AwsError } from "../failure.ts";
import { checkContainerPort } from "./container-port.ts";
import { checkDeploymentConfiguration } from "./deployment-rules.ts";
import { parseExpression } from "./expressions.ts";
import { checkLoadBalancers } from "./load-balancer-rules.ts";
import { needsPlace } from "./placement.ts";
import type { EcsState, RevisionRecord, ServiceConfiguration } from "./state.ts";

/** Throws AWS's refusal of a configuration that a service cannot have; one whose task sets say what it runs has no content. */
export function checkConfiguration(
	state: EcsState,
	configuration: ServiceConfiguration,
	definition: RevisionRecord | undefined,
): void {
	checkScheduling(configuration);
	checkDeploymentConfiguration(configuration);
	if (definition) checkContent(state, configuration, definition);
}

/** The same for what a deployment or a task set runs. */
export function checkContent(state: EcsState, configuration: ServiceConfiguration, definition: RevisionRecord): void {
	checkLaunch(configuration, definition);
	checkNetwork(configuration.networkConfiguration, definition);
	checkPlacement(configuration);
	checkLoadBalancers(configuration, definition);
	checkRegistries(state, configuration.serviceRegistries ?? [], definition);
}

/** Execute command works with the permissions of the task's role, so ECS wants one. */
export function checkExecuteCommand(
	enabled: boolean | undefined,
	definition: RevisionRecord,
	verb: "created" | "updated",
) {
	if (!enabled || definition.definition.taskRoleArn) return;
	throw refusal(
		`The service couldn't be ${verb} because a valid taskRoleArn is not being used. Specify a valid task role in your task definition and try again.`,
	);
}

/** What `awsvpc` needs and other modes must not have; standalone tasks follow the same rule. */
export function checkNetwork(network: NetworkConfiguration | undefined, definition: RevisionRecord): void {
	const given = network?.awsvpcConfiguration;
	if (definition.definition.networkMode !== "awsvpc") {
		if (!given) return;
		throw refusal("Network Configuration is not valid for the given networkMode of this task definition.");
	}
	if (!given) throw refusal("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
	const subnets = given.subnets ?? [];
	if (subnets.length === 0) throw refusal("subnets can not be empty.");
	if (subnets.length > 16) throw refusal("subnets can have at most 16 items.");
	if ((given.securityGroups?.length ?? 0) > 5) throw refusal("securityGroups can have at most 5 items.");
}

/** Whether the task definition can run there at all; standalone tasks follow the same rule. */
export function checkLaunch(
	configuration: Pick<ServiceConfiguration, "launchType" | "capacityProviderStrategy">,
	{ definition }: RevisionRecord,
): void {
	const needed = configuration.launchType ?? (needsPlace(configuration) ? "EC2" : "FARGATE");
	const asked = definition.requiresCompatibilities ?? [];
	const possible = definition.compatibilities ?? [];
	// Instances of one's own run whatever does not say otherwise.
	const asks = asked.length === 0 || needed === "EXTERNAL" || asked.includes(needed);
	if (asks && (needed !== "FARGATE" || possible.includes("FARGATE"))) return;
	throw refusal(`Task definition does not support launch_type ${needed}.`);
}

function checkScheduling(configuration: ServiceConfiguration): void {
	if (!Number.isInteger(configuration.desiredCount) || configuration.desiredCount < 0) {
		throw refusal("desiredCount must be a non-negative integer.");
	}
	if (configuration.schedulingStrategy === "DAEMON" && !needsPlace(configuration)) {
		throw refusal("The daemon scheduling strategy is not supported on Fargate.");
	}
}

function checkPlacement(configuration: ServiceConfiguration): void {
	const constraints = configuration.placementConstraints ?? [];
	const strategy = configuration.placementStrategy ?? [];
	if (!needsPlace(configuration)) {
		if (constraints.length > 0) throw refusal("Placement constraints are not supported with FARGATE launch type.");
		if (strategy.length > 0) throw refusal("Placement strategies are not supported with FARGATE launch type.");
	}
	if (constraints.length > 10) throw refusal("placementConstraints can have at most 10 items.");
	if (strategy.length > 5) throw refusal("placementStrategy can have at most 5 items.");
	for (const constraint of constraints) {
		if (constraint.type === "memberOf") parseExpression(constraint.expression ?? "");
	}
}

function checkRegistries(state: EcsState, registries: readonly ServiceRegistry[], definition: RevisionRecord): void {
	if (registries.length > 1) throw refusal("serviceRegistries can have at most 1 item.");
	for (const registry of registries) {
		const arn = registry.registryArn ?? "";
		if (!/^arn:aws[a-z-]*:servicediscovery:[^:]+:\d{12}:service\/.+$/.test(arn)) {
			throw refusal(`The format of the supplied service registry ARN is invalid: ${arn}`);
		}
		const found = state.discovery.registry(arn);
		if (!found) {
			const text = 'The service registry could not be validated. Route 53 error: "ServiceNotFound."';
			throw new AwsError("ClientException", text);
		}
		const mode = definition.definition.networkMode ?? "bridge";
		if (mode === "none") throw refusal("Service discovery is not supported with networkMode 'none'.");
		if (mode === "awsvpc") checkOwnAddress(registry, found.recordTypes);
		else checkInstanceAddress(registry, found.recordTypes, mode);
		checkContainerPort(registry, definition);
	}
}

/** With a network interface of its own a task takes A, AAAA and SRV records. */
function checkOwnAddress(registry: ServiceRegistry, recordTypes: readonly string[]): void {
	const container = registry.containerName !== undefined || registry.containerPort !== undefined;
	if (container && registry.port !== undefined) {
		throw refusal("Specify either port, or containerName and containerPort, for a service registry, not both.");
	}
	if (recordTypes.length > 0 && !recordTypes.includes("SRV")) {
		const needless = (["containerName", "containerPort", "port"] as const).find((name) => registry[name] !== undefined);
		if (needless) {
			throw refusal(
				`The values specified for serviceRegistries do not require a value for '${needless}'. Remove the value and retry.`,
			);
		}
	}
	if (recordTypes.includes("SRV") && !container && registry.port === undefined) {
		throw refusal(
			`When the service registry uses SRV records, either 'port' or 'containerName' and 'containerPort' must be specified. Registry: ${registry.registryArn}`,
		);
	}
}

/** On an instance's address tasks differ by their ports only, which no A record can say. */
function checkInstanceAddress(registry: ServiceRegistry, recordTypes: readonly string[], mode: string): void {
	if (registry.containerName === undefined || registry.containerPort === undefined) {
		throw refusal(
			`When specifying 'host' or 'bridge' for networkMode, values for 'containerName' and 'containerPort' must be specified from the task definition. Registry: ${registry.registryArn}`,
		);
	}
	if (recordTypes.some((type) => type !== "SRV")) {
		throw refusal(
			`When specifying '${mode}' for networkMode, the service registry must use SRV records only. Registry: ${registry.registryArn}`,
		);
	}
}

function refusal(text: string): AwsError {
	return new AwsError("InvalidParameterException", text);
}
