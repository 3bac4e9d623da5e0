/**
 * Deployments of a service: how one begins, ends well, fails and is rolled back (ECS developer guide, service deployments
 * and deployment circuit breaker). Each deployment is also a service revision, and each change of the PRIMARY one a service
 * deployment; the three records are kept in step here and nowhere else.
 */
import { recordEvent } from "./events.ts";
import { arnOf, randomDeploymentDigits, randomToken } from "./identifiers.ts";
import { withdrawEndpoints } from "./service-connect.ts";
import type {
	ConnectSnapshot,
	DeploymentRecord,
	EcsState,
	RevisionRecord,
	ServiceConfiguration,
	ServiceDeploymentRecord,
	ServiceRecord,
} from "./state.ts";

/** Begins a deployment of the service's present configuration; the one before becomes ACTIVE until its tasks are gone. */
export function beginDeployment(
	state: EcsState,
	service: ServiceRecord,
	definition: RevisionRecord,
	connect: ConnectSnapshot | undefined,
): DeploymentRecord {
	const { random, clock } = state.surroundings;
	const digits = randomDeploymentDigits(random);
	const nowMs = clock.now();
	const deployment: DeploymentRecord = {
		id: `ecs-svc/${digits}`,
		revisionArn: arnOf(state.surroundings, `service-revision/${service.cluster.name}/${service.name}/${digits}`),
		service,
		definition,
		configuration: service.configuration,
		createdAtMs: nowMs,
		updatedAtMs: nowMs,
		status: "PRIMARY",
		rolloutState: "IN_PROGRESS",
		rolloutStateReason: `ECS deployment ecs-svc/${digits} in progress.`,
		desiredCount: 0,
		failedTasks: 0,
		connect,
	};
	const before = service.deployments;
	const previous = service.serviceDeployments.at(-1);
	if (previous) endServiceDeployment(state, previous, "STOPPED", "A newer service deployment has begun.");
	for (const older of before) setStatus(state, older, "ACTIVE");
	service.deployments = [deployment, ...before];
	state.serviceRevisions.set(deployment.revisionArn, deployment);
	addServiceDeployment(state, service, deployment, before);
	// Other content may start at once, whatever the content before has suffered.
	service.failedStarts = 0;
	service.nextStartAtMs = 0;
	service.steady = false;
	return deployment;
}

/** Marks the first look of the scheduler at the newest service deployment. */
export function startServiceDeployment(state: EcsState, service: ServiceRecord): void {
	const current = service.serviceDeployments.at(-1);
	if (current?.status !== "PENDING") return;
	current.status = "IN_PROGRESS";
	current.startedAtMs = state.surroundings.clock.now();
	current.updatedAtMs = current.startedAtMs;
}

/** The PRIMARY deployment has reached its goal. */
export function completeDeployment(state: EcsState, deployment: DeploymentRecord): void {
	const { service } = deployment;
	deployment.rolloutState = "COMPLETED";
	deployment.rolloutStateReason = `ECS deployment ${deployment.id} completed.`;
	deployment.updatedAtMs = state.surroundings.clock.now();
	service.lastCompleted = deployment;
	recordEvent(state, service, `(deployment ${deployment.id}) deployment completed.`);
	const current = service.serviceDeployments.at(-1);
	if (current) endServiceDeployment(state, current, current.rollback ? "ROLLBACK_SUCCESSFUL" : "SUCCESSFUL", undefined);
}

/** Too many tasks of the PRIMARY deployment failed: it starts no more, or the last completed one comes back. */
export function failDeployment(state: EcsState, deployment: DeploymentRecord, rollBack: boolean): void {
	const { service } = deployment;
	const to = rollBack && service.lastCompleted !== deployment ? service.lastCompleted : undefined;
	deployment.rolloutState = "FAILED";
	deployment.updatedAtMs = state.surroundings.clock.now();
	deployment.rolloutStateReason = to
		? `ECS deployment circuit breaker: rolling back to deploymentId ${to.id}.`
		: "ECS deployment circuit breaker: tasks failed to start.";
	recordEvent(state, service, `(deployment ${deployment.id}) deployment failed: tasks failed to start.`);
	const current = service.serviceDeployments.at(-1);
	if (to) {
		rollBackTo(
			state,
			service,
			to,
			"Service deployment rolled back because the circuit breaker threshold was exceeded.",
		);
		return;
	}
	if (!current) return;
	const status = current.rollback ? "ROLLBACK_FAILED" : "STOPPED";
	endServiceDeployment(state, current, status, "The circuit breaker threshold was exceeded.");
}

/** Makes `to` PRIMARY again, with its own content and the service's present counts and limits. */
export function rollBackTo(state: EcsState, service: ServiceRecord, to: DeploymentRecord, reason: string): void {
	const nowMs = state.surroundings.clock.now();
	const current = service.serviceDeployments.at(-1);
	if (current) {
		current.status = "ROLLBACK_IN_PROGRESS";
		current.statusReason = reason;
		current.updatedAtMs = nowMs;
		current.rollback = { reason, atMs: nowMs, to };
	}
	recordEvent(state, service, `rolling back to deployment ${to.id}.`);
	for (const other of service.deployments) if (other !== to) setStatus(state, other, "ACTIVE");
	setStatus(state, to, "PRIMARY");
	to.rolloutState = "IN_PROGRESS";
	to.rolloutStateReason = `ECS deployment ${to.id} in progress.`;
	service.deployments = [to, ...service.deployments.filter((other) => other !== to)];
	service.configuration = withContentOf(service.configuration, to.configuration);
	service.failedStarts = 0;
	service.nextStartAtMs = 0;
	service.steady = false;
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

/** Ends a service deployment that is not over yet. */
function endServiceDeployment(
	state: EcsState,
	record: ServiceDeploymentRecord,
	status: "SUCCESSFUL" | "STOPPED" | "ROLLBACK_SUCCESSFUL" | "ROLLBACK_FAILED",
	reason: string | undefined,
): void {
	if (record.finishedAtMs !== undefined) return;
	const nowMs = state.surroundings.clock.now();
	record.status = status;
	record.statusReason = reason ?? record.statusReason;
	record.finishedAtMs = nowMs;
	record.updatedAtMs = nowMs;
	if (status === "STOPPED") record.stoppedAtMs = nowMs;
}

function addServiceDeployment(
	state: EcsState,
	service: ServiceRecord,
	target: DeploymentRecord,
	sources: readonly DeploymentRecord[],
): void {
	const token = randomToken(state.surroundings.random);
	const nowMs = state.surroundings.clock.now();
	const record: ServiceDeploymentRecord = {
		sequence: state.nextSequence(),
		arn: arnOf(state.surroundings, `service-deployment/${service.cluster.name}/${service.name}/${token}`),
		service,
		target,
		sources,
		createdAtMs: nowMs,
		startedAtMs: undefined,
		finishedAtMs: undefined,
		stoppedAtMs: undefined,
		updatedAtMs: nowMs,
		status: "PENDING",
		statusReason: undefined,
		rollback: undefined,
	};
	service.serviceDeployments.push(record);
	state.serviceDeployments.set(record.arn, record);
}

function setStatus(state: EcsState, deployment: DeploymentRecord, status: DeploymentRecord["status"]): void {
	if (deployment.status === status) return;
	deployment.status = status;
	deployment.updatedAtMs = state.surroundings.clock.now();
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
