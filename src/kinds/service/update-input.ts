/**
 * Builds the input of UpdateService.
 * ECS keeps each omitted member of a deployment configuration and removes one only for its explicit empty value
 * (aws-cdk#25840; terraform-provider-aws#47096), so the input differs from the compared values.
 */
import type { DeploymentConfiguration } from "@aws-sdk/client-ecs";
import type { ServiceSpec } from "./spec.ts";

/**
 * The values of `fields` for UpdateService: those of `desired`, and the explicit empty value of members that only
 * `observed` has.
 */
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

/** The empty value of each member that the normal form omits when it is off. A circuit breaker is replaced whole. */
const empty = {
	alarms: { enable: false, rollback: false, alarmNames: [] },
	lifecycleHooks: [],
	earlySuccessCriteria: { enable: false },
} satisfies DeploymentConfiguration;

function withRemovals(desired: DeploymentConfiguration, observed: DeploymentConfiguration): DeploymentConfiguration {
	const removed = (Object.keys(empty) as (keyof typeof empty)[]).filter(
		(member) => desired[member] === undefined && observed[member] !== undefined,
	);
	return { ...desired, ...Object.fromEntries(removed.map((member) => [member, empty[member]])) };
}
