/**
 * Task scale-in protection: neither scale-in nor a deployment stops a protected task of a service until its protection
 * expires (ECS developer guide, task scale-in protection). StopTask and failed health checks still stop it.
 */
import type {
	Failure,
	GetTaskProtectionRequest,
	GetTaskProtectionResponse,
	ProtectedTask,
	UpdateTaskProtectionRequest,
	UpdateTaskProtectionResponse,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import { activeCluster } from "../clusters/clusters.ts";
import { arnOf, nameOf } from "../identifiers.ts";
import type { TaskRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { isProtected } from "./container-state.ts";

/** ECS API reference, UpdateTaskProtection. */
const defaultMinutes = 120;
const longestMinutes = 2_880;

/** UpdateTaskProtection and GetTaskProtection. */
export function taskProtectionOperations(state: EcsState) {
	const nowMs = () => state.context.clock.now();
	const answer = (cluster: string | undefined, references: readonly string[], change: (task: TaskRecord) => void) => {
		const { name } = activeCluster(state, cluster);
		const failures: Failure[] = [];
		const protectedTasks = references.flatMap((reference): ProtectedTask[] => {
			const arn = arnOf(state.context, `task/${name}/${nameOf(reference)}`);
			const task = state.tasks.get(nameOf(reference));
			if (task?.cluster.name !== name || task.desiredStatus === "STOPPED") {
				failures.push({ arn, reason: "MISSING" });
			} else if (!task.service) {
				failures.push({ arn, reason: "TASK_NOT_VALID" });
			} else {
				change(task);
				return [view(task, nowMs())];
			}
			return [];
		});
		return { protectedTasks, failures };
	};
	return {
		UpdateTaskProtection: (input: UpdateTaskProtectionRequest): UpdateTaskProtectionResponse => {
			const { tasks = [], protectionEnabled, expiresInMinutes = defaultMinutes } = input;
			checkCount(tasks, 10);
			if (!Number.isInteger(expiresInMinutes) || expiresInMinutes < 1 || expiresInMinutes > longestMinutes) {
				throw new AwsError(
					"InvalidParameterException",
					`expiresInMinutes must be between 1 and ${longestMinutes} minutes.`,
				);
			}
			return answer(input.cluster, tasks, (task) => {
				task.protectedUntilMs = protectionEnabled ? nowMs() + expiresInMinutes * 60_000 : undefined;
				if (task.service) state.timers.wake(task.service, nowMs());
			});
		},
		GetTaskProtection: (input: GetTaskProtectionRequest): GetTaskProtectionResponse => {
			checkCount(input.tasks ?? [], 100);
			return answer(input.cluster, input.tasks ?? [], () => {});
		},
	};
}

function checkCount(tasks: readonly string[], most: number): void {
	if (tasks.length === 0) throw new AwsError("InvalidParameterException", "Tasks cannot be empty.");
	if (tasks.length > most) {
		throw new AwsError("InvalidParameterException", `Tasks cannot have more than ${most} elements.`);
	}
}

function view(task: TaskRecord, nowMs: number): ProtectedTask {
	const { protectedUntilMs } = task;
	if (!isProtected(task, nowMs) || protectedUntilMs === undefined) {
		return { taskArn: task.arn, protectionEnabled: false };
	}
	return { taskArn: task.arn, protectionEnabled: true, expirationDate: new Date(protectedUntilMs) };
}
