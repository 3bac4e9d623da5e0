/**
 * The operations of container agents. The emulator needs no agents to run tasks, but programs can act as one, for
 * example to report that a container exited; the reported change is applied (ECS API reference, Submit…StateChange).
 */
import type {
	DiscoverPollEndpointRequest,
	DiscoverPollEndpointResponse,
	SubmitAttachmentStateChangesRequest,
	SubmitAttachmentStateChangesResponse,
	SubmitContainerStateChangeRequest,
	SubmitContainerStateChangeResponse,
	SubmitTaskStateChangeRequest,
	SubmitTaskStateChangeResponse,
	UpdateContainerAgentRequest,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import { activeCluster } from "../clusters/clusters.ts";
import { nameOf } from "../identifiers.ts";
import type { TaskRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { stopTask } from "../tasks/lifecycle.ts";
import { addHappening } from "../tasks/progress.ts";
import { findInstance } from "./container-instances.ts";

const acknowledged = { acknowledgment: "ACK" };

/** The operations of agents, and UpdateContainerAgent. */
export function agentOperations(state: EcsState) {
	return {
		DiscoverPollEndpoint: (input: DiscoverPollEndpointRequest): DiscoverPollEndpointResponse => {
			if (input.cluster !== undefined) activeCluster(state, input.cluster);
			const at = (name: string) => `https://${name}.${state.context.region}.invalid/`;
			return {
				endpoint: at("ecs-a-1"),
				telemetryEndpoint: at("ecs-t-1"),
				serviceConnectEndpoint: at("ecs-sc"),
			};
		},
		SubmitTaskStateChange: (input: SubmitTaskStateChangeRequest): SubmitTaskStateChangeResponse => {
			const task = runningTask(state, input.cluster, input.task);
			for (const container of input.containers ?? []) {
				if (task && container.status === "STOPPED") {
					exit(state, task, container.containerName, container.exitCode, container.reason);
				}
			}
			if (task && input.status === "STOPPED") {
				const code = task.startedAtMs === undefined ? "TaskFailedToStart" : "EssentialContainerExited";
				stopTask(state, task, { code, reason: input.reason ?? "Essential container in task exited" });
			}
			return acknowledged;
		},
		SubmitContainerStateChange: (input: SubmitContainerStateChangeRequest): SubmitContainerStateChangeResponse => {
			const task = runningTask(state, input.cluster, input.task);
			if (task && input.status === "STOPPED") exit(state, task, input.containerName, input.exitCode, input.reason);
			return acknowledged;
		},
		SubmitAttachmentStateChanges: (
			input: SubmitAttachmentStateChangesRequest,
		): SubmitAttachmentStateChangesResponse => {
			activeCluster(state, input.cluster);
			return acknowledged;
		},
		UpdateContainerAgent: (input: UpdateContainerAgentRequest): never => {
			findInstance(activeCluster(state, input.cluster), input.containerInstance ?? "");
			throw new AwsError("NoUpdateAvailableException", "There is no update available for your container agent.");
		},
	};
}

/** The task that an agent reports on; undefined for a stopped one, whose state no longer changes. */
function runningTask(
	state: EcsState,
	clusterReference: string | undefined,
	reference: string | undefined,
): TaskRecord | undefined {
	const cluster = activeCluster(state, clusterReference);
	const task = state.tasks.get(nameOf(reference ?? ""));
	return task?.cluster === cluster && task.desiredStatus === "RUNNING" ? task : undefined;
}

function exit(
	state: EcsState,
	task: TaskRecord,
	container = "",
	exitCode = 0,
	reason: string | undefined = undefined,
): void {
	addHappening(state, task, { kind: "exit", container, exitCode, afterMs: 0, reason });
}
