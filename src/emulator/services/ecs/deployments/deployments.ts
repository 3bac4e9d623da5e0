/**
 * Deployments of a service: how one begins, ends well, fails and is rolled back (ECS developer guide, service deployments
 * and deployment circuit breaker). Each deployment is also a service revision, and each change of the PRIMARY one a service
 * deployment; the three records are kept in step here and nowhere else.
 */

import { claimEndpoints, withdrawEndpoints } from "../discovery/service-connect.ts";
import type { ConnectSnapshot, RevisionRecord, ServiceConfiguration } from "../record-parts.ts";
import type { DeploymentRecord, ServiceDeploymentRecord, ServiceRecord } from "../records.ts";
import { recordEvent } from "../services/events.ts";
import type { EcsState } from "../state.ts";
import { countsOf } from "./counts.ts";
import { addServiceDeployment, createDeployment } from "./records.ts";
/** Begins a deployment of the service's present configuration; the one before becomes ACTIVE until its tasks are gone. */
export function beginDeployment(
	state: EcsState,
	service: ServiceRecord,
	definition: RevisionRecord,
	connect: ConnectSnapshot | undefined,
): void {
	const deployment = createDeployment(state, service, { definition, configuration: service.configuration, connect });
	const before = service.deployments;
	const previous = service.serviceDeployments.at(-1);
	if (previous) endServiceDeployment(state, previous, "STOPPED", "A newer service deployment has begun.");
	for (const older of before) setStatus(state, older, "ACTIVE");
	service.deployments = [deployment, ...before];
	state.serviceRevisions.set(deployment.revisionArn, deployment);
	claimEndpoints(state, deployment);
	addServiceDeployment(state, deployment, before);
	// Other content may start at once, whatever the content before has suffered.
	service.failedStarts = 0;
	service.nextStartAtMs = 0;
	service.steady = false;
}

/** Why a deployment is given up, in the three places where AWS says so. */
export interface DeploymentFailure {
	/** As the service's event ends. */
	readonly event: string;
	/** As the deployment's rollout state reason. */
	readonly rolloutReason: string;
	/** As the service deployment's status reason. */
	readonly reason: string;
	readonly rollBack: boolean;
}

/** The PRIMARY deployment of a service deployment, or the one it rolled back to, has reached its goal. */
export function completeDeployment(state: EcsState, record: ServiceDeploymentRecord): void {
	const deployment = record.rollback?.to ?? record.target;
	const { service } = record;
	deployment.rolloutState = "COMPLETED";
	deployment.rolloutStateReason = `ECS deployment ${deployment.id} completed.`;
	deployment.updatedAtMs = state.context.clock.now();
	service.lastCompleted = deployment;
	recordEvent(state, service, `(deployment ${deployment.id}) deployment completed.`);
	endServiceDeployment(state, record, record.rollback ? "ROLLBACK_SUCCESSFUL" : "SUCCESSFUL", undefined);
}

/**
 * Gives a deployment up: it starts no more tasks, and where it is to be rolled back the last completed one comes back. With
 * nothing to come back to the rollback fails, and everything stays as it is (ECS developer guide, circuit breaker).
 */
export function failDeployment(state: EcsState, record: ServiceDeploymentRecord, failure: DeploymentFailure): void {
	const { service, target } = record;
	target.rolloutState = "FAILED";
	target.rolloutStateReason = failure.rolloutReason;
	target.updatedAtMs = state.context.clock.now();
	recordEvent(state, service, `(deployment ${target.id}) deployment failed: ${failure.event}`);
	if (!failure.rollBack) {
		endServiceDeployment(state, record, "STOPPED", failure.rolloutReason);
		return;
	}
	const to = service.lastCompleted;
	if (to && to !== target) rollBackTo(state, record, to, failure.reason);
	else endServiceDeployment(state, record, "ROLLBACK_FAILED", "No rollback candidate was found to run the rollback.");
}

/** Ends a deployment where it stands; what it has started stays. */
export function stopDeployment(state: EcsState, record: ServiceDeploymentRecord, reason: string): void {
	const deployment = record.rollback?.to ?? record.target;
	deployment.rolloutState = "FAILED";
	deployment.rolloutStateReason = reason;
	deployment.updatedAtMs = state.context.clock.now();
	endServiceDeployment(state, record, "STOPPED", reason);
}

/** Drops the older deployments that have no task left, and the endpoints that only they offered. */
export function dropFinishedDeployments(state: EcsState, service: ServiceRecord): void {
	const busy = new Set(Array.from(service.tasks, (task) => task.deployment));
	const kept = service.deployments.filter((deployment, index) => index === 0 || busy.has(deployment));
	if (kept.length === service.deployments.length) return;
	for (const deployment of service.deployments) if (!kept.includes(deployment)) deployment.status = "INACTIVE";
	service.deployments = kept;
	withdrawEndpoints(state, service);
}

/** Makes `to` PRIMARY again, with its own content and the service's present counts and limits. */
function rollBackTo(state: EcsState, record: ServiceDeploymentRecord, to: DeploymentRecord, reason: string): void {
	const nowMs = state.context.clock.now();
	const { service } = record;
	record.status = "ROLLBACK_IN_PROGRESS";
	record.statusReason = reason;
	record.updatedAtMs = nowMs;
	record.rollback = { reason, atMs: nowMs, to };
	recordEvent(state, service, `rolling back to deployment ${to.id}.`);
	for (const other of service.deployments) if (other !== to) setStatus(state, other, "ACTIVE");
	setStatus(state, to, "PRIMARY");
	to.rolloutState = "IN_PROGRESS";
	const cause = record.breakerTriggered ? "ECS deployment circuit breaker" : "ECS deployment";
	to.rolloutStateReason = `${cause}: rolling back to deploymentId ${to.id}.`;
	service.deployments = [to, ...service.deployments.filter((other) => other !== to)];
	service.configuration = withContentOf(service.configuration, to.configuration);
	service.failedStarts = 0;
	service.nextStartAtMs = 0;
	service.steady = false;
}

/** Ends a service deployment that is not over yet. */
function endServiceDeployment(
	state: EcsState,
	record: ServiceDeploymentRecord,
	status: "SUCCESSFUL" | "STOPPED" | "ROLLBACK_SUCCESSFUL" | "ROLLBACK_FAILED",
	reason: string | undefined,
): void {
	if (record.finishedAtMs !== undefined) return;
	const nowMs = state.context.clock.now();
	record.outcome = countsOf(record);
	record.status = status;
	record.statusReason = reason ?? record.statusReason;
	record.finishedAtMs = nowMs;
	record.updatedAtMs = nowMs;
	if (status === "STOPPED") record.stoppedAtMs = nowMs;
}

function setStatus(state: EcsState, deployment: DeploymentRecord, status: DeploymentRecord["status"]): void {
	if (deployment.status === status) return;
	deployment.status = status;
	deployment.updatedAtMs = state.context.clock.now();
}

/** The members that a deployment fixes come from `content`; counts, limits and placement stay as they are. */
function withContentOf(present: ServiceConfiguration, content: ServiceConfiguration): ServiceConfiguration {
	return {
		...present,
		taskDefinition: content.taskDefinition,
		networkConfiguration: content.networkConfiguration,
		platformVersion: content.platformVersion,
		launchType: content.launchType,
		capacityProviderStrategy: content.capacityProviderStrategy,
		loadBalancers: content.loadBalancers,
		serviceRegistries: content.serviceRegistries,
		serviceConnectConfiguration: content.serviceConnectConfiguration,
		volumeConfigurations: content.volumeConfigurations,
		vpcLatticeConfigurations: content.vpcLatticeConfigurations,
	};
}
