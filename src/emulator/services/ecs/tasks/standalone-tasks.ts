/**
 * Standalone tasks: RunTask places each of them, StartTask starts one on each named container instance (ECS API
 * reference, RunTask and StartTask). A failed placement is a failure in the response, not an error.
 */
import type {
	Failure,
	RunTaskRequest,
	RunTaskResponse,
	StartTaskRequest,
	StartTaskResponse,
} from "@aws-sdk/client-ecs";
import { stableJson } from "../../../../lib/json.ts";
import { AwsError } from "../../../aws-error.ts";
import { type Capacity, findCapacity, noFargateCapacity } from "../capacity/capacity.ts";
import { checkCapacityChoice } from "../capacity/provider-rules.ts";
import { activeCluster } from "../clusters/clusters.ts";
import { arnOf, nameOf } from "../identifiers.ts";
import type { Place, PlaceRequest } from "../placement/place.ts";
import { findPlaceOn } from "../placement/placement.ts";
import { checkPlacement } from "../placement/rules.ts";
import type { RevisionRecord } from "../record-parts.ts";
import type { ClusterRecord, TaskRecord } from "../records.ts";
import { filledNetworkConfiguration, filledStrategy } from "../services/defaults.ts";
import { checkExecuteCommand, checkLaunch, checkNetwork } from "../services/rules.ts";
import type { EcsState } from "../state.ts";
import { readTags } from "../tags.ts";
import { usableRevision } from "../task-definitions/revisions.ts";
import { createTask } from "./lifecycle.ts";
import type { NewTask } from "./network.ts";
import { checkStandalone } from "./standalone-rules.ts";
import { viewTask } from "./view.ts";

/** The lifetime of a client token (ECS developer guide, idempotency). */
const tokenMs = 24 * 3_600_000;
/** The maximum number of tasks per call, and of instances in StartTask. */
const maximumTasks = 10;

/** RunTask and StartTask. */
export function standaloneTaskOperations(state: EcsState) {
	return {
		RunTask: (input: RunTaskRequest) => runTask(state, input),
		StartTask: (input: StartTaskRequest) => startTask(state, input),
	};
}

function runTask(state: EcsState, input: RunTaskRequest): RunTaskResponse {
	const cluster = activeCluster(state, input.cluster);
	const nowMs = state.context.clock.now();
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
	if (!Number.isInteger(count) || count < 1 || count > maximumTasks) {
		throw new AwsError("InvalidParameterException", `count must be between 1 and ${maximumTasks}.`);
	}
	if (input.propagateTags === "SERVICE") {
		throw new AwsError("InvalidParameterException", "A task that no service starts has no tags of a service.");
	}
	const definition = usableRevision(state, input.taskDefinition ?? "");
	checkStandalone(input, definition, 128);
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
	checkPlacement({ ...input, ...configuration }, definition);
	const make = taskMaker(state, cluster, definition, input);
	const request: PlaceRequest = {
		cluster,
		definition,
		constraints: input.placementConstraints ?? [],
		strategy: input.placementStrategy ?? [],
		group: groupOf(definition, input),
	};
	const tasks: TaskRecord[] = [];
	const failures: Failure[] = [];
	for (let index = 0; index < count; index++) {
		const found = findCapacity(state, configuration, tasks, request);
		if ("failure" in found) {
			const { instance, reason } = found.failure;
			if (!instance && found.failure !== noFargateCapacity) throw new AwsError("InvalidParameterException", reason);
			failures.push({ ...(instance && { arn: instance.arn }), reason });
		} else {
			tasks.push(make(found));
		}
	}
	return { tasks, failures };
}

function startTask(state: EcsState, input: StartTaskRequest): StartTaskResponse {
	const cluster = activeCluster(state, input.cluster);
	const references = input.containerInstances ?? [];
	if (references.length < 1 || references.length > maximumTasks) {
		throw new AwsError("InvalidParameterException", `Specify between 1 and ${maximumTasks} container instances.`);
	}
	const definition = usableRevision(state, input.taskDefinition ?? "");
	checkStandalone(input, definition, 36);
	checkLaunch({ launchType: "EC2" }, definition);
	const make = taskMaker(state, cluster, definition, input);
	const request = { cluster, definition, constraints: [], strategy: [], group: groupOf(definition, input) };
	const tasks: TaskRecord[] = [];
	const failures: Failure[] = [];
	for (const reference of references) {
		const instance = cluster.instances.get(nameOf(reference));
		const arn = instance?.arn ?? arnOf(state.context, `container-instance/${cluster.name}/${nameOf(reference)}`);
		const found = instance && findPlaceOn(request, instance);
		if (!found) failures.push({ arn, reason: "MISSING" });
		else if ("failure" in found) failures.push({ arn, reason: found.failure.reason });
		else tasks.push(make({ launchType: "EC2", capacityProvider: undefined, platformVersion: undefined, place: found }));
	}
	return { tasks: tasks.map((task) => viewTask(state, task, ["TAGS"])), failures };
}

/** The common part of RunTask and StartTask: everything about a task except its place. */
function taskMaker(
	state: EcsState,
	cluster: ClusterRecord,
	definition: RevisionRecord,
	input: RunTaskRequest | StartTaskRequest,
): (where: Capacity & { readonly place?: Place }) => TaskRecord {
	const networkConfiguration = filledNetworkConfiguration(input.networkConfiguration);
	checkNetwork(state, networkConfiguration, definition);
	const role = input.overrides?.taskRoleArn ?? definition.definition.taskRoleArn;
	checkExecuteCommand(input.enableExecuteCommand, role, "task", "started");
	const tags = new Map([
		...(input.propagateTags === "TASK_DEFINITION" ? definition.tags : []),
		...readTags(input.tags),
		...(input.enableECSManagedTags ? ([["aws:ecs:clusterName", cluster.name]] as const) : []),
	]);
	const common: Omit<NewTask, keyof Capacity | "tags"> = {
		cluster,
		definition,
		networkConfiguration,
		group: groupOf(definition, input),
		startedBy: input.startedBy,
		enableExecuteCommand: input.enableExecuteCommand ?? false,
		overrides: input.overrides,
	};
	return (where) => createTask(state, { ...common, ...where, tags: new Map(tags) });
}

function groupOf(definition: RevisionRecord, input: { readonly group?: string | undefined }): string {
	return input.group ?? `family:${definition.family}`;
}
