/**
 * Looks at one registry: the tasks of the services that use it, its instances and their health, and its record sets. What
 * AWS does not show is left out of the picture as unknown; a look that fails as a whole rejects and says nothing.
 */
import type { Task } from "@aws-sdk/client-ecs";
import type {
	ListResourceRecordSetsCommandInput,
	ListResourceRecordSetsCommandOutput,
	ResourceRecordSet,
} from "@aws-sdk/client-route-53";
import { AwsFailure } from "../aws/failure.ts";
import { pages } from "../aws/pages.ts";
import { batches, type Read, readAll } from "../aws/reads.ts";
import { isTaskId } from "../kinds/registry/instances.ts";
import { groupBy } from "../lib/group.ts";
import type { Mismatch } from "../model/discovery.ts";
import type { RegistryUser, Subject } from "./subject.ts";

/** An instance of a registry, as Cloud Map lists it. */
export interface InstanceView {
	readonly id: string;
	readonly attributes: Readonly<Record<string, string>>;
}

/** What one look at a registry has shown. */
export interface Picture {
	readonly subject: Subject;
	/** Tasks that are to run, each with the service that it belongs to. */
	readonly tasks: readonly { readonly task: Task; readonly user: RegistryUser }[];
	readonly instances: readonly InstanceView[];
	/** `HEALTHY`, `UNHEALTHY` or `UNKNOWN` by instance id, where Cloud Map keeps it. */
	readonly health: ReadonlyMap<string, string>;
	/** Ids of instances that ECS has registered and whose task is proved to have ended. */
	readonly ended: ReadonlySet<string>;
	/** Undefined where the registry has none, or we may not read them. */
	readonly recordSets?: readonly ResourceRecordSet[];
}

/** A mismatch that one look has shown; whether it lasts is for later looks to tell. */
export type Finding = Omit<Mismatch, "sinceMs" | "repairing">;

/** The most tasks that one DescribeTasks takes. */
const batchSize = 100;

/** Looks once. Rejects with an `AwsFailure` where AWS does not answer. */
export async function inspect(read: Read, subject: Subject): Promise<Picture> {
	const tasks = (await Promise.all(subject.users.map((user) => runningTasks(read, user)))).flat();
	const listed = await readAll(
		read,
		"servicediscovery:ListInstances",
		{ ServiceId: subject.registryId, MaxResults: 100 },
		({ Instances }) => Instances,
	);
	const instances = listed.map(({ Id = "", Attributes = {} }) => ({ id: Id, attributes: Attributes }));
	const running = new Set(tasks.map(({ task }) => taskIdOf(task.taskArn)));
	const others = instances.filter(({ id }) => !running.has(id));
	const recordSets = await recordSetsOf(read, subject);
	return {
		...{ subject, tasks, instances },
		health: subject.keepsHealth && instances.length > 0 ? await healthOf(read, subject) : new Map(),
		ended: await endedTasks(read, subject, others),
		...(recordSets ? { recordSets } : {}),
	};
}

/** The id that ends a task's ARN; ECS makes it the instance's id. */
export function taskIdOf(arn = ""): string {
	return arn.slice(arn.lastIndexOf("/") + 1);
}

async function runningTasks(read: Read, user: RegistryUser): Promise<Picture["tasks"]> {
	const { cluster, serviceName } = user;
	const arns = await readAll(read, "ecs:ListTasks", { cluster, serviceName }, ({ taskArns }) => taskArns);
	const described = await describe(read, cluster, arns);
	return described.tasks.map((task) => ({ task, user }));
}

async function describe(read: Read, cluster: string, tasks: readonly string[]) {
	const answers = await Promise.all(
		batches(tasks, batchSize).map((batch) => read("ecs:DescribeTasks", { cluster, tasks: batch })),
	);
	return {
		tasks: answers.flatMap(({ tasks }) => tasks ?? []),
		missing: answers.flatMap(({ failures }) => (failures ?? []).filter(({ reason }) => reason === "MISSING")),
	};
}

/**
 * Only in clusters where a service of the registry lives: a shared registry may have tasks of another account, of which ECS
 * would say here that they are missing.
 */
async function endedTasks(
	read: Read,
	{ users }: Subject,
	others: readonly InstanceView[],
): Promise<ReadonlySet<string>> {
	const clusters = new Set(users.map(({ cluster }) => cluster));
	const byEcs = others.filter(
		({ id, attributes }) =>
			isTaskId(id) && attributes.ECS_SERVICE_NAME && clusters.has(attributes.ECS_CLUSTER_NAME ?? ""),
	);
	const ended = new Set<string>();
	for (const [cluster, here] of groupBy(byEcs, ({ attributes }) => attributes.ECS_CLUSTER_NAME ?? "")) {
		const { tasks, missing } = await describe(
			read,
			cluster,
			here.map(({ id }) => id),
		);
		for (const { arn } of missing) ended.add(taskIdOf(arn));
		for (const { taskArn, lastStatus } of tasks) if (lastStatus === "STOPPED") ended.add(taskIdOf(taskArn));
	}
	return ended;
}

async function healthOf(read: Read, { registryId }: Subject): Promise<ReadonlyMap<string, string>> {
	const statuses = await readAll(
		read,
		"servicediscovery:GetInstancesHealthStatus",
		{ ServiceId: registryId, MaxResults: 100 },
		({ Status }) => Object.entries(Status ?? {}),
	);
	return new Map(statuses);
}

/** Where a page of record sets begins. */
type RecordSetsFrom = Pick<
	ListResourceRecordSetsCommandInput,
	"StartRecordName" | "StartRecordType" | "StartRecordIdentifier"
>;

/** Record sets at the registry's name and below it. Route 53 lists names by their labels from the right. */
async function recordSetsOf(read: Read, { zone }: Subject): Promise<readonly ResourceRecordSet[] | undefined> {
	if (!zone) return undefined;
	const operation = "route53:ListResourceRecordSets";
	const list = pages<ListResourceRecordSetsCommandOutput, RecordSetsFrom>(
		operation,
		(from) => read(operation, { HostedZoneId: zone.id, ...(from ?? { StartRecordName: zone.recordName }) }),
		nextRecordSets,
	);
	const found: ResourceRecordSet[] = [];
	try {
		for await (const { ResourceRecordSets: sets = [] } of list) {
			const here = sets.filter(({ Name }) => isAtOrBelow(recordNameOf(Name), zone.recordName));
			found.push(...here);
			if (here.length < sets.length) break;
		}
		return found;
	} catch (failure) {
		// The instances can be compared all the same.
		if (failure instanceof AwsFailure && failure.kind === "denied") return undefined;
		throw failure;
	}
}

function nextRecordSets(page: ListResourceRecordSetsCommandOutput): RecordSetsFrom | undefined {
	if (!page.IsTruncated) return undefined;
	return {
		...(page.NextRecordName && { StartRecordName: page.NextRecordName }),
		...(page.NextRecordType && { StartRecordType: page.NextRecordType }),
		...(page.NextRecordIdentifier && { StartRecordIdentifier: page.NextRecordIdentifier }),
	};
}

/** A name as Route 53 shows it, in lower case and without its last dot. */
export function recordNameOf(name = ""): string {
	return name.toLowerCase().replace(/\.$/, "");
}

function isAtOrBelow(name: string, parent: string): boolean {
	return name === parent || name.endsWith(`.${parent}`);
}
