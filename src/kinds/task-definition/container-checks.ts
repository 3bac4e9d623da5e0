/**
 * Checks the containers of a task against each other: start order, names, ports, and fields allowed in the network mode.
 * AWS reports some errors at registration; others only show as tasks that never start.
 */
import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import type { Check } from "../../model/manifest-rules.ts";
import { errorHere, warningHere } from "../../model/problem.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

/**
 * A container in a dependency cycle never starts; neither does one that waits for the health of a container without a
 * health check.
 */
const order: Check<TaskDefinitionSpec> = ({ resource: { spec }, at }) => {
	const containers = new Map((spec.containerDefinitions ?? []).map((container) => [container.name, container]));
	return [...containers.values()].flatMap((container) => {
		const path = `containerDefinitions.${container.name}.dependsOn`;
		if (waitsForItself(container, containers)) {
			return [errorHere(at(path), "dependency-cycle", { container: container.name ?? "" })];
		}
		return (container.dependsOn ?? [])
			.filter(({ condition, containerName }) => {
				const other = containers.get(containerName);
				return condition === "HEALTHY" && other && !other.healthCheck;
			})
			.map(({ containerName }) =>
				errorHere(at(`${path}.${containerName}`), "healthy-without-check", { container: containerName ?? "" }),
			);
	});
};

function waitsForItself(
	container: ContainerDefinition,
	containers: ReadonlyMap<string | undefined, ContainerDefinition>,
): boolean {
	const reached = new Set<string | undefined>();
	const open = [container];
	for (let next = open.pop(); next; next = open.pop()) {
		for (const { containerName } of next.dependsOn ?? []) {
			if (containerName === container.name) return true;
			const other = containers.get(containerName);
			if (other && !reached.has(containerName)) open.push(other);
			reached.add(containerName);
		}
	}
	return false;
}

/** Service Connect finds ports by name. In awsvpc mode all containers of a task share one set of ports. */
const ports: Check<TaskDefinitionSpec> = ({ resource: { spec }, at }) => {
	const names = new Set<string>();
	const taken = new Set<string>();
	return (spec.containerDefinitions ?? []).flatMap((container) =>
		(container.portMappings ?? []).flatMap(({ name, containerPort, protocol = "tcp" }) => {
			const place = at(`containerDefinitions.${container.name}.portMappings.${containerPort}`);
			if (name !== undefined && names.has(name)) {
				return [errorHere(place, "duplicate-port-name", { name })];
			}
			if (name !== undefined) names.add(name);
			const port = `${containerPort}/${protocol}`;
			const isTaken = spec.networkMode === "awsvpc" && containerPort !== undefined && taken.has(port);
			taken.add(port);
			if (!isTaken) return [];
			return [warningHere(place, "port-twice", { port })];
		}),
	);
};

/** The ECS documentation lists these fields as not supported in awsvpc mode, where each task has its own network interface. */
const ownInterface: Check<TaskDefinitionSpec> = ({ resource: { spec }, at }) => {
	if (spec.networkMode !== "awsvpc") return [];
	return (spec.containerDefinitions ?? []).flatMap((container) =>
		(["links", "hostname", "dnsServers", "dnsSearchDomains", "extraHosts"] as const)
			.filter((field) => (container[field]?.length ?? 0) > 0)
			.map((field) =>
				errorHere(at(`containerDefinitions.${container.name}.${field}`), "not-in-awsvpc-mode", { field }),
			),
	);
};

/** A variable has one value: from `secrets` or from `environment`. */
const variables: Check<TaskDefinitionSpec> = ({ resource: { spec }, at }) =>
	(spec.containerDefinitions ?? []).flatMap((container) => {
		const written = new Set((container.environment ?? []).map(({ name }) => name));
		return (container.secrets ?? [])
			.filter(({ name }) => written.has(name))
			.map(({ name }) =>
				errorHere(at(`containerDefinitions.${container.name}.secrets.${name}`), "variable-and-secret", {
					variable: name ?? "",
				}),
			);
	});

export const containerChecks: readonly Check<TaskDefinitionSpec>[] = [order, ports, ownInterface, variables];
