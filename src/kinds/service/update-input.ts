/**
 * What UpdateService is sent. ECS keeps each member of a deployment configuration that the request leaves out, and removes one only for
 * its explicit empty value (aws-cdk#25840; terraform-provider-aws#47096), so what is compared is not what is sent.
 */
import type { DeploymentCircuitBreaker, DeploymentConfiguration } from "@aws-sdk/client-ecs";
import type { ServiceSpec } from "./spec.ts";

/** The values of `fields` for UpdateService: those of `desired`, and the explicit empty value of what only `observed` has. */
export function updateInput(
	desired: ServiceSpec,
	observed: Partial<ServiceSpec>,
	fields: readonly (keyof ServiceSpec)[],
): Partial<ServiceSpec> {
	const wanted = Object.fromEntries(fields.map((field) => [field, desired[field]])) as Partial<ServiceSpec>;
	const { deploymentConfiguration } = wanted;
	if (!deploymentConfiguration) return wanted;
	const present = observed.deploymentConfiguration ?? {};
	return { ...wanted, deploymentConfiguration: withRemovals(deploymentConfiguration, present) };
}

/** The empty value of each member that the normal form leaves out when it is off. */
const empty = {
	alarms: { enable: false, rollback: false, alarmNames: [] },
	lifecycleHooks: [],
	earlySuccessCriteria: { enable: false },
} satisfies DeploymentConfiguration;

function withRemovals(desired: DeploymentConfiguration, observed: DeploymentConfiguration): DeploymentConfiguration {
	const removed = (Object.keys(empty) as (keyof typeof empty)[]).filter(
		(member) => desired[member] === undefined && observed[member] !== undefined,
	);
	const { deploymentCircuitBreaker: breaker } = desired;
	return {
		...desired,
		...Object.fromEntries(removed.map((member) => [member, empty[member]])),
		...(breaker && {
			deploymentCircuitBreaker: breakerWithRemovals(breaker, observed.deploymentCircuitBreaker ?? breaker),
		}),
	};
}

/** AWS's defaults of the members that the normal form leaves out. */
const breakerDefaults = {
	resetOnHealthyTask: true,
	thresholdConfiguration: { type: "BOUNDED_PERCENT", value: 50 },
} satisfies Partial<DeploymentCircuitBreaker>;

/** A circuit breaker that is off keeps its other members, and they have no effect. */
function breakerWithRemovals(
	desired: DeploymentCircuitBreaker,
	observed: DeploymentCircuitBreaker,
): DeploymentCircuitBreaker {
	const members = Object.keys(breakerDefaults) as (keyof typeof breakerDefaults)[];
	const removed = desired.enable
		? members.filter((member) => desired[member] === undefined && observed[member] !== undefined)
		: [];
	return { ...desired, ...Object.fromEntries(removed.map((member) => [member, breakerDefaults[member]])) };
}
