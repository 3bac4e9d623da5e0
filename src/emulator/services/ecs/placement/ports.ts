/**
 * Assigns host ports of container instances: the fixed ones of task definitions, and dynamic ones in sequence (ECS API
 * reference, PortMapping, hostPort). Tasks with their own network interface need none.
 */
import type { PortMapping } from "@aws-sdk/client-ecs";
import type { PortBinding, RevisionRecord } from "../record-parts.ts";
import type { InstanceRecord } from "../records.ts";

/** Docker's range of dynamic host ports. */
export const firstDynamicPort = 32_768;
const lastDynamicPort = 60_999;

/** The host ports in use by tasks of the instance. */
export function portsInUse(instance: InstanceRecord): number[] {
	const tasks = [...instance.tasks].filter((task) => !task.networkInterface);
	return tasks.flatMap((task) => task.ports.map(({ hostPort }) => hostPort));
}

/** Whether a task of the instance, or the instance itself, uses a fixed host port of `definition`. */
export function lacksPort(definition: RevisionRecord, instance: InstanceRecord): boolean {
	return staticPorts(definition).some((port) => isPortUsed(instance, port));
}

function mappingsOf(definition: RevisionRecord): { readonly containerName: string; readonly mapping: PortMapping }[] {
	return (definition.definition.containerDefinitions ?? []).flatMap((container) =>
		(container.portMappings ?? []).map((mapping) => ({ containerName: container.name ?? "", mapping })),
	);
}

/** The fixed host ports of a task; in awsvpc mode ports belong to the task's own network interface. */
function staticPorts(definition: RevisionRecord): number[] {
	if (definition.definition.networkMode === "awsvpc") return [];
	return mappingsOf(definition).flatMap(({ mapping }) => mapping.hostPort || []);
}

function isPortUsed(instance: InstanceRecord, port: number): boolean {
	const reserved = instance.registeredResources.find((resource) => resource.name === "PORTS")?.stringSetValue ?? [];
	if (reserved.includes(String(port))) return true;
	for (const task of instance.tasks) {
		if (!task.networkInterface && task.ports.some(({ hostPort }) => hostPort === port)) return true;
	}
	return false;
}

/** The host ports of a new task: its fixed ones, and for dynamic ones the next free ones of the instance. */
export function bindPorts(definition: RevisionRecord, instance: InstanceRecord): PortBinding[] {
	const dynamicPort = () => {
		for (;;) {
			const port = instance.nextPort;
			instance.nextPort = port === lastDynamicPort ? firstDynamicPort : port + 1;
			if (!isPortUsed(instance, port)) return port;
		}
	};
	return mappingsOf(definition).map(({ containerName, mapping }) => ({
		containerName,
		containerPort: mapping.containerPort ?? 0,
		hostPort: mapping.hostPort || dynamicPort(),
		protocol: mapping.protocol ?? "tcp",
	}));
}
