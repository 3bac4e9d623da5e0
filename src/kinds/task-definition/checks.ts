/** Checks of TaskDefinition manifests that a schema cannot say. */
import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import type { Problem } from "../../model/manifest.ts";
import type { Check, CheckInput } from "../../model/manifest-rules.ts";
import { errorHere, tagChecks } from "../checking.ts";
import { containerChecks } from "./container-checks.ts";
import { fargateChecks } from "./fargate-checks.ts";
import { everyContainer } from "./live-images.ts";
import { literalCredentials } from "./secret-checks.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

type Input = CheckInput<TaskDefinitionSpec>;

/** In awsvpc and host mode a container's port is the host's. */
const equalPorts: Check<TaskDefinitionSpec> = (input) => {
	const { networkMode } = input.resource.spec;
	if (networkMode !== "awsvpc" && networkMode !== "host") return [];
	return eachContainer(input, (container, path) =>
		(container.portMappings ?? [])
			.filter(({ hostPort, containerPort }) => containerPort !== undefined && hostPort !== containerPort)
			.map(({ containerPort }) =>
				errorHere(
					input.at(`${path}.portMappings.${containerPort}.hostPort`),
					"unequal-ports",
					`In ${networkMode} mode the host port is the container port. Leave hostPort out, or write ${containerPort}.`,
				),
			),
	);
};

/** AWS wants to know how much memory a container may take, from the task or from the container itself. */
const memory: Check<TaskDefinitionSpec> = (input) => {
	const { memory: taskMemory, cpu: taskCpu } = input.resource.spec;
	const problems = eachContainer(input, (container, path) => {
		if (container.memory !== undefined && (container.memoryReservation ?? 0) > container.memory) {
			const sentence = "memoryReservation cannot be larger than memory.";
			return [errorHere(input.at(`${path}.memoryReservation`), "reservation-too-large", sentence)];
		}
		if (taskMemory !== undefined && (container.memory ?? 0) > Number(taskMemory)) {
			const sentence = `The container may not have more memory than the whole task, which is ${taskMemory} MiB.`;
			return [errorHere(input.at(`${path}.memory`), "container-exceeds-memory", sentence)];
		}
		if (taskMemory !== undefined || container.memory !== undefined || container.memoryReservation !== undefined)
			return [];
		const sentence = "Write memory or memoryReservation (MiB) for the container, or memory for the whole task.";
		return [errorHere(input.at(path), "missing-memory", sentence)];
	});
	const sum = input.resource.spec.containerDefinitions?.reduce((total, { cpu }) => total + (cpu ?? 0), 0) ?? 0;
	if (taskCpu !== undefined && sum > Number(taskCpu)) {
		const sentence = `The containers ask for ${sum} CPU units and the task has ${taskCpu}. Raise the task's cpu, or lower theirs.`;
		problems.push(errorHere(input.at("cpu"), "containers-exceed-cpu", sentence));
	}
	return problems;
};

/** Names that a container says must be there: containers it depends on, volumes it mounts. */
const names: Check<TaskDefinitionSpec> = (input) => {
	const { containerDefinitions = [], volumes = [] } = input.resource.spec;
	const containers = new Set(containerDefinitions.map(({ name }) => name));
	const known = new Set(volumes.map(({ name }) => name));
	const problems: Problem[] = [];
	if (containers.size < containerDefinitions.length) {
		const sentence = "Two containers have the same name. Rename one of them.";
		problems.push(errorHere(input.at("containerDefinitions"), "duplicate-container", sentence));
	}
	if (containerDefinitions.every(({ essential }) => essential === false)) {
		const sentence = "At least one container has to be essential: the task stops when that one does.";
		problems.push(errorHere(input.at("containerDefinitions"), "no-essential-container", sentence));
	}
	return problems.concat(
		eachContainer(input, (container, path) => [
			...[
				...(container.dependsOn ?? []).map(({ containerName }) => ({ name: containerName, field: "dependsOn" })),
				...(container.volumesFrom ?? []).map((from) => ({ name: from.sourceContainer, field: "volumesFrom" })),
			]
				.filter(({ name }) => !containers.has(name))
				.map(({ name, field }) =>
					errorHere(input.at(`${path}.${field}.${name}`), "unknown-container", `No container here is called ${name}.`),
				),
			...(container.mountPoints ?? [])
				.filter(({ sourceVolume }) => !known.has(sourceVolume))
				.map(({ containerPath, sourceVolume }) =>
					errorHere(
						input.at(`${path}.mountPoints.${containerPath}`),
						"unknown-volume",
						`No volume here is called ${sourceVolume}. Write it under volumes.`,
					),
				),
		]),
	);
};

/** A misspelt name would leave the image to the manifest, which would take back what CI deploys. */
const liveImages: Check<TaskDefinitionSpec> = ({ resource: { spec, policy, place } }) => {
	const names = new Set((spec.containerDefinitions ?? []).map(({ name }) => name));
	return policy.liveImages
		.filter((name) => name !== everyContainer && !names.has(name))
		.map((name) =>
			errorHere(
				place,
				"unknown-live-container",
				`policy.liveImages names ${name}, and no container here is called so.`,
			),
		);
};

/** Without these the container does not start, and AWS says so only then. */
const logOptions: Check<TaskDefinitionSpec> = (input) =>
	eachContainer(input, ({ logConfiguration }, path) => {
		if (logConfiguration?.logDriver !== "awslogs") return [];
		const fargate = input.resource.spec.requiresCompatibilities?.includes("FARGATE");
		return ["awslogs-group", "awslogs-region", ...(fargate ? ["awslogs-stream-prefix"] : [])]
			.filter((option) => !logConfiguration.options?.[option])
			.map((option) =>
				errorHere(
					input.at(`${path}.logConfiguration`),
					"missing-log-option",
					`The awslogs driver needs the option ${option}.`,
				),
			);
	});

/** ECS takes at most 64 KiB of a task definition. */
const size: Check<TaskDefinitionSpec> = ({ resource: { spec }, at }) =>
	Buffer.byteLength(JSON.stringify(spec)) <= 65_536
		? []
		: [
				errorHere(
					at("containerDefinitions"),
					"task-definition-too-large",
					"A task definition may have at most 64 KiB.",
				),
			];

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
