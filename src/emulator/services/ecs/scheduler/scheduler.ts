/**
 * The service scheduler: each run moves a service one step towards its configuration and schedules the next run. It
 * keeps no state between runs except in the records.
 */
import { reviewInstances } from "../capacity/auto-scaling.ts";
import { isDeployedByEcs } from "../deployments/controllers.ts";
import { nextProgressMs } from "../deployments/progress.ts";
import { tellHealth } from "../discovery/registration.ts";
import { withdrawEndpoints } from "../discovery/service-connect.ts";
import type { ServiceRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { scaleTaskSets } from "../task-sets/scaling.ts";
import { isProtected } from "../tasks/container-state.ts";
import { advanceTask, nextLookMs } from "../tasks/progress.ts";
import { noteFailedStart, noteRunningTask } from "./circuit-breaker.ts";
import { pursue } from "./pursuit.ts";
import { isHealthy } from "./rollout.ts";
import { stopTasks } from "./service-tasks.ts";

/** The scheduler is not part of the API call: it sees a change shortly afterwards. */
const noticeMs = 1_000;

/** Schedules a run for a service, for example after an API call that changed it. */
export function noticeService(state: EcsState, service: ServiceRecord): void {
	state.timers.wake(service, state.context.clock.now() + noticeMs);
}

/** Runs the scheduler for a service. */
export function reconcileService(state: EcsState, service: ServiceRecord): void {
	for (const task of [...service.tasks]) {
		const before = task.lastStatus;
		const wanted = task.desiredStatus;
		advanceTask(state, task);
		tellHealth(state, task);
		const failed = wanted === "RUNNING" && task.stopCode === "TaskFailedToStart";
		if (failed) noteFailedStart(state, task);
		else if (before !== "RUNNING" && task.lastStatus === "RUNNING") noteRunningTask(task);
	}
	if (service.status === "ACTIVE") {
		if (isDeployedByEcs(service)) pursue(state, service);
		else scaleTaskSets(state, service);
	}
	if (service.status === "DRAINING") drain(state, service);
	const nowMs = state.context.clock.now();
	let nextMs = service.status === "ACTIVE" ? nextPursuitMs(service, nowMs) : undefined;
	for (const task of service.tasks) {
		const healthyMs = isHealthy(task, nowMs) || task.desiredStatus === "STOPPED" ? undefined : task.healthyAtMs;
		const protectedMs = isProtected(task, nowMs) ? task.protectedUntilMs : undefined;
		for (const atMs of [nextLookMs(task), healthyMs, protectedMs]) {
			if (atMs !== undefined && (nextMs === undefined || atMs < nextMs)) nextMs = atMs;
		}
	}
	if (nextMs !== undefined) state.timers.wake(service, nextMs);
}

/** The next time at which an ACTIVE service needs a run even if no task changes. */
function nextPursuitMs(service: ServiceRecord, nowMs: number): number | undefined {
	const startMs = service.nextStartAtMs > nowMs ? service.nextStartAtMs : undefined;
	const progressMs = nextProgressMs(service, nowMs);
	return startMs === undefined || progressMs === undefined ? (startMs ?? progressMs) : Math.min(startMs, progressMs);
}

/** Stops the tasks of a service in deletion; without tasks it becomes INACTIVE (ECS API reference, DeleteService). */
function drain(state: EcsState, service: ServiceRecord): void {
	const running = [...service.tasks].filter((task) => task.desiredStatus === "RUNNING");
	stopTasks(state, service, running, service.deployments[0]);
	if (service.tasks.size > 0) return;
	service.status = "INACTIVE";
	for (const deployment of service.deployments) deployment.status = "INACTIVE";
	for (const { arn, target } of service.serviceDeployments) {
		state.serviceRevisions.delete(target.revisionArn);
		state.serviceDeployments.delete(arn);
	}
	service.serviceDeployments.length = 0;
	service.deployments = [];
	service.taskSets = [];
	service.lastCompleted = undefined;
	service.cluster.waitingForPlace.delete(service);
	withdrawEndpoints(state, service);
	reviewInstances(state, service.cluster);
}
