/**
 * CPU, memory and ports of container instances: reserved by tasks, and remaining (ECS API reference, ContainerInstance,
 * registeredResources and remainingResources).
 */
import type { Resource } from "@aws-sdk/client-ecs";
import type { RevisionRecord } from "../record-parts.ts";
import type { InstanceRecord } from "../records.ts";
import { portsInUse } from "./ports.ts";

/** The CPU units and MiB that a task reserves. */
export function reservation(definition: RevisionRecord): { readonly cpu: number; readonly memoryMebibytes: number } {
	const containers = definition.definition.containerDefinitions ?? [];
	const sum = (amount: (container: (typeof containers)[number]) => number | undefined) =>
		containers.reduce((total, container) => total + (amount(container) ?? 0), 0);
	return {
		cpu: Number(definition.definition.cpu ?? sum((container) => container.cpu)),
		memoryMebibytes: Number(
			definition.definition.memory ?? sum((container) => container.memoryReservation ?? container.memory),
		),
	};
}

/** The unreserved resources of an instance. */
export function remainingResources(instance: InstanceRecord): Resource[] {
	const left = remaining(instance);
	return instance.registeredResources.map((resource): Resource => {
		if (resource.name === "CPU") return { ...resource, integerValue: left.cpu };
		if (resource.name === "MEMORY") return { ...resource, integerValue: left.memoryMebibytes };
		if (resource.name !== "PORTS") return resource;
		const inUse = portsInUse(instance).map(String);
		return { ...resource, stringSetValue: [...new Set([...(resource.stringSetValue ?? []), ...inUse])] };
	});
}

/** The CPU units and MiB that no task of the instance reserves. */
export function remaining(instance: InstanceRecord): { readonly cpu: number; readonly memoryMebibytes: number } {
	const registered = (name: string) =>
		instance.registeredResources.find((resource) => resource.name === name)?.integerValue ?? 0;
	let cpu = registered("CPU");
	let memoryMebibytes = registered("MEMORY");
	for (const task of instance.tasks) {
		const reserved = reservation(task.definition);
		cpu -= reserved.cpu;
		memoryMebibytes -= reserved.memoryMebibytes;
	}
	return { cpu, memoryMebibytes };
}
