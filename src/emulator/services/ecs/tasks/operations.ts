/** Reads and stops tasks (ECS API reference, StopTask, ListTasks, DescribeTasks). */
import type {
	DescribeTasksRequest,
	DescribeTasksResponse,
	Failure,
	ListTasksRequest,
	ListTasksResponse,
	StopTaskRequest,
	StopTaskResponse,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import { activeCluster } from "../clusters/clusters.ts";
import { arnOf, nameOf } from "../identifiers.ts";
import { page } from "../paging.ts";
import type { ClusterRecord, TaskRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { stopTask } from "./lifecycle.ts";
import { viewTask } from "./view.ts";

/** The operations on tasks. */
export function taskOperations(state: EcsState) {
	return {
		ListTasks: (input: ListTasksRequest) => listTasks(state, input),
		DescribeTasks: (input: DescribeTasksRequest) => describeTasks(state, input),
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
	checkFilters(input);
	const wanted = input.desiredStatus ?? "RUNNING";
	const service = input.serviceName === undefined ? undefined : cluster.services.get(nameOf(input.serviceName));
	if (input.serviceName !== undefined && !service) {
		throw new AwsError("ServiceNotFoundException", "Service not found.");
	}
	// A service's record has only its running tasks; stopped ones are in the cluster's record.
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
	const { items, nextToken } = page(tasks(), (task) => task.sequence, input, { list: "tasks", defaultSize: 100 });
	return { taskArns: items.map((task) => task.arn), ...(nextToken && { nextToken }) };
}

/** Two filters cannot be combined; reported by users who tried. */
function checkFilters(input: ListTasksRequest): void {
	const { containerInstance, family, launchType, serviceName, startedBy } = input;
	const alone = [
		["startedBy", startedBy, [containerInstance, family, launchType, serviceName]],
		["serviceName", serviceName, [containerInstance, family]],
	] as const;
	for (const [filter, value, others] of alone) {
		if (value === undefined || others.every((other) => other === undefined)) continue;
		throw new AwsError("InvalidParameterException", `cannot specify ${filter} with other arguments`);
	}
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
		failures.push({ arn: arnOf(state.context, `task/${cluster.name}/${nameOf(reference)}`), reason: "MISSING" });
		return [];
	});
	return { tasks, failures };
}
