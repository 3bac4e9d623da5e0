/** Finds the tasks of a family in the known clusters: a revision that a task runs is in use. */
import { AwsFailure } from "../../aws/failure.ts";
import { batches, readAll } from "../../aws/reads.ts";
import { nameOf } from "../../model/identity.ts";
import type { ObserveRequest } from "../../model/observe-request.ts";
import { because, type Reason } from "../../model/reason.ts";
import { tryRead } from "../observing.ts";

type ReadRequest = Pick<ObserveRequest<object, object>, "read" | "observedState">;

/** The most tasks that one DescribeTasks takes. */
const batchSize = 100;

/** Why a family cannot be deleted yet: a task of it still exists, or that is unknown; undefined where none exists. */
export async function tasksLeft({ read, observedState }: ReadRequest, family: string): Promise<Reason | undefined> {
	for (const { identity: id, observation } of observedState.all()) {
		if (!id.startsWith("Cluster/") || observation.status === "absent") continue;
		const listed =
			observation.status === "unknown"
				? observation
				: await tryRead(() => read("ecs:ListTasks", { cluster: nameOf(id), family, maxResults: 1 }));
		if ("reason" in listed) {
			return because("TasksLeftUnknown", { cluster: id, cause: listed.reason });
		}
		if (listed.value.taskArns?.length) return because("TasksLeft", { cluster: id });
	}
	return undefined;
}

/**
 * The ARNs of the family's revisions that tasks run or are about to run. Rejects with an `AwsFailure` where a read fails.
 */
export async function revisionsOfTasks(
	{ read, observedState }: ReadRequest,
	family: string,
): Promise<readonly string[]> {
	const found = new Set<string>();
	for (const { identity: id, observation } of observedState.all()) {
		if (!id.startsWith("Cluster/") || observation.status === "absent") continue;
		if (observation.status === "unknown") throw undetermined("ecs:ListTasks", `${id} could not be observed.`);
		const cluster = nameOf(id);
		const input = { cluster, family, maxResults: batchSize };
		const arns = await readAll(read, "ecs:ListTasks", input, ({ taskArns }) => taskArns);
		for (const batch of batches(arns, batchSize)) {
			const { tasks = [], failures = [] } = await read("ecs:DescribeTasks", { cluster, tasks: batch });
			const ended = failures.filter(({ reason }) => reason === "MISSING").length;
			if (tasks.length + ended < batch.length) {
				throw undetermined("ecs:DescribeTasks", `AWS does not show all tasks of ${family} in ${id}.`);
			}
			for (const { taskDefinitionArn } of tasks) if (taskDefinitionArn) found.add(taskDefinitionArn);
		}
	}
	return [...found].sort();
}

function undetermined(operation: string, sentence: string): AwsFailure {
	return new AwsFailure("unavailable", "Incomplete", operation, sentence);
}
