/**
 * The lifecycle of a task from PROVISIONING to STOPPED (ECS developer guide, task lifecycle). A task has the time of
 * its next step; the timer queue then wakes its service or the task itself, and `progress.ts` performs the step.
 * Network interface and Cloud Map instances are created and removed at the same steps as in AWS.
 */
import type { TaskStopCode } from "@aws-sdk/client-ecs";
import { takeWorkload } from "../chaos/workload.ts";
import { deregisterTask, registerTask } from "../discovery/registration.ts";
import { arnOf, randomHexadecimal } from "../identifiers.ts";
import { wakeWaiting } from "../placement/placement.ts";
import type { TaskStatus } from "../record-parts.ts";
import type { TaskRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { containerState } from "./container-state.ts";
import { attachInterface, type NewTask, ownPorts } from "./network.ts";
import { isChecked } from "./workload.ts";

/**
 * The duration of each step: Fargate needs about 25 s until RUNNING, an instance about 8 s, and stopping takes about 10
 * s.
 */
const fargateStepsMs: Partial<Record<TaskStatus, number>> = {
	PROVISIONING: 10_000,
	PENDING: 10_000,
	ACTIVATING: 5_000,
};
const instanceStepsMs: Partial<Record<TaskStatus, number>> = { PROVISIONING: 2_000, PENDING: 4_000, ACTIVATING: 2_000 };
const stopStepsMs: Partial<Record<TaskStatus, number>> = {
	DEACTIVATING: 2_000,
	STOPPING: 4_000,
	DEPROVISIONING: 4_000,
};

/** The status sequence of a task; RUNNING and STOPPED have no automatic successor. */
export const nextStatus: Partial<Record<TaskStatus, TaskStatus>> = {
	PROVISIONING: "PENDING",
	PENDING: "ACTIVATING",
	ACTIVATING: "RUNNING",
	DEACTIVATING: "STOPPING",
	STOPPING: "DEPROVISIONING",
	DEPROVISIONING: "STOPPED",
};

/**
 * Without load balancer and health check a task counts as healthy after this time (ECS API reference,
 * DeploymentConfiguration).
 */
const healthyAfterMs = 40_000;
/** Stopped tasks can be described for one hour (ECS API reference, DescribeTasks). */
const visibleMs = 3_600_000;

/** The reason for a stopped task, as AWS's code and text. */
export interface StopReason {
	readonly code: TaskStopCode;
	readonly reason: string;
}

/** Creates a task in PROVISIONING and reserves its network interface or place. */
export function createTask(state: EcsState, task: NewTask): TaskRecord {
	const { random, clock } = state.context;
	const id = randomHexadecimal(random, 32);
	const networkInterface = attachInterface(state, task);
	const instance = task.place?.instance;
	const subnet = networkInterface?.subnet;
	const record: TaskRecord = {
		kind: "task",
		sequence: state.nextSequence(),
		id,
		arn: arnOf(state.context, `task/${task.cluster.name}/${id}`),
		cluster: task.cluster,
		definition: task.definition,
		service: task.deployment?.service,
		deployment: task.deployment,
		launchType: task.launchType,
		capacityProvider: task.capacityProvider,
		platformVersion: task.platformVersion,
		availabilityZone: instance?.availabilityZone ?? state.addresses.availabilityZone(subnet ?? ""),
		group: task.group,
		startedBy: task.startedBy,
		enableExecuteCommand: task.enableExecuteCommand,
		overrides: task.overrides,
		tags: task.tags,
		networkInterface,
		instance,
		ports: task.place?.ports ?? ownPorts(task.definition),
		createdAtMs: clock.now(),
		lastStatus: "PROVISIONING",
		desiredStatus: "RUNNING",
		nextStatusAtMs: undefined,
		startedAtMs: undefined,
		healthyAtMs: undefined,
		stoppingAtMs: undefined,
		executionStoppedAtMs: undefined,
		stoppedAtMs: undefined,
		stopCode: undefined,
		stoppedReason: undefined,
		workload: takeWorkload(state, task),
		due: [],
		containers: new Map(),
		protectedUntilMs: undefined,
		registrations: [],
		toldHealth: undefined,
		version: 1,
		wakeAtMs: undefined,
	};
	state.tasks.set(id, record);
	task.cluster.tasks.add(record);
	instance?.tasks.add(record);
	record.service?.tasks.add(record);
	enterStatus(state, record, "PROVISIONING", clock.now());
	return record;
}

/** Starts to stop a task; a stopping task keeps its first reason. */
export function stopTask(state: EcsState, task: TaskRecord, reason: StopReason): void {
	if (task.desiredStatus === "STOPPED") return;
	const nowMs = state.context.clock.now();
	const ran = task.lastStatus === "RUNNING" || task.lastStatus === "ACTIVATING";
	task.desiredStatus = "STOPPED";
	task.stoppingAtMs = nowMs;
	task.stopCode = reason.code;
	task.stoppedReason = reason.reason;
	task.due = [];
	enterStatus(state, task, ran ? "DEACTIVATING" : "DEPROVISIONING", nowMs);
}

/** Removes stopped tasks that AWS would no longer describe. */
export function forgetStoppedTasks(state: EcsState): void {
	const limitMs = state.context.clock.now() - visibleMs;
	let count = 0;
	for (const task of state.stoppedTasks) {
		if ((task.stoppedAtMs ?? 0) > limitMs) break;
		state.tasks.delete(task.id);
		task.cluster.tasks.delete(task);
		count++;
	}
	if (count > 0) state.stoppedTasks.splice(0, count);
}

/** Changes the status of a task and performs the actions of the new status. */
export function enterStatus(state: EcsState, task: TaskRecord, status: TaskStatus, atMs: number): void {
	task.lastStatus = status;
	task.version++;
	const durationMs = stepMs(task, status);
	task.nextStatusAtMs = durationMs === undefined ? undefined : atMs + durationMs;
	if (status === "RUNNING") {
		task.startedAtMs = atMs;
		task.healthyAtMs = task.workload.neverHealthy ? undefined : atMs + healthCheckMs(task);
		registerTask(state, task);
	}
	// The task is deregistered from Cloud Map before its containers stop, so that no client is sent to a closed port.
	if (status === "DEACTIVATING") deregisterTask(state, task);
	if (status === "DEPROVISIONING" && task.startedAtMs !== undefined) {
		task.executionStoppedAtMs = atMs;
		endContainers(task);
	}
	if (status === "STOPPED") leave(state, task, atMs);
	if (task.nextStatusAtMs !== undefined) state.timers.wake(task.service ?? task, task.nextStatusAtMs);
}

function leave(state: EcsState, task: TaskRecord, atMs: number): void {
	task.stoppedAtMs = atMs;
	if (task.networkInterface) state.addresses.release(task.networkInterface.address);
	task.service?.tasks.delete(task);
	state.stoppedTasks.push(task);
	forgetStoppedTasks(state);
	if (!task.instance) return;
	task.instance.tasks.delete(task);
	wakeWaiting(state, task.cluster);
}

function stepMs(task: TaskRecord, status: TaskStatus): number | undefined {
	const { startDelayMs, stopDelayMs } = task.workload;
	const usualMs = (task.instance ? instanceStepsMs : fargateStepsMs)[status] ?? stopStepsMs[status];
	if (usualMs === undefined) return undefined;
	if (status === "PENDING") return usualMs + startDelayMs;
	return status === "STOPPING" ? Math.max(usualMs, Math.min(stopDelayMs, stopTimeoutMs(task))) : usualMs;
}

/** After this time running containers are killed; 30 s by default (ECS API reference, ContainerDefinition). */
function stopTimeoutMs(task: TaskRecord): number {
	const containers = task.definition.definition.containerDefinitions ?? [];
	return Math.max(...containers.map(({ stopTimeout = 30 }) => stopTimeout)) * 1000;
}

/** Stopped containers exit with 0 unless they had to be killed; exit codes on a lost machine are unknown. */
function endContainers(task: TaskRecord): void {
	if (task.stopCode === "TerminationNotice") return;
	const exitCode = task.workload.stopDelayMs > stopTimeoutMs(task) ? 137 : 0;
	for (const { name = "" } of task.definition.definition.containerDefinitions ?? []) {
		const container = containerState(task, name);
		container.exitCode ??= exitCode;
	}
}

/** A container health check replaces the fixed time: it passes one interval after the start. */
function healthCheckMs(task: TaskRecord): number {
	const checks = (task.definition.definition.containerDefinitions ?? [])
		.filter(isChecked)
		.flatMap(({ healthCheck }) => healthCheck ?? []);
	if (checks.length === 0) return healthyAfterMs;
	return Math.max(...checks.map((check) => (check.startPeriod ?? 0) + (check.interval ?? 30))) * 1000;
}
