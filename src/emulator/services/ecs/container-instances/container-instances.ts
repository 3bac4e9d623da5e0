/**
 * Container instances: EC2 machines on which tasks of launch type EC2 are placed. Their attributes decide which tasks
 * they accept; a draining instance keeps its tasks until services have replaced them (ECS developer guide, container
 * instance draining).
 */
import type { Attribute, Resource, VersionInfo } from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import { arnOf, nameOf, randomHexadecimal } from "../identifiers.ts";
import { wakeWaiting } from "../placement/placement.ts";
import { firstDynamicPort } from "../placement/ports.ts";
import type { Tags } from "../record-parts.ts";
import type { ClusterRecord, InstanceRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { stopTask } from "../tasks/lifecycle.ts";

/** All container instances are in one subnet of their own. */
const instanceSubnet = "subnet-container-instances";

/** The CPU units and MiB of a common machine with two virtual processors and 8 GiB. */
export const usualMachine = { cpu: 2048, memoryMebibytes: 7769 };

/** Versions of the agent and of Docker, if an agent does not report them. */
const usualVersion: VersionInfo = {
	agentVersion: "1.94.0",
	agentHash: "00000000",
	dockerVersion: "DockerVersion: 25.0.8",
};

/** The machine properties that an agent reports. */
export interface Machine {
	readonly attributes: readonly Attribute[];
	readonly cpu: number;
	readonly memoryMebibytes: number;
	readonly versionInfo?: VersionInfo | undefined;
}

/** The properties of a new container instance. */
export interface NewInstance extends Machine {
	readonly ec2InstanceId?: string | undefined;
	readonly tags?: Tags;
	/** Whether the Auto Scaling group started it. */
	readonly launched?: boolean;
	readonly capacityProvider?: string | undefined;
}

/** Adds an instance to a cluster and wakes services that wait for a place. */
export function registerInstance(state: EcsState, cluster: ClusterRecord, instance: NewInstance): InstanceRecord {
	const { random, clock } = state.context;
	const id = randomHexadecimal(random, 32);
	const record: InstanceRecord = {
		sequence: state.nextSequence(),
		id,
		arn: arnOf(state.context, `container-instance/${cluster.name}/${id}`),
		cluster,
		ec2InstanceId: instance.ec2InstanceId ?? `i-${randomHexadecimal(random, 17)}`,
		availabilityZone: state.addresses.availabilityZone(instanceSubnet),
		address: state.addresses.take(instanceSubnet),
		registeredAtMs: clock.now(),
		tags: instance.tags ?? new Map(),
		attributes: new Map(),
		registeredResources: resources(instance.cpu, instance.memoryMebibytes),
		versionInfo: instance.versionInfo ?? usualVersion,
		status: "ACTIVE",
		launched: instance.launched ?? false,
		capacityProvider: instance.capacityProvider,
		tasks: new Set(),
		nextPort: firstDynamicPort,
		version: 1,
	};
	setAttributes(record, [...builtInAttributes(record), ...instance.attributes]);
	cluster.instances.set(id, record);
	wakeWaiting(state, cluster);
	return record;
}

/**
 * Updates an instance whose agent registers again after a restart: instance, tasks and custom attributes stay, but its
 * machine can have changed (ECS API reference, RegisterContainerInstance, containerInstanceArn).
 */
export function registerAgain(state: EcsState, instance: InstanceRecord, machine: Machine): InstanceRecord {
	instance.registeredResources = resources(machine.cpu, machine.memoryMebibytes);
	instance.versionInfo = machine.versionInfo ?? instance.versionInfo;
	setAttributes(instance, machine.attributes);
	instance.version++;
	wakeWaiting(state, instance.cluster);
	return instance;
}

/** Removes an instance from its cluster; its tasks stop. */
export function deregisterInstance(state: EcsState, instance: InstanceRecord): void {
	instance.status = "INACTIVE";
	instance.cluster.instances.delete(instance.id);
	state.addresses.release(instance.address);
	const reason = `Host EC2 (instance ${instance.ec2InstanceId}) stopped/terminated.`;
	for (const task of [...instance.tasks]) stopTask(state, task, { code: "TerminationNotice", reason });
}

/** The instance with this ID, or on the EC2 instance with this ID, in any cluster. */
export function findMachine(state: EcsState, id: string): InstanceRecord | undefined {
	for (const { instances } of state.clusters.values()) {
		for (const instance of instances.values()) if (instance.id === id || instance.ec2InstanceId === id) return instance;
	}
	return undefined;
}

/** The instance that a request names by ID or ARN; throws AWS's error if it does not exist. */
export function findInstance(cluster: ClusterRecord, reference: string): InstanceRecord {
	const instance = cluster.instances.get(nameOf(reference));
	if (instance && instance.status !== "INACTIVE") return instance;
	throw new AwsError("InvalidParameterException", "Referenced container instance not found.");
}

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

function setAttributes(instance: InstanceRecord, attributes: readonly Attribute[]): void {
	for (const { name = "", value } of attributes) {
		instance.attributes.set(name, value === undefined ? { name } : { name, value });
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
