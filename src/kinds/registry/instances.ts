/**
 * The instances of a registry that is to go, and who still holds each. ECS registers an instance for each task and takes it
 * away with it; where it fails to, the instance keeps the registry for ever, so it is told apart from what somebody uses.
 */
import type { InstanceSummary, ServiceSummary } from "@aws-sdk/client-servicediscovery";
import { batches, type Read, readAll } from "../../aws/reads.ts";
import { groupBy } from "../../lib/group.ts";
import { tryRead } from "../looking.ts";
import { lastPart } from "../normal-form.ts";

/** An instance, and who holds it. */
export interface RegisteredInstance {
	/** Cloud Map's id; ECS takes that of the task. */
	readonly id: string;
	/** `task`: one that ECS still shows, or may show. `nobody`: ECS registered it and its task is gone. `other`: not ECS's. */
	readonly heldBy: "task" | "nobody" | "other";
}

/** ECS's task ids: 32 hexadecimal digits, or a UUID in accounts that still use the short format of ARNs. */
const taskIdForm = /^([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Whether an instance may be one that ECS has registered, by its id. */
export function isTaskId(id: string): boolean {
	return taskIdForm.test(id);
}

/** All instances of a registry, sorted by id. Rejects with an `AwsFailure` where any of the reads does. */
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
			return { id, heldBy: clusterOf(instance) === undefined ? "other" : gone.has(id) ? "nobody" : "task" };
		})
		.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * The cluster whose task ECS registered as this instance, from the attributes that ECS gives; undefined for instances of
 * anybody else. In a shared namespace another account's cluster may have the name of one of ours, so that account's are not
 * judged.
 */
function clusterThatRegistered(instance: InstanceSummary, registry: ServiceSummary): string | undefined {
	const { ECS_CLUSTER_NAME, ECS_SERVICE_NAME } = instance.Attributes ?? {};
	const isOfAccount = instance.CreatedByAccount === registry.CreatedByAccount;
	return isOfAccount && ECS_SERVICE_NAME && isTaskId(idOf(instance)) ? ECS_CLUSTER_NAME : undefined;
}

/** Which of these tasks are proved gone: STOPPED, or MISSING, or of a cluster that is itself deleted. */
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
