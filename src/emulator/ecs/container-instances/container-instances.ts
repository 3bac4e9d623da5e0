/**
 * Container instances: EC2 machines that tasks of launch type EC2 are placed on. Their attributes decide which tasks they
 * take; an instance that drains keeps its tasks until the services have replaced them (ECS developer guide, container
 * instance draining).
 */
import type {
	Attribute,
	ContainerInstance,
	DeregisterContainerInstanceRequest,
	DeregisterContainerInstanceResponse,
	DescribeContainerInstancesRequest,
	DescribeContainerInstancesResponse,
	Failure,
	ListContainerInstancesRequest,
	ListContainerInstancesResponse,
	RegisterContainerInstanceRequest,
	RegisterContainerInstanceResponse,
	Resource,
	UpdateContainerInstancesStateRequest,
	UpdateContainerInstancesStateResponse,
} from "@aws-sdk/client-ecs";
import { isRecord } from "../../../lib/json.ts";
import { AwsError } from "../../failure.ts";
import { activeCluster } from "../clusters/clusters.ts";
import { arnOf, nameOf, randomHexadecimal } from "../identifiers.ts";
import { page } from "../paging.ts";
import { parseExpression, satisfies } from "../placement/expressions.ts";
import { instanceLookup, remainingResources, wakeWaiting } from "../placement/placement.ts";
import type { ClusterRecord, EcsState, Tags } from "../state.ts";
import { readTags, writeTags } from "../tags.ts";
import { stopTask } from "../tasks/life.ts";
import type { InstanceRecord } from "../tasks/state.ts";

/** All container instances lie in one subnet of their own. */
const instanceSubnet = "subnet-container-instances";

/** The processor units and MiB of a common machine with two virtual processors and 8 GiB. */
export const usualMachine = { cpu: 2048, memoryMebibytes: 7769 };

export interface NewInstance {
	readonly attributes: readonly Attribute[];
	readonly cpu: number;
	readonly memoryMebibytes: number;
	readonly ec2InstanceId?: string | undefined;
	readonly tags?: Tags;
	/** Whether the Auto Scaling group brought it up. */
	readonly launched?: boolean;
	readonly capacityProvider?: string | undefined;
}

/** Adds an instance to a cluster and lets services that wait for a place try again. */
export function registerInstance(state: EcsState, cluster: ClusterRecord, instance: NewInstance): InstanceRecord {
	const { random, clock } = state.surroundings;
	const id = randomHexadecimal(random, 32);
	const record: InstanceRecord = {
		sequence: state.nextSequence(),
		id,
		arn: arnOf(state.surroundings, `container-instance/${cluster.name}/${id}`),
		cluster,
		ec2InstanceId: instance.ec2InstanceId ?? `i-${randomHexadecimal(random, 17)}`,
		availabilityZone: state.addresses.availabilityZone(instanceSubnet),
		address: state.addresses.take(instanceSubnet),
		registeredAtMs: clock.now(),
		tags: instance.tags ?? new Map(),
		attributes: new Map(),
		registeredResources: resources(instance.cpu, instance.memoryMebibytes),
		status: "ACTIVE",
		launched: instance.launched ?? false,
		capacityProvider: instance.capacityProvider,
		tasks: new Set(),
		nextPort: firstDynamicPort,
		version: 1,
	};
	for (const attribute of [...builtInAttributes(record), ...instance.attributes]) {
		record.attributes.set(attribute.name ?? "", withoutTarget(attribute));
	}
	cluster.instances.set(id, record);
	wakeWaiting(state, cluster);
	return record;
}

/** Takes an instance out of its cluster; what still runs on it stops. */
export function deregisterInstance(state: EcsState, instance: InstanceRecord): void {
	instance.status = "INACTIVE";
	instance.cluster.instances.delete(instance.id);
	state.addresses.release(instance.address);
	const reason = `Host EC2 (instance ${instance.ec2InstanceId}) stopped/terminated.`;
	for (const task of [...instance.tasks]) stopTask(state, task, { code: "TerminationNotice", reason });
}

/** The instance of this id, or on the EC2 instance of this id, in whichever cluster it is. */
export function findMachine(state: EcsState, id: string): InstanceRecord | undefined {
	for (const { instances } of state.clusters.values()) {
		for (const instance of instances.values()) if (instance.id === id || instance.ec2InstanceId === id) return instance;
	}
	return undefined;
}

/** The instance that a request names by id or ARN; throws AWS's refusal when it is not there. */
export function findInstance(cluster: ClusterRecord, reference: string): InstanceRecord {
	const instance = cluster.instances.get(nameOf(reference));
	if (instance && instance.status !== "INACTIVE") return instance;
	throw new AwsError("InvalidParameterException", "Referenced container instance not found.");
}

/** The operations on container instances. */
export function containerInstanceOperations(state: EcsState) {
	return {
		RegisterContainerInstance: (input: RegisterContainerInstanceRequest): RegisterContainerInstanceResponse => {
			const cluster = activeCluster(state, input.cluster);
			const amount = (name: string) => input.totalResources?.find((resource) => resource.name === name)?.integerValue;
			const instance = registerInstance(state, cluster, {
				attributes: input.attributes ?? [],
				cpu: amount("CPU") ?? usualMachine.cpu,
				memoryMebibytes: amount("MEMORY") ?? usualMachine.memoryMebibytes,
				ec2InstanceId: instanceIdOf(input.instanceIdentityDocument),
				tags: readTags(input.tags),
			});
			return { containerInstance: view(instance, true) };
		},
		DeregisterContainerInstance: (input: DeregisterContainerInstanceRequest): DeregisterContainerInstanceResponse => {
			const cluster = activeCluster(state, input.cluster);
			const instance = findInstance(cluster, input.containerInstance ?? "");
			if (instance.tasks.size > 0 && input.force !== true) {
				throw new AwsError("InvalidParameterException", "Found running tasks on the instance.");
			}
			deregisterInstance(state, instance);
			return { containerInstance: view(instance, true) };
		},
		ListContainerInstances: (input: ListContainerInstancesRequest) => listInstances(state, input),
		DescribeContainerInstances: (input: DescribeContainerInstancesRequest) => describeInstances(state, input),
		UpdateContainerInstancesState: (input: UpdateContainerInstancesStateRequest) => updateStates(state, input),
	};
}

/** Docker's range of dynamic host ports (ECS API reference, PortMapping, hostPort). */
const firstDynamicPort = 32_768;

function builtInAttributes(instance: InstanceRecord): Attribute[] {
	const values = {
		"ecs.ami-id": "ami-0123456789abcdef0",
		"ecs.availability-zone": instance.availabilityZone,
		"ecs.cpu-architecture": "x86_64",
		"ecs.instance-type": "t3.large",
		"ecs.os-family": "LINUX",
		"ecs.os-type": "linux",
		"ecs.subnet-id": instanceSubnet,
	};
	const capabilities = ["ecs.capability.task-eni", "com.amazonaws.ecs.capability.logging-driver.awslogs"];
	return [
		...Object.entries(values).map(([name, value]) => ({ name, value })),
		...capabilities.map((name) => ({ name })),
	];
}

function withoutTarget({ name, value }: Attribute): Attribute {
	return value === undefined ? { name } : { name, value };
}

function instanceIdOf(document: string | undefined): string | undefined {
	try {
		const parsed: unknown = JSON.parse(document ?? "");
		return isRecord(parsed) && typeof parsed.instanceId === "string" ? parsed.instanceId : undefined;
	} catch {
		return undefined;
	}
}

function resources(cpu: number, memoryMebibytes: number): Resource[] {
	const integer = (name: string, integerValue: number): Resource => ({ name, type: "INTEGER", integerValue });
	return [
		integer("CPU", cpu),
		integer("MEMORY", memoryMebibytes),
		{ name: "PORTS", type: "STRINGSET", stringSetValue: ["22", "2375", "2376", "51678", "51679"] },
	];
}

function listInstances(state: EcsState, input: ListContainerInstancesRequest): ListContainerInstancesResponse {
	const cluster = activeCluster(state, input.cluster);
	const filter = input.filter ? parseExpression(input.filter) : undefined;
	const instances = [...cluster.instances.values()]
		.filter((instance) => input.status === undefined || instance.status === input.status)
		.filter((instance) => filter === undefined || satisfies(filter, instanceLookup(instance)));
	const { items, nextToken } = page(instances, (instance) => instance.sequence, input, {
		list: "container instances",
		defaultSize: 100,
	});
	return { containerInstanceArns: items.map((instance) => instance.arn), ...(nextToken && { nextToken }) };
}

function describeInstances(
	state: EcsState,
	input: DescribeContainerInstancesRequest,
): DescribeContainerInstancesResponse {
	const cluster = activeCluster(state, input.cluster);
	const references = input.containerInstances ?? [];
	if (references.length === 0) {
		throw new AwsError("InvalidParameterException", "Container instances cannot be empty.");
	}
	if (references.length > 100) {
		throw new AwsError("InvalidParameterException", "Container instances cannot have more than 100 elements.");
	}
	const failures: Failure[] = [];
	const containerInstances = references.flatMap((reference) => {
		const instance = cluster.instances.get(nameOf(reference));
		if (instance) return [view(instance, input.include?.includes("TAGS") ?? false)];
		failures.push(missing(state, cluster, reference));
		return [];
	});
	return { containerInstances, failures };
}

function updateStates(
	state: EcsState,
	input: UpdateContainerInstancesStateRequest,
): UpdateContainerInstancesStateResponse {
	const cluster = activeCluster(state, input.cluster);
	const status = input.status;
	if (status !== "ACTIVE" && status !== "DRAINING") {
		throw new AwsError("InvalidParameterException", "Container instance state can only be ACTIVE or DRAINING.");
	}
	const references = input.containerInstances ?? [];
	if (references.length > 10) {
		throw new AwsError("InvalidParameterException", "Container instances cannot have more than 10 elements.");
	}
	const failures: Failure[] = [];
	const containerInstances = references.flatMap((reference) => {
		const instance = cluster.instances.get(nameOf(reference));
		if (!instance) {
			failures.push(missing(state, cluster, reference));
			return [];
		}
		instance.status = status;
		instance.version++;
		for (const task of instance.tasks) {
			if (task.service) state.agenda.wake(task.service, state.surroundings.clock.now());
		}
		return [view(instance, false)];
	});
	if (status === "ACTIVE") wakeWaiting(state, cluster);
	return { containerInstances, failures };
}

function missing(state: EcsState, cluster: ClusterRecord, reference: string): Failure {
	const arn = arnOf(state.surroundings, `container-instance/${cluster.name}/${nameOf(reference)}`);
	return { arn, reason: "MISSING" };
}

function view(instance: InstanceRecord, withTags: boolean): ContainerInstance {
	const tasks = [...instance.tasks];
	return {
		containerInstanceArn: instance.arn,
		ec2InstanceId: instance.ec2InstanceId,
		...(instance.capacityProvider && { capacityProviderName: instance.capacityProvider }),
		version: instance.version,
		versionInfo: { agentVersion: "1.94.0", agentHash: "00000000", dockerVersion: "DockerVersion: 25.0.8" },
		registeredResources: [...instance.registeredResources],
		remainingResources: remainingResources(instance),
		status: instance.status,
		agentConnected: instance.status !== "INACTIVE",
		// By the wish here, by the status in a cluster (ECS API reference, ContainerInstance and Cluster).
		runningTasksCount: tasks.filter((task) => task.desiredStatus === "RUNNING").length,
		pendingTasksCount: tasks.filter((task) => task.desiredStatus === "RUNNING" && !task.startedAtMs).length,
		attributes: [...instance.attributes.values()],
		registeredAt: new Date(instance.registeredAtMs),
		attachments: [],
		tags: withTags ? writeTags(instance.tags) : [],
	};
}
