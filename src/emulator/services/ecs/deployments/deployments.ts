/**
 * Starts, completes, fails and rolls back deployments of a service (ECS developer guide, service deployments and
 * deployment circuit breaker). A deployment is also a service revision, and each change of PRIMARY is a service
 * deployment; only this file keeps the three records consistent.
 */

import { claimEndpoints, withdrawEndpoints } from "../discovery/service-connect.ts";
import type { ConnectSnapshot, RevisionRecord, ServiceConfiguration } from "../record-parts.ts";
import type { DeploymentRecord, ServiceDeploymentRecord, ServiceRecord } from "../records.ts";
import { recordEvent } from "../services/events.ts";
import type { EcsState } from "../state.ts";
import { countsOf } from "./counts.ts";
import { addServiceDeployment, createDeployment } from "./records.ts";
/** Starts a deployment of the service's current configuration; the previous one becomes ACTIVE until its tasks are gone. */
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
	// New content starts without the start delay that failures of the previous content caused.
	service.failedStarts = 0;
	service.nextStartAtMs = 0;
	service.steady = false;
}

/** The texts for an abandoned deployment, in AWS's three places. */
export interface DeploymentFailure {
	/** The end of the service event. */
	readonly event: string;
	/** The deployment's rollout state reason. */
	readonly rolloutReason: string;
	/** The service deployment's status reason. */
	readonly reason: string;
	readonly rollBack: boolean;
}

/** Called when the PRIMARY deployment, or the one it rolled back to, is complete. */
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
 * Abandons a deployment: it starts no more tasks, and with rollback the last completed one becomes PRIMARY again.
 * Without a completed one the rollback fails and nothing changes (ECS developer guide, circuit breaker).
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

/** Stops a deployment in its current state; its tasks stay. */
export function stopDeployment(state: EcsState, record: ServiceDeploymentRecord, reason: string): void {
	const deployment = record.rollback?.to ?? record.target;
	deployment.rolloutState = "FAILED";
	deployment.rolloutStateReason = reason;
	deployment.updatedAtMs = state.context.clock.now();
	endServiceDeployment(state, record, "STOPPED", reason);
}

/** Removes older deployments without tasks and the endpoints that only they offered. */
export function dropFinishedDeployments(state: EcsState, service: ServiceRecord): void {
	const busy = new Set(Array.from(service.tasks, (task) => task.deployment));
	const kept = service.deployments.filter((deployment, index) => index === 0 || busy.has(deployment));
	if (kept.length === service.deployments.length) return;
	for (const deployment of service.deployments) if (!kept.includes(deployment)) deployment.status = "INACTIVE";
	service.deployments = kept;
	withdrawEndpoints(state, service);
}

/** Makes `to` PRIMARY again, with its own content and the service's current counts and limits. */
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

/** Ends an active service deployment. */
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

/** Members that are fixed per deployment come from `content`; counts, limits and placement do not change. */
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
