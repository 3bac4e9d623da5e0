/**
 * The deployment controllers of services: ECS, CodeDeploy or an external system. With the latter two, UpdateService
 * cannot change the content of the service (ECS API reference, UpdateService and DeploymentController; ECS developer
 * guide, external deployments).
 */
import type { CreateServiceRequest, DeploymentControllerType, UpdateServiceRequest } from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import type { ServiceConfiguration } from "../record-parts.ts";
import type { ServiceRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { keepTaskSet } from "../task-sets/scaling.ts";
import { ongoingDeployment } from "./progress.ts";
import { shiftsTraffic } from "./stages.ts";

/** Members that only a task set or CodeDeploy can set, in ECS's order and wording. */
const content = [
	["taskDefinition", "task definition"],
	["networkConfiguration", "network parameters"],
	["platformVersion", "platform version"],
	["loadBalancers", "load balancers"],
	["serviceRegistries", "service registries"],
	["capacityProviderStrategy", "capacity provider strategy"],
	["serviceConnectConfiguration", "Service Connect configuration"],
	["volumeConfigurations", "volume configurations"],
	["vpcLatticeConfigurations", "VPC Lattice configurations"],
] as const;

/** The deployment controller of a service with this configuration. */
export function controllerOf({ deploymentController }: ServiceConfiguration): DeploymentControllerType {
	return deploymentController?.type ?? "ECS";
}

/** Whether the deployment controller is ECS. */
export function isDeployedByEcs({ configuration }: ServiceRecord): boolean {
	return controllerOf(configuration) === "ECS";
}

/** Rejects a create call that sets members of task sets. */
export function checkExternalCreation(input: CreateServiceRequest): void {
	for (const member of [...content.map(([name]) => name), "launchType"] as const) {
		const given = input[member];
		if (given === undefined || given === "" || (Array.isArray(given) && given.length === 0)) continue;
		throw refusal(`${member.charAt(0).toUpperCase()}${member.slice(1)} must be blank.`);
	}
	if (input.schedulingStrategy === "DAEMON") {
		throw refusal("The daemon scheduling strategy is not supported with the EXTERNAL deployment controller.");
	}
}

/** Rejects an update that CodeDeploy or the owner of the task sets must make. */
export function checkUpdateByOthers(service: ServiceRecord, input: UpdateServiceRequest): void {
	// One call can change the controller to ECS and also the content.
	const type = input.deploymentController?.type ?? controllerOf(service.configuration);
	if (type === "ECS") return;
	const code = type === "CODE_DEPLOY";
	const where = `on services with ${code ? "a" : "an"} ${type} deployment controller.`;
	const instead = code ? "Use AWS CodeDeploy to trigger a new deployment." : "Create a task set instead.";
	for (const [member, words] of content) {
		if (input[member] !== undefined) throw refusal(`Unable to update ${words} ${where} ${instead}`);
	}
	if (input.forceNewDeployment) throw refusal(`Cannot force a new deployment ${where} ${instead}`);
}

/** Rejects a change of the deployment controller that AWS does not support. */
export function checkControllerChange(service: ServiceRecord, next: ServiceConfiguration): void {
	const [from, to] = [controllerOf(service.configuration), controllerOf(next)];
	if (from === to) return;
	if (to === "CODE_DEPLOY") throw refusal(`The deployment controller cannot be changed from ${from} to CODE_DEPLOY.`);
	if (ongoingDeployment(service) || service.deployments.length > 1) {
		throw refusal("The deployment controller cannot be changed while a deployment is in progress.");
	}
	if (to === "ECS") {
		if (service.taskSets.some(({ status }) => status === "PRIMARY")) return;
		throw refusal("The deployment controller cannot be changed to ECS before the service has a primary task set.");
	}
	const { deploymentCircuitBreaker, alarms } = next.deploymentConfiguration ?? {};
	const obstacle = [
		next.serviceConnectConfiguration?.enabled && "Service Connect",
		next.vpcLatticeConfigurations?.length && "VPC Lattice",
		alarms?.enable && "alarms",
		deploymentCircuitBreaker?.enable && "the deployment circuit breaker",
		shiftsTraffic(next.deploymentConfiguration) && `the deployment strategy ${next.deploymentConfiguration?.strategy}`,
	].find(Boolean);
	if (obstacle)
		throw refusal(`The deployment controller cannot be changed to ${to} while the service uses ${obstacle}.`);
}

/** Transfers the running tasks: the PRIMARY deployment becomes the PRIMARY task set, or vice versa. */
export function changeController(state: EcsState, service: ServiceRecord, to: DeploymentControllerType): void {
	const from = controllerOf(service.configuration);
	if (from === "ECS" && to !== "ECS") {
		const [primary] = service.deployments;
		service.deployments = [];
		if (primary) keepTaskSet(state, service, primary, { scalePercent: 100 }).status = "PRIMARY";
	} else if (from !== "ECS" && to === "ECS") {
		const sets = [...service.taskSets].sort((a, b) => Number(b.status === "PRIMARY") - Number(a.status === "PRIMARY"));
		service.taskSets = [];
		service.deployments = sets.map(({ deployment }) => deployment);
		for (const [index, deployment] of service.deployments.entries()) {
			deployment.status = index === 0 ? "PRIMARY" : "ACTIVE";
			deployment.rolloutState = "COMPLETED";
			deployment.rolloutStateReason = `ECS deployment ${deployment.id} completed.`;
		}
		service.lastCompleted = service.deployments[0];
	}
}

function refusal(text: string): AwsError {
	return new AwsError("InvalidParameterException", text);
}
