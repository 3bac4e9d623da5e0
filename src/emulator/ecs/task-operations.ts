/**
 * Tasks from outside: reading them, stopping one, and running some that no service owns (ECS API reference, RunTask,
 * StopTask, ListTasks, DescribeTasks).
 */
import type {
	DescribeTasksRequest,
	DescribeTasksResponse,
	Failure,
	ListTasksRequest,
	ListTasksResponse,
	RunTaskRequest,
	RunTaskResponse,
	StopTaskRequest,
	StopTaskResponse,
} from "@aws-sdk/client-ecs";
import { stableJson } from "../../lib/json.ts";
import { AwsError } from "../failure.ts";
import { findCapacity, noFargateCapacity } from "./capacity.ts";
import { checkCapacityChoice } from "./capacity-provider-rules.ts";
import { activeCluster } from "./clusters.ts";
import { parseExpression } from "./expressions.ts";
import { arnOf, nameOf } from "./identifiers.ts";
import { page } from "./paging.ts";
import type { PlaceRequest } from "./placement.ts";
import { filledNetworkConfiguration, filledStrategy } from "./service-defaults.ts";
import { checkLaunch, checkNetwork } from "./service-rules.ts";
import type { ClusterRecord, EcsState, RevisionRecord } from "./state.ts";
import { readTags } from "./tags.ts";
import { usableRevision } from "./task-definitions.ts";
import type { TaskRecord } from "./task-state.ts";
import { viewTask } from "./task-view.ts";
import { createTask, stopTask } from "./tasks.ts";

/** How long a client token is remembered (ECS developer guide, idempotency). */
const tokenMs = 24 * 3_600_000;

/** The operations on tasks. */
export function taskOperations(state: EcsState) {
	return {
		ListTasks: (input: ListTasksRequest) => listTasks(state, input),
		DescribeTasks: (input: DescribeTasksRequest) => describeTasks(state, input),
		RunTask: (input: RunTaskRequest) => runTask(state, input),
		StopTask: (input: StopTaskRequest): StopTaskResponse => {
			const task = findTask(state, activeCluster(state, input.cluster), input.task ?? "");
			if (!task) throw new AwsError("InvalidParameterException", "The referenced task was not found.");
			stopTask(state, task, { code: "UserInitiated", reason: input.reason || "Task stopped by user" });
			return { task: viewTask(state, task) };
		},
	};
}

function findTask(state: EcsState, cluster: ClusterRecord, reference: string): TaskRecord | undefined {
	const task = state.tasks.get(nameOf(reference));
	return task?.cluster === cluster ? task : undefined;
}

function listTasks(state: EcsState, input: ListTasksRequest): ListTasksResponse {
	const cluster = activeCluster(state, input.cluster);
	const wanted = input.desiredStatus ?? "RUNNING";
	const service = input.serviceName === undefined ? undefined : cluster.services.get(nameOf(input.serviceName));
	if (input.serviceName !== undefined && !service) {
		throw new AwsError("ServiceNotFoundException", "Service not found.");
	}
	// A service's own tasks are all it has that runs; the stopped ones are known to the cluster only.
	const candidates = service && wanted === "RUNNING" ? service.tasks : cluster.tasks;
	const instance = input.containerInstance === undefined ? undefined : nameOf(input.containerInstance);
	const tasks = function* () {
		for (const task of candidates) {
			if (task.desiredStatus !== wanted || (service && task.service !== service)) continue;
			if (input.family !== undefined && task.definition.family !== input.family) continue;
			if (input.startedBy !== undefined && task.startedBy !== input.startedBy) continue;
			if (input.launchType !== undefined && task.launchType !== input.launchType) continue;
			if (instance !== undefined && task.instance?.id !== instance) continue;
			yield task;
		}
	};
	const { items, nextToken } = page(tasks(), (task) => task.sequence, input, { defaultSize: 100 });
	return { taskArns: items.map((task) => task.arn), ...(nextToken && { nextToken }) };
}

function describeTasks(state: EcsState, input: DescribeTasksRequest): DescribeTasksResponse {
	const cluster = activeCluster(state, input.cluster);
	const references = input.tasks ?? [];
	if (references.length === 0) throw new AwsError("InvalidParameterException", "Tasks cannot be empty.");
	if (references.length > 100) {
		throw new AwsError("InvalidParameterException", "Tasks cannot have more than 100 elements.");
	}
	const failures: Failure[] = [];
	const tasks = references.flatMap((reference) => {
		const task = findTask(state, cluster, reference);
		if (task) return [viewTask(state, task, input.include)];
		failures.push({ arn: arnOf(state.surroundings, `task/${cluster.name}/${nameOf(reference)}`), reason: "MISSING" });
		return [];
	});
	return { tasks, failures };
}

function runTask(state: EcsState, input: RunTaskRequest): RunTaskResponse {
	const cluster = activeCluster(state, input.cluster);
	const nowMs = state.surroundings.clock.now();
	for (const [old, { atMs }] of state.runTaskTokens) {
		if (atMs + tokenMs > nowMs) break;
		state.runTaskTokens.delete(old);
	}
	const token = input.clientToken && `${cluster.arn} ${input.clientToken}`;
	const request = stableJson({ ...input, clientToken: undefined });
	const earlier = token ? state.runTaskTokens.get(token) : undefined;
	if (earlier) {
		if (earlier.request === request) return { tasks: earlier.tasks.map((task) => viewTask(state, task)), failures: [] };
		throw new AwsError("ConflictException", "The client token was used with other parameters.", {
			resourceIds: earlier.tasks.map((task) => task.arn),
		});
	}
	const count = input.count ?? 1;
	if (!Number.isInteger(count) || count < 1 || count > 10) {
		throw new AwsError("InvalidParameterException", "count must be between 1 and 10.");
	}
	const definition = usableRevision(state, input.taskDefinition ?? "");
	const { tasks, failures } = placeTasks(state, cluster, definition, input, count);
	if (token) state.runTaskTokens.set(token, { atMs: nowMs, request, tasks });
	return { tasks: tasks.map((task) => viewTask(state, task, ["TAGS"])), failures };
}

function placeTasks(
	state: EcsState,
	cluster: ClusterRecord,
	definition: RevisionRecord,
	input: RunTaskRequest,
	count: number,
) {
	checkCapacityChoice(cluster.capacityProviders, input);
	const networkConfiguration = filledNetworkConfiguration(input.networkConfiguration);
	const strategy = input.capacityProviderStrategy?.length
		? input.capacityProviderStrategy
		: input.launchType
			? []
			: cluster.defaultCapacityProviderStrategy;
	const configuration = {
		...(strategy.length > 0
			? { capacityProviderStrategy: filledStrategy(strategy) }
			: { launchType: input.launchType ?? "EC2" }),
		platformVersion: input.platformVersion,
	};
	checkLaunch(configuration, definition);
	checkNetwork(networkConfiguration, definition);
	for (const { type, expression } of input.placementConstraints ?? []) {
		if (type === "memberOf") parseExpression(expression ?? "");
	}
	const group = input.group ?? `family:${definition.family}`;
	const request: PlaceRequest = {
		cluster,
		definition,
		constraints: input.placementConstraints ?? [],
		strategy: input.placementStrategy ?? [],
		group,
	};
	const tags = new Map([
		...(input.propagateTags === "TASK_DEFINITION" ? definition.tags : []),
		...readTags(input.tags),
		...(input.enableECSManagedTags ? ([["aws:ecs:clusterName", cluster.name]] as const) : []),
	]);
	const tasks: TaskRecord[] = [];
	const failures: Failure[] = [];
	for (let index = 0; index < count; index++) {
		const found = findCapacity(state, configuration, tasks, request);
		if ("failure" in found) {
			const { instance, reason } = found.failure;
			if (!instance && found.failure !== noFargateCapacity) throw new AwsError("InvalidParameterException", reason);
			failures.push({ ...(instance && { arn: instance.arn }), reason });
			continue;
		}
		const task = createTask(state, {
			cluster,
			definition,
			...found,
			networkConfiguration,
			group,
			startedBy: input.startedBy,
			enableExecuteCommand: input.enableExecuteCommand ?? false,
			overrides: input.overrides,
			tags: new Map(tags),
		});
		tasks.push(task);
	}
	return { tasks, failures };
}
