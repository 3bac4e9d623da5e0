/** Finds the tasks of a family in the known clusters: a revision that a task runs is in use. */
import { AwsFailure } from "../../aws/failure.ts";
import { batches, readAll } from "../../aws/reads.ts";
import { nameOf } from "../../model/identity.ts";
import type { Look } from "../../model/observing.ts";
import { because, type Reason } from "../../model/reason.ts";
import { tryRead } from "../looking.ts";

type ReadingLook = Pick<Look<object, object>, "read" | "world">;

/** The most tasks that one DescribeTasks takes. */
const batchSize = 100;

/** Why a family cannot be deleted yet: a task of it still exists, or that is unknown; undefined where none exists. */
export async function tasksLeft({ read, world }: ReadingLook, family: string): Promise<Reason | undefined> {
	for (const { identity: id, sight } of world.all()) {
		if (!id.startsWith("Cluster/") || sight.status === "absent") continue;
		const listed =
			sight.status === "unknown"
				? sight
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
export async function revisionsOfTasks({ read, world }: ReadingLook, family: string): Promise<readonly string[]> {
	const found = new Set<string>();
	for (const { identity: id, sight } of world.all()) {
		if (!id.startsWith("Cluster/") || sight.status === "absent") continue;
		if (sight.status === "unknown") throw notTold("ecs:ListTasks", `${id} could not be observed.`);
		const cluster = nameOf(id);
		const input = { cluster, family, maxResults: batchSize };
		const arns = await readAll(read, "ecs:ListTasks", input, ({ taskArns }) => taskArns);
		for (const batch of batches(arns, batchSize)) {
			const { tasks = [], failures = [] } = await read("ecs:DescribeTasks", { cluster, tasks: batch });
			const ended = failures.filter(({ reason }) => reason === "MISSING").length;
			if (tasks.length + ended < batch.length) {
				throw notTold("ecs:DescribeTasks", `AWS does not show all tasks of ${family} in ${id}.`);
			}
			for (const { taskDefinitionArn } of tasks) if (taskDefinitionArn) found.add(taskDefinitionArn);
		}
	}
	return [...found].sort();
}

function notTold(operation: string, sentence: string): AwsFailure {
	return new AwsFailure("unavailable", "Incomplete", operation, sentence);
}
