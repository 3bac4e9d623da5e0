/**
 * ExecuteCommand: validates the request and returns a session. There are no containers, so the session's address is in
 * the domain `.invalid`, which keeps tools from connecting to the real Systems Manager.
 */
import type { ExecuteCommandRequest, ExecuteCommandResponse } from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import { activeCluster } from "../clusters/clusters.ts";
import { nameOf, randomHexadecimal } from "../identifiers.ts";
import type { EcsState } from "../state.ts";
import { viewContainers } from "./container-view.ts";

/** The operation as a part of ECS. */
export function executeCommandOperations(state: EcsState) {
	return {
		ExecuteCommand: (input: ExecuteCommandRequest): ExecuteCommandResponse => {
			const cluster = activeCluster(state, input.cluster);
			if (input.interactive !== true) throw refusal("Interactive is the only mode supported currently.");
			if (!input.command) throw refusal("Command cannot be empty.");
			const task = state.tasks.get(nameOf(input.task ?? ""));
			if (task?.cluster !== cluster) throw refusal("The referenced task was not found.");
			if (!task.enableExecuteCommand || task.lastStatus !== "RUNNING") {
				throw refusal(
					"The execute command failed because execute command was not enabled when the task was run or the execute command agent isn’t running. Wait and try again or run a new task with execute command enabled and try again.",
				);
			}
			const containers = viewContainers(state, task);
			if (input.container === undefined && containers.length > 1) {
				throw refusal("A container name must be specified for a task with more than one container.");
			}
			const container = containers.find(({ name }) => name === (input.container ?? name));
			if (!container) throw refusal(`The container ${input.container} is not in the task.`);
			if (container.lastStatus !== "RUNNING") {
				throw new AwsError(
					"TargetNotConnectedException",
					"The execute command failed due to an internal error. Try again later.",
				);
			}
			return {
				clusterArn: cluster.arn,
				taskArn: task.arn,
				containerArn: container.containerArn,
				containerName: container.name,
				interactive: true,
				session: openSession(state),
			};
		},
	};
}

function openSession({ context: { random, region } }: EcsState): ExecuteCommandResponse["session"] {
	const sessionId = `ecs-execute-command-${randomHexadecimal(random, 17)}`;
	return {
		sessionId,
		streamUrl: `wss://ssmmessages.${region}.invalid/v1/data-channel/${sessionId}?role=publish_subscribe`,
		tokenValue: randomHexadecimal(random, 64),
	};
}

function refusal(text: string): AwsError {
	return new AwsError("InvalidParameterException", text);
}
