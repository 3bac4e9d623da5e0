/**
 * Normalizes a task definition at registration as ECS does: it adds defaults and empty lists, converts sizes to number
 * strings and adds response-only members. A tool that compares its request with the response must know all of this (ECS
 * API reference, RegisterTaskDefinition, response).
 */
import type {
	Attribute,
	Compatibility,
	ContainerDefinition,
	PortMapping,
	RegisterTaskDefinitionRequest,
	TaskDefinition,
} from "@aws-sdk/client-ecs";
import type { AccountContext } from "../../../account-context.ts";

/** The members of a registered definition that come from the request, normalized. */
export function normalisedDefinition(context: AccountContext, input: RegisterTaskDefinitionRequest): TaskDefinition {
	const { tags: _tags, ...given } = input;
	const networkMode = input.networkMode ?? "bridge";
	const cpu = size(input.cpu, "vcpu");
	const memory = size(input.memory, "gb");
	return withoutUndefined({
		...given,
		containerDefinitions: (input.containerDefinitions ?? []).map((container) =>
			normalisedContainer(container, networkMode),
		),
		networkMode,
		taskRoleArn: roleArn(context, input.taskRoleArn),
		executionRoleArn: roleArn(context, input.executionRoleArn),
		volumes: input.volumes ?? [],
		placementConstraints: input.placementConstraints ?? [],
		requiresCompatibilities: input.requiresCompatibilities?.length ? input.requiresCompatibilities : undefined,
		cpu,
		memory,
		compatibilities: compatibilities(input),
		requiresAttributes: requiredAttributes(input),
	});
}

/** A task size in ECS's response format: `1 vCPU` and `1 GB` become 1024; undefined or invalid text is unchanged. */
export function size(text: string | undefined, unit: "vcpu" | "gb"): string | undefined {
	const match = /^\s*(\d*\.?\d+)\s*(vcpu|gb)?\s*$/i.exec(text ?? "");
	if (!match) return text;
	return match[2]?.toLowerCase() === unit ? String(Math.round(Number(match[1]) * 1024)) : (match[1] ?? text);
}

function normalisedContainer(container: ContainerDefinition, networkMode: string): ContainerDefinition {
	return withoutUndefined({
		...container,
		cpu: container.cpu ?? 0,
		essential: container.essential ?? true,
		portMappings: (container.portMappings ?? []).map((mapping) => normalisedPort(mapping, networkMode)),
		// ECS does not preserve the order of environment variables and secrets.
		environment: byName(container.environment ?? []),
		secrets: container.secrets?.length ? byName(container.secrets) : undefined,
		mountPoints: container.mountPoints ?? [],
		volumesFrom: container.volumesFrom ?? [],
		systemControls: container.systemControls ?? [],
		healthCheck: container.healthCheck && { interval: 30, timeout: 5, retries: 3, ...container.healthCheck },
	});
}

function normalisedPort(mapping: PortMapping, networkMode: string): PortMapping {
	const dynamic = networkMode === "bridge" ? 0 : mapping.containerPort;
	const hostPort = mapping.containerPortRange ? mapping.hostPort : mapping.hostPort || dynamic;
	return withoutUndefined({ ...mapping, hostPort, protocol: mapping.protocol || "tcp" });
}

/** A role can be given by name; the response always has its ARN. */
function roleArn(context: AccountContext, role: string | undefined): string | undefined {
	return !role || role.startsWith("arn:") ? role : `arn:aws:iam::${context.account}:role/${role}`;
}

function compatibilities(input: RegisterTaskDefinitionRequest): Compatibility[] {
	const result: Compatibility[] = ["EC2"];
	if (input.networkMode === "awsvpc" && input.cpu && input.memory) result.push("FARGATE");
	if (input.networkMode === "awsvpc" || input.networkMode === "host") result.push("MANAGED_INSTANCES");
	return result;
}

function requiredAttributes(input: RegisterTaskDefinitionRequest): Attribute[] {
	const containers = input.containerDefinitions ?? [];
	const drivers = new Set(containers.flatMap((container) => container.logConfiguration?.logDriver ?? []));
	const registry = containers.some((container) => container.image?.includes(".dkr.ecr."));
	const names = [
		...Array.from(drivers, (driver) => `com.amazonaws.ecs.capability.logging-driver.${driver}`),
		...(registry ? ["com.amazonaws.ecs.capability.ecr-auth"] : []),
		...(registry && input.executionRoleArn ? ["ecs.capability.execution-role-ecr-pull"] : []),
		...(drivers.has("awslogs") && input.executionRoleArn ? ["ecs.capability.execution-role-awslogs"] : []),
		...(input.taskRoleArn ? ["com.amazonaws.ecs.capability.task-iam-role"] : []),
		...(input.networkMode === "awsvpc" ? ["ecs.capability.task-eni"] : []),
		"com.amazonaws.ecs.capability.docker-remote-api.1.18",
	];
	return names.map((name) => ({ name }));
}

function byName<T extends { readonly name?: string | undefined }>(items: readonly T[]): T[] {
	return [...items].sort((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1));
}

function withoutUndefined<T extends object>(value: T): T {
	return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
