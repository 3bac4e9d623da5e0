/**
 * Reads the instances of a registry that may be deleted, and what each belongs to.
 * ECS registers an instance for each task and deregisters it with the task. Where that fails, the instance blocks deletion
 * for ever, so it must be told apart from one in use.
 */
import type { InstanceSummary, ServiceSummary } from "@aws-sdk/client-servicediscovery";
import { batches, type Read, readAll } from "../../aws/reads.ts";
import { groupBy } from "../../lib/group.ts";
import { lastPart } from "../normal-form.ts";
import { tryRead } from "../observing.ts";

/** A registered instance and what it belongs to. */
export interface RegisteredInstance {
	/** Cloud Map's instance id; ECS uses the task id. */
	readonly id: string;
	/**
	 * `task`: ECS registered it and its task exists or may exist. `none`: ECS registered it and its task is gone.
	 * `other`: not registered by ECS.
	 */
	readonly heldBy: "task" | "none" | "other";
}

/** ECS task ids: 32 hexadecimal digits, or a UUID in accounts with the short ARN format. */
const taskIdForm = /^([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Whether an instance id has the form of an ECS task id. */
export function isTaskId(id: string): boolean {
	return taskIdForm.test(id);
}

/** All instances of a registry, sorted by id. Rejects with an `AwsFailure` if any read fails. */
export async function instancesOf(read: Read, registry: ServiceSummary): Promise<readonly RegisteredInstance[]> {
	const listed = await readAll(
		read,
		"servicediscovery:ListInstances",
		{ ServiceId: registry.Id },
		({ Instances }) => Instances,
	);
	const clusterOf = (instance: InstanceSummary) => clusterThatRegistered(instance, registry);
	const gone = new Set<string>();
	for (const [cluster, instances] of groupBy(listed, (instance) => clusterOf(instance) ?? "")) {
		if (cluster === "") continue;
		for (const id of await goneTasks(read, cluster, instances.map(idOf))) gone.add(id);
	}
	return listed
		.map((instance): RegisteredInstance => {
			const id = idOf(instance);
			return { id, heldBy: clusterOf(instance) === undefined ? "other" : gone.has(id) ? "none" : "task" };
		})
		.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * The cluster whose task ECS registered as this instance, from the attributes that ECS sets; undefined for other instances.
 * In a shared namespace a cluster of another account may have the same name, so instances of other accounts are not
 * examined.
 */
function clusterThatRegistered(instance: InstanceSummary, registry: ServiceSummary): string | undefined {
	const { ECS_CLUSTER_NAME, ECS_SERVICE_NAME } = instance.Attributes ?? {};
	const isOfAccount = instance.CreatedByAccount === registry.CreatedByAccount;
	return isOfAccount && ECS_SERVICE_NAME && isTaskId(idOf(instance)) ? ECS_CLUSTER_NAME : undefined;
}

/** The tasks that are proved gone: STOPPED, MISSING, or of a deleted cluster. */
async function goneTasks(read: Read, cluster: string, ids: readonly string[]): Promise<readonly string[]> {
	const gone: string[] = [];
	for (const tasks of batches(ids, 100)) {
		const tried = await tryRead(() => read("ecs:DescribeTasks", { cluster, tasks }));
		if (!tried.ok && tried.failure.kind !== "missing") throw tried.failure;
		if (!tried.ok) return ids;
		const { tasks: shown = [], failures = [] } = tried.value;
		const stopped = shown.filter(({ lastStatus }) => lastStatus === "STOPPED").map(({ taskArn }) => taskArn);
		const missing = failures.filter(({ reason }) => reason === "MISSING").map(({ arn }) => arn);
		gone.push(...[...stopped, ...missing].map((arn = "") => lastPart(arn)));
	}
	return gone;
}

function idOf({ Id = "" }: InstanceSummary): string {
	return Id;
}
