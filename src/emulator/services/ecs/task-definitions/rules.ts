/**
 * Validates task definitions, with ECS's texts. The pairs of CPU and memory on Fargate are the most frequent error (ECS
 * developer guide, task CPU and memory errors).
 */
import type { ContainerDefinition, RegisterTaskDefinitionRequest } from "@aws-sdk/client-ecs";
import { valueAt } from "../../../../lib/json.ts";
import { AwsError } from "../../../aws-error.ts";
import { checkDefinitionConstraints } from "../placement/rules.ts";
import { checkLimits } from "./container-rules.ts";
import { size } from "./defaults.ts";

/** Memory in MiB by CPU units: minimum, maximum and step (ECS API reference, TaskDefinition). */
const fargateMemory: Readonly<Record<string, readonly [number, number, number]>> = {
	"512": [1024, 4096, 1024],
	"1024": [2048, 8192, 1024],
	"2048": [4096, 16_384, 1024],
	"4096": [8192, 30_720, 1024],
	"8192": [16_384, 61_440, 4096],
	"16384": [32_768, 122_880, 8192],
};

/** Throws AWS's error for an invalid definition. */
export function checkDefinition(input: RegisterTaskDefinitionRequest): void {
	if (!/^[A-Za-z0-9_-]{1,255}$/.test(input.family ?? "")) throw refusal("Family contains invalid characters.");
	const containers = input.containerDefinitions ?? [];
	if (containers.length === 0) throw refusal("Container list cannot be empty.");
	if (containers.length > 10) throw refusal("Too many containers in the task definition: the limit is 10.");
	if (input.requiresCompatibilities?.includes("FARGATE")) checkFargate(input);
	const names = new Set<string>();
	for (const container of containers) {
		checkContainer(input, container);
		if (names.has(container.name ?? "")) throw refusal(`Container names must be unique: ${container.name}.`);
		names.add(container.name ?? "");
	}
	if (containers.every((container) => container.essential === false)) {
		throw refusal("A task definition must have at least one essential container.");
	}
	checkPortNames(containers);
	checkVolumes(input);
	checkDefinitionConstraints(input.placementConstraints ?? []);
	checkSizes(input);
	if (Buffer.byteLength(JSON.stringify(input)) > 65_536) {
		throw refusal("Actual length is greater than the maximum task definition size of 65536 bytes.");
	}
}

/** Every mount point refers to a volume of the definition, and volume names follow the general naming rule. */
function checkVolumes({ volumes = [], containerDefinitions = [] }: RegisterTaskDefinitionRequest): void {
	const strange = volumes.find(({ name = "" }) => !/^[A-Za-z0-9_-]{1,255}$/.test(name));
	if (strange) throw refusal(`Volume.name contains invalid characters: ${strange.name}.`);
	const names = new Set(volumes.map(({ name }) => name));
	for (const { mountPoints = [] } of containerDefinitions) {
		const lost = mountPoints.find(({ sourceVolume }) => !names.has(sourceVolume));
		if (lost) throw refusal(`Unknown volume '${lost.sourceVolume}'.`);
	}
}

function checkContainer(input: RegisterTaskDefinitionRequest, container: ContainerDefinition): void {
	if (!container.name) throw refusal("Container.name should not be null or empty.");
	if (!/^[A-Za-z0-9_-]{1,255}$/.test(container.name)) throw refusal("Container.name contains invalid characters.");
	if (!container.image) throw refusal("Container.image should not be null or empty.");
	if (!input.memory && container.memory === undefined && container.memoryReservation === undefined) {
		throw refusal(
			`Invalid setting for container '${container.name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
		);
	}
	checkLimits(container, input.requiresCompatibilities?.includes("FARGATE") ?? false);
	const mode = input.networkMode ?? "bridge";
	for (const mapping of container.portMappings ?? []) {
		const differs =
			mapping.hostPort !== undefined && mapping.hostPort !== 0 && mapping.hostPort !== mapping.containerPort;
		if ((mode === "awsvpc" || mode === "host") && differs) {
			throw refusal(`When networkMode=${mode}, the host ports and container ports in port mappings must match.`);
		}
		if (mode === "none") throw refusal("Port mappings are not allowed when networkMode=none.");
		if (mapping.name !== undefined && !/^[a-z0-9_][a-z0-9_-]{0,63}$/.test(mapping.name)) {
			throw refusal(`Invalid port mapping name: ${mapping.name}`);
		}
	}
}

function checkPortNames(containers: readonly ContainerDefinition[]): void {
	const seen = new Set<string>();
	for (const { name } of containers.flatMap((container) => container.portMappings ?? [])) {
		if (name === undefined) continue;
		if (seen.has(name)) throw refusal(`Port mapping names must be unique in a task definition: ${name}.`);
		seen.add(name);
	}
}

function checkFargate(input: RegisterTaskDefinitionRequest): void {
	if (input.networkMode !== "awsvpc") throw refusal("Fargate only supports network mode ‘awsvpc’.");
	if (!input.cpu) throw refusal("Fargate requires that 'cpu' be defined at the task level.");
	if (!input.memory) throw refusal("Fargate requires that 'memory' be defined at the task level.");
	const cpu = size(input.cpu, "vcpu") ?? "";
	const memory = size(input.memory, "gb") ?? "";
	if (!/^\d+$/.test(cpu)) throw refusal("Invalid 'cpu' setting for task.");
	if (!/^\d+$/.test(memory)) throw refusal("Invalid 'memory' setting for task.");
	if (!isFargateSize(cpu, Number(memory))) throw refusal("No Fargate configuration exists for given values.");
	const storage = input.ephemeralStorage?.sizeInGiB;
	if (storage !== undefined && (storage < 21 || storage > 200)) {
		throw refusal("Ephemeral storage size must be between 21 and 200 GiB.");
	}
	checkExecutionRole(input);
}

/** Fargate pulls from ECR and writes logs with the execution role (ECS developer guide, task execution role). */
function checkExecutionRole(input: RegisterTaskDefinitionRequest): void {
	if (input.executionRoleArn) return;
	for (const container of input.containerDefinitions ?? []) {
		if (container.image?.includes(".dkr.ecr.")) {
			throw refusal("Fargate requires task definition to have execution role ARN to support ECR images.");
		}
		if (container.logConfiguration?.logDriver === "awslogs") {
			throw refusal("Fargate requires task definition to have execution role ARN to support log driver awslogs.");
		}
	}
}

function isFargateSize(cpu: string, memoryMebibytes: number): boolean {
	if (cpu === "256") return [512, 1024, 2048].includes(memoryMebibytes);
	const [smallest, largest, step] = valueAt(fargateMemory, cpu) ?? [1, 0, 1];
	return memoryMebibytes >= smallest && memoryMebibytes <= largest && memoryMebibytes % step === 0;
}

function checkSizes(input: RegisterTaskDefinitionRequest): void {
	const cpu = Number(size(input.cpu, "vcpu"));
	const sum = (input.containerDefinitions ?? []).reduce((total, container) => total + (container.cpu ?? 0), 0);
	if (input.cpu && !(cpu > 0)) throw refusal("Invalid 'cpu' setting for task.");
	if (input.cpu && sum > cpu) {
		throw refusal("The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.");
	}
	const memory = Number(size(input.memory, "gb"));
	if (input.memory && !(memory > 0)) throw refusal("Invalid 'memory' setting for task.");
	for (const container of input.containerDefinitions ?? []) {
		if (!input.memory || (container.memory ?? 0) <= memory) continue;
		throw refusal(`Invalid 'memory' setting for container '${container.name}'.`);
	}
}

function refusal(text: string): AwsError {
	return new AwsError("ClientException", text);
}
