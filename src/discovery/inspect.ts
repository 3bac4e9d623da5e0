/**
 * Inspects one registry: the tasks of its services, its instances and their health, and its record sets. What AWS does
 * not show, or denies access to, stays unknown. If another request fails, the inspection rejects.
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
import type { RegistryService, RegistryTarget } from "./registry-target.ts";

/** An instance of a registry, as Cloud Map lists it. */
export interface InstanceView {
	readonly id: string;
	readonly attributes: Readonly<Record<string, string>>;
}

/** The result of one inspection. */
export interface RegistrySnapshot {
	readonly target: RegistryTarget;
	/** Tasks that should be running, each with its service. */
	readonly tasks: readonly { readonly task: Task; readonly service: RegistryService }[];
	readonly instances: readonly InstanceView[];
	/** `HEALTHY`, `UNHEALTHY` or `UNKNOWN` by instance id, if Cloud Map tracks health. */
	readonly health: ReadonlyMap<string, string>;
	/** Ids of instances registered by ECS whose task is proven to have stopped. */
	readonly ended: ReadonlySet<string>;
	/** The record sets of the registry. Undefined if it has none, or if access is denied. */
	readonly recordSets?: readonly ResourceRecordSet[];
}

/** A mismatch found by one inspection; later ones show whether it persists. */
export type Finding = Omit<Mismatch, "sinceMs" | "repairing">;

/** The maximum number of tasks for one DescribeTasks request. */
const batchSize = 100;

/** Inspects a registry once. Rejects with an `AwsFailure`. */
export async function inspect(read: Read, target: RegistryTarget): Promise<RegistrySnapshot> {
	const tasks = (await Promise.all(target.services.map((service) => runningTasks(read, service)))).flat();
	const listed = await readAll(
		read,
		"servicediscovery:ListInstances",
		{ ServiceId: target.registryId, MaxResults: 100 },
		({ Instances }) => Instances,
	);
	const instances = listed.map(({ Id = "", Attributes = {} }) => ({ id: Id, attributes: Attributes }));
	const running = new Set(tasks.map(({ task }) => taskIdOf(task.taskArn)));
	const others = instances.filter(({ id }) => !running.has(id));
	const recordSets = await recordSetsOf(read, target);
	return {
		...{ target, tasks, instances },
		health: target.keepsHealth && instances.length > 0 ? await healthOf(read, target) : new Map(),
		ended: await endedTasks(read, target, others),
		...(recordSets ? { recordSets } : {}),
	};
}

/** The id at the end of a task's ARN; ECS uses it as the instance id. */
export function taskIdOf(arn = ""): string {
	return arn.slice(arn.lastIndexOf("/") + 1);
}

async function runningTasks(read: Read, service: RegistryService): Promise<RegistrySnapshot["tasks"]> {
	const { cluster, serviceName } = service;
	const arns = await readAll(read, "ecs:ListTasks", { cluster, serviceName }, ({ taskArns }) => taskArns);
	const described = await describe(read, cluster, arns);
	return described.tasks.map((task) => ({ task, service }));
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
 * Finds the instances whose task has stopped. It searches only clusters with a service of the registry: a shared
 * registry may have tasks of another account, which ECS would report as missing here.
 */
async function endedTasks(
	read: Read,
	{ services }: RegistryTarget,
	others: readonly InstanceView[],
): Promise<ReadonlySet<string>> {
	const clusters = new Set(services.map(({ cluster }) => cluster));
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

async function healthOf(read: Read, { registryId }: RegistryTarget): Promise<ReadonlyMap<string, string>> {
	const statuses = await readAll(
		read,
		"servicediscovery:GetInstancesHealthStatus",
		{ ServiceId: registryId, MaxResults: 100 },
		({ Status }) => Object.entries(Status ?? {}),
	);
	return new Map(statuses);
}

/** The start of a page of record sets. */
type RecordSetsFrom = Pick<
	ListResourceRecordSetsCommandInput,
	"StartRecordName" | "StartRecordType" | "StartRecordIdentifier"
>;

/** Lists record sets at the name of the registry and below it. Route 53 sorts names by their labels from the right. */
async function recordSetsOf(read: Read, { zone }: RegistryTarget): Promise<readonly ResourceRecordSet[] | undefined> {
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
		// The instances can still be compared.
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

/** Normalizes a record name: lower case, without the trailing dot. */
export function recordNameOf(name = ""): string {
	return name.toLowerCase().replace(/\.$/, "");
}

function isAtOrBelow(name: string, parent: string): boolean {
	return name === parent || name.endsWith(`.${parent}`);
}
