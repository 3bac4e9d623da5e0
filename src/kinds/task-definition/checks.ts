/** Checks of TaskDefinition manifests that a schema cannot express. */
import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import type { Check, CheckInput } from "../../model/manifest-rules.ts";
import { errorHere, type Problem } from "../../model/problem.ts";
import { tagChecks } from "../checking.ts";
import { containerChecks } from "./container-checks.ts";
import { fargateChecks } from "./fargate-checks.ts";
import { everyContainer } from "./live-images.ts";
import type {} from "./problems.ts";
import { literalCredentials } from "./secret-checks.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

type Input = CheckInput<TaskDefinitionSpec>;

/** In awsvpc and host mode, the container port is also the host port. */
const equalPorts: Check<TaskDefinitionSpec> = (input) => {
	const { networkMode } = input.resource.spec;
	if (networkMode !== "awsvpc" && networkMode !== "host") return [];
	return eachContainer(input, (container, path) =>
		(container.portMappings ?? [])
			.filter(({ hostPort, containerPort }) => containerPort !== undefined && hostPort !== containerPort)
			.map(({ containerPort }) =>
				errorHere(input.at(`${path}.portMappings.${containerPort}.hostPort`), "unequal-ports", {
					networkMode,
					containerPort: containerPort ?? 0,
				}),
			),
	);
};

/** ECS requires a memory limit for each container, from the task or from the container itself. */
const memory: Check<TaskDefinitionSpec> = (input) => {
	const { memory: taskMemory, cpu: taskCpu } = input.resource.spec;
	const problems = eachContainer(input, (container, path) => {
		if (container.memory !== undefined && (container.memoryReservation ?? 0) > container.memory) {
			return [errorHere(input.at(`${path}.memoryReservation`), "reservation-too-large")];
		}
		if (taskMemory !== undefined && (container.memory ?? 0) > Number(taskMemory)) {
			return [errorHere(input.at(`${path}.memory`), "container-exceeds-memory", { taskMemory })];
		}
		if (taskMemory !== undefined || container.memory !== undefined || container.memoryReservation !== undefined)
			return [];
		return [errorHere(input.at(path), "missing-memory")];
	});
	const sum = input.resource.spec.containerDefinitions?.reduce((total, { cpu }) => total + (cpu ?? 0), 0) ?? 0;
	if (taskCpu !== undefined && sum > Number(taskCpu)) {
		problems.push(errorHere(input.at("cpu"), "containers-exceed-cpu", { asked: sum, taskCpu }));
	}
	return problems;
};

/** Containers in `dependsOn` and volumes in mount points must exist. */
const names: Check<TaskDefinitionSpec> = (input) => {
	const { containerDefinitions = [], volumes = [] } = input.resource.spec;
	const containers = new Set(containerDefinitions.map(({ name }) => name));
	const known = new Set(volumes.map(({ name }) => name));
	const problems: Problem[] = [];
	if (containers.size < containerDefinitions.length) {
		problems.push(errorHere(input.at("containerDefinitions"), "duplicate-container"));
	}
	if (containerDefinitions.every(({ essential }) => essential === false)) {
		problems.push(errorHere(input.at("containerDefinitions"), "no-essential-container"));
	}
	return problems.concat(
		eachContainer(input, (container, path) => [
			...[
				...(container.dependsOn ?? []).map(({ containerName }) => ({ name: containerName, field: "dependsOn" })),
				...(container.volumesFrom ?? []).map((from) => ({ name: from.sourceContainer, field: "volumesFrom" })),
			]
				.filter(({ name }) => !containers.has(name))
				.map(({ name, field }) =>
					errorHere(input.at(`${path}.${field}.${name}`), "unknown-container", { container: name ?? "" }),
				),
			...(container.mountPoints ?? [])
				.filter(({ sourceVolume }) => !known.has(sourceVolume))
				.map(({ containerPath, sourceVolume }) =>
					errorHere(input.at(`${path}.mountPoints.${containerPath}`), "unknown-volume", { volume: sourceVolume ?? "" }),
				),
		]),
	);
};

/** With a misspelt name, the manifest would control the image and revert what CI deploys. */
const liveImages: Check<TaskDefinitionSpec> = ({ resource: { spec, policy, place } }) => {
	const names = new Set((spec.containerDefinitions ?? []).map(({ name }) => name));
	return policy.liveImages
		.filter((name) => name !== everyContainer && !names.has(name))
		.map((name) => errorHere(place, "unknown-live-container", { container: name }));
};

/** Without these options the container does not start, and ECS reports the error only then. */
const logOptions: Check<TaskDefinitionSpec> = (input) =>
	eachContainer(input, ({ logConfiguration }, path) => {
		if (logConfiguration?.logDriver !== "awslogs") return [];
		const fargate = input.resource.spec.requiresCompatibilities?.includes("FARGATE");
		return ["awslogs-group", "awslogs-region", ...(fargate ? ["awslogs-stream-prefix"] : [])]
			.filter((option) => !logConfiguration.options?.[option])
			.map((option) => errorHere(input.at(`${path}.logConfiguration`), "missing-log-option", { option }));
	});

/** ECS limits a task definition to 64 KiB. */
const size: Check<TaskDefinitionSpec> = ({ resource: { spec }, at }) =>
	Buffer.byteLength(JSON.stringify(spec)) <= 65_536
		? []
		: [errorHere(at("containerDefinitions"), "task-definition-too-large")];

function eachContainer(
	{ resource }: Input,
	check: (container: ContainerDefinition, path: string) => readonly Problem[],
): Problem[] {
	return (resource.spec.containerDefinitions ?? []).flatMap((container) =>
		check(container, `containerDefinitions.${container.name}`),
	);
}

export const taskDefinitionChecks: readonly Check<TaskDefinitionSpec>[] = [
	tagChecks("tags"),
	equalPorts,
	memory,
	names,
	liveImages,
	logOptions,
	size,
	literalCredentials,
	...containerChecks,
	...fargateChecks,
];
