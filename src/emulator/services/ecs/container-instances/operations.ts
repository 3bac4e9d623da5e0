/**
 * The operations on container instances: agents register, and users deregister, describe and drain (ECS API reference,
 * RegisterContainerInstance, DeregisterContainerInstance, ListContainerInstances, DescribeContainerInstances and
 * UpdateContainerInstancesState).
 */
import type {
	DeregisterContainerInstanceRequest,
	DeregisterContainerInstanceResponse,
	DescribeContainerInstancesRequest,
	DescribeContainerInstancesResponse,
	Failure,
	ListContainerInstancesRequest,
	ListContainerInstancesResponse,
	RegisterContainerInstanceRequest,
	RegisterContainerInstanceResponse,
	UpdateContainerInstancesStateRequest,
	UpdateContainerInstancesStateResponse,
} from "@aws-sdk/client-ecs";
import { isRecord } from "../../../../lib/json.ts";
import { AwsError } from "../../../aws-error.ts";
import { activeCluster } from "../clusters/clusters.ts";
import { arnOf, nameOf } from "../identifiers.ts";
import { page } from "../paging.ts";
import { parseExpression, satisfies } from "../placement/expressions.ts";
import { valuesOf } from "../placement/instance-values.ts";
import { wakeWaiting } from "../placement/placement.ts";
import type { ClusterRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { readTags } from "../tags.ts";
import { checkAttribute } from "./attribute-rules.ts";
import {
	deregisterInstance,
	findInstance,
	registerAgain,
	registerInstance,
	usualMachine,
} from "./container-instances.ts";
import { viewInstance } from "./view.ts";

/** The operations on container instances. */
export function containerInstanceOperations(state: EcsState) {
	return {
		RegisterContainerInstance: (input: RegisterContainerInstanceRequest): RegisterContainerInstanceResponse => {
			const cluster = activeCluster(state, input.cluster);
			for (const attribute of input.attributes ?? []) checkAttribute(attribute);
			const amount = (name: string) => input.totalResources?.find((resource) => resource.name === name)?.integerValue;
			const machine = {
				attributes: input.attributes ?? [],
				cpu: amount("CPU") ?? usualMachine.cpu,
				memoryMebibytes: amount("MEMORY") ?? usualMachine.memoryMebibytes,
				versionInfo: input.versionInfo,
			};
			const instance = input.containerInstanceArn
				? registerAgain(state, findInstance(cluster, input.containerInstanceArn), machine)
				: registerInstance(state, cluster, {
						...machine,
						ec2InstanceId: instanceIdOf(input.instanceIdentityDocument),
						tags: readTags(input.tags),
					});
			return { containerInstance: viewInstance(instance, ["TAGS"]) };
		},
		DeregisterContainerInstance: (input: DeregisterContainerInstanceRequest): DeregisterContainerInstanceResponse => {
			const cluster = activeCluster(state, input.cluster);
			const instance = findInstance(cluster, input.containerInstance ?? "");
			if (instance.tasks.size > 0 && input.force !== true) {
				throw new AwsError("InvalidParameterException", "Found running tasks on the instance.");
			}
			deregisterInstance(state, instance);
			return { containerInstance: viewInstance(instance, ["TAGS"]) };
		},
		ListContainerInstances: (input: ListContainerInstancesRequest) => listInstances(state, input),
		DescribeContainerInstances: (input: DescribeContainerInstancesRequest) => describeInstances(state, input),
		UpdateContainerInstancesState: (input: UpdateContainerInstancesStateRequest) => updateStates(state, input),
	};
}

function instanceIdOf(document: string | undefined): string | undefined {
	try {
		const parsed: unknown = JSON.parse(document ?? "");
		return isRecord(parsed) && typeof parsed.instanceId === "string" ? parsed.instanceId : undefined;
	} catch {
		return undefined;
	}
}

function listInstances(state: EcsState, input: ListContainerInstancesRequest): ListContainerInstancesResponse {
	const cluster = activeCluster(state, input.cluster);
	const filter = input.filter ? parseExpression(input.filter) : undefined;
	const instances = [...cluster.instances.values()]
		.filter((instance) => input.status === undefined || instance.status === input.status)
		.filter((instance) => filter === undefined || satisfies(filter, valuesOf(instance)));
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
	checkReferences(references, 100);
	const failures: Failure[] = [];
	const containerInstances = references.flatMap((reference) => {
		const instance = cluster.instances.get(nameOf(reference));
		if (instance) return [viewInstance(instance, input.include)];
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
	checkReferences(references, 10);
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
			if (task.service) state.timers.wake(task.service, state.context.clock.now());
		}
		return [viewInstance(instance)];
	});
	if (status === "ACTIVE") wakeWaiting(state, cluster);
	return { containerInstances, failures };
}

function checkReferences(references: readonly string[], most: number): void {
	if (references.length === 0) {
		throw new AwsError("InvalidParameterException", "Container instances cannot be empty.");
	}
	if (references.length > most) {
		throw new AwsError("InvalidParameterException", `Container instances cannot have more than ${most} elements.`);
	}
}

function missing(state: EcsState, cluster: ClusterRecord, reference: string): Failure {
	const arn = arnOf(state.context, `container-instance/${cluster.name}/${nameOf(reference)}`);
	return { arn, reason: "MISSING" };
}
