/**
 * Where a task of launch type EC2 goes: an instance that is ACTIVE, meets every constraint and has the processor, memory,
 * ports and network interfaces left; among several the placement strategy chooses (ECS developer guide, task placement).
 */
import type {
	CapacityProviderStrategyItem,
	LaunchType,
	PlacementConstraint,
	PlacementStrategy,
	PortMapping,
	Resource,
} from "@aws-sdk/client-ecs";
import type { ClusterRecord, EcsState, RevisionRecord } from "../state.ts";
import type { InstanceRecord, PortBinding, TaskRecord } from "../tasks/state.ts";
import { type Lookup, parseExpression, satisfies } from "./expressions.ts";

/** What a task asks of its place. */
export interface PlaceRequest {
	readonly cluster: ClusterRecord;
	readonly definition: RevisionRecord;
	readonly constraints: readonly PlacementConstraint[];
	readonly strategy: readonly PlacementStrategy[];
	/** Tasks of one group are kept apart by `distinctInstance` and spread by default. */
	readonly group: string;
	/** Only instances of this capacity provider, where a strategy has chosen one. */
	readonly capacityProvider?: string | undefined;
}

export interface Place {
	readonly instance: InstanceRecord;
	readonly ports: readonly PortBinding[];
}

/** Why there is no place, as RunTask's failure reason and as the sentence in a service's event. */
export interface PlaceFailure {
	readonly instance: InstanceRecord | undefined;
	readonly reason: string;
	readonly sentence: string;
}

/** A machine of this size has three network interfaces, and one is its own (ECS developer guide, awsvpc). */
export const awsvpcTasksPerInstance = 2;

/** Finds a place, without taking it: the task that is made with the instance and its ports takes it. */
export function findPlace(request: PlaceRequest): Place | { readonly failure: PlaceFailure } {
	const expressions = constraintsOf(request).map((constraint) => parseExpression(constraint.expression ?? ""));
	const possible: InstanceRecord[] = [];
	// The first instance that meets the constraints is the closest, else the first one of all.
	let closest: { readonly failure: PlaceFailure; readonly fits: boolean } | undefined;
	for (const instance of request.cluster.instances.values()) {
		if (instance.status !== "ACTIVE") continue;
		if (request.capacityProvider !== undefined && instance.capacityProvider !== request.capacityProvider) continue;
		const lookup = instanceLookup(instance);
		const fits = expressions.every((expression) => satisfies(expression, lookup));
		const failure = fits ? obstacle(request, instance) : constraintFailure(instance);
		if (!failure) possible.push(instance);
		else if (!closest || (fits && !closest.fits)) closest = { failure, fits };
	}
	const instance = choose(request, possible);
	if (instance) return { instance, ports: bindPorts(request.definition, instance) };
	const where = request.capacityProvider === undefined ? "cluster" : "capacity provider";
	const sentence = `No Container Instances were found in your ${where}.`;
	return { failure: closest?.failure ?? { instance: undefined, reason: sentence, sentence } };
}

/** The place on one instance, or what stands in the way there; constraints are not asked. */
export function findPlaceOn(
	request: PlaceRequest,
	instance: InstanceRecord,
): Place | { readonly failure: PlaceFailure } {
	const failure = obstacle(request, instance);
	return failure ? { failure } : { instance, ports: bindPorts(request.definition, instance) };
}

/** The `memberOf` constraints of the service and of the task definition. */
export function constraintsOf(request: PlaceRequest): { readonly expression?: string | undefined }[] {
	const own = request.definition.definition.placementConstraints ?? [];
	return [...request.constraints, ...own].filter((constraint) => constraint.type === "memberOf");
}

/** An instance's values by the subjects of the cluster query language. */
export function instanceLookup(instance: InstanceRecord): Lookup {
	return (subject) => {
		if (!subject.startsWith("attribute:")) return subject === "ec2InstanceId" ? instance.ec2InstanceId : undefined;
		const attribute = instance.attributes.get(subject.slice("attribute:".length));
		return attribute && (attribute.value ?? "");
	};
}

/** Processor units and MiB that a task reserves. */
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

/** What of an instance's resources is not reserved yet. */
export function remainingResources(instance: InstanceRecord): Resource[] {
	const left = remaining(instance);
	return instance.registeredResources.map((resource): Resource => {
		if (resource.name === "CPU") return { ...resource, integerValue: left.cpu };
		if (resource.name === "MEMORY") return { ...resource, integerValue: left.memoryMebibytes };
		return resource;
	});
}

/** Lets the services that found no place look again. */
export function wakeWaiting(state: EcsState, cluster: ClusterRecord): void {
	const nowMs = state.surroundings.clock.now();
	for (const service of cluster.waitingForPlace) state.agenda.wake(service, nowMs);
	cluster.waitingForPlace.clear();
}

/** Whether tasks need a container instance: all but those that Fargate runs. */
export function needsPlace(configuration: {
	readonly launchType?: LaunchType | undefined;
	readonly capacityProviderStrategy?: readonly CapacityProviderStrategyItem[] | undefined;
}): boolean {
	if (configuration.launchType) return configuration.launchType !== "FARGATE";
	const provider = configuration.capacityProviderStrategy?.[0]?.capacityProvider;
	return provider !== "FARGATE" && provider !== "FARGATE_SPOT";
}

function constraintFailure(instance: InstanceRecord): PlaceFailure {
	const reason = "MemberOf placement constraint unsatisfied.";
	return { instance, reason, sentence: `${closestMatch(instance)} encountered error "${reason}".` };
}

function closestMatch(instance: InstanceRecord): string {
	return `The closest matching (container-instance ${instance.id})`;
}

/** What stands in the way on an instance that meets the constraints. */
function obstacle(request: PlaceRequest, instance: InstanceRecord): PlaceFailure | undefined {
	const failure = (reason: string, sentence: string) => ({
		instance,
		reason,
		sentence: `${closestMatch(instance)} ${sentence}`,
	});
	const distinct = request.constraints.some((constraint) => constraint.type === "distinctInstance");
	if (distinct && countOf(instance, (task) => task.group === request.group) > 0) {
		const reason = "DistinctInstance placement constraint unsatisfied.";
		return failure(reason, `encountered error "${reason}".`);
	}
	const left = remaining(instance);
	const needed = reservation(request.definition);
	if (needed.cpu > left.cpu) return failure("RESOURCE:CPU", "has insufficient CPU units available.");
	if (needed.memoryMebibytes > left.memoryMebibytes) {
		return failure("RESOURCE:MEMORY", "has insufficient memory available.");
	}
	if (staticPorts(request.definition).some((port) => isPortUsed(instance, port))) {
		return failure("RESOURCE:PORTS", "is already using a port required by your task.");
	}
	const awsvpc = request.definition.definition.networkMode === "awsvpc";
	if (awsvpc && countOf(instance, (task) => task.networkInterface !== undefined) >= awsvpcTasksPerInstance) {
		return failure("RESOURCE:ENI", `encountered error "RESOURCE:ENI".`);
	}
	return undefined;
}

function remaining(instance: InstanceRecord): { readonly cpu: number; readonly memoryMebibytes: number } {
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

function mappingsOf(definition: RevisionRecord): { readonly containerName: string; readonly mapping: PortMapping }[] {
	return (definition.definition.containerDefinitions ?? []).flatMap((container) =>
		(container.portMappings ?? []).map((mapping) => ({ containerName: container.name ?? "", mapping })),
	);
}

/** The host ports that a task must have; in awsvpc mode the ports are those of its own network interface. */
function staticPorts(definition: RevisionRecord): number[] {
	if (definition.definition.networkMode === "awsvpc") return [];
	return mappingsOf(definition).flatMap(({ mapping }) => mapping.hostPort || []);
}

function isPortUsed(instance: InstanceRecord, port: number): boolean {
	const reserved = instance.registeredResources.find((resource) => resource.name === "PORTS")?.stringSetValue ?? [];
	if (reserved.includes(String(port))) return true;
	return (
		countOf(instance, (task) => !task.networkInterface && task.ports.some(({ hostPort }) => hostPort === port)) > 0
	);
}

/** Host ports: the fixed ones as they are, the dynamic ones the next free ones of the instance. */
function bindPorts(definition: RevisionRecord, instance: InstanceRecord): PortBinding[] {
	const lastPort = 60_999;
	const dynamicPort = () => {
		for (;;) {
			const port = instance.nextPort;
			instance.nextPort = port === lastPort ? 32_768 : port + 1;
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

function choose(request: PlaceRequest, possible: readonly InstanceRecord[]): InstanceRecord | undefined {
	let best: { readonly instance: InstanceRecord; readonly score: readonly number[] } | undefined;
	for (const instance of possible) {
		const score = scoreOf(request, instance);
		if (!best || isLess(score, best.score)) best = { instance, score };
	}
	return best?.instance;
}

/** Lower is better; without a strategy tasks of a group spread over instances. */
function scoreOf(request: PlaceRequest, instance: InstanceRecord): number[] {
	const ofGroup = (task: TaskRecord) => task.group === request.group;
	const scores = request.strategy.map((strategy) => {
		const field = strategy.field ?? "";
		if (strategy.type === "binpack") {
			return field.toLowerCase() === "cpu" ? remaining(instance).cpu : remaining(instance).memoryMebibytes;
		}
		if (strategy.type !== "spread") return 0;
		if (field === "instanceId" || field === "host") return countOf(instance, ofGroup);
		const lookup = instanceLookup(instance);
		let count = 0;
		for (const other of request.cluster.instances.values()) {
			if (instanceLookup(other)(field) === lookup(field)) count += countOf(other, ofGroup);
		}
		return count;
	});
	return [...scores, countOf(instance, ofGroup), instance.tasks.size];
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
	for (const [index, value] of a.entries()) {
		const other = b[index] ?? 0;
		if (value !== other) return value < other;
	}
	return false;
}

function countOf(instance: InstanceRecord, counts: (task: TaskRecord) => boolean): number {
	let count = 0;
	for (const task of instance.tasks) if (counts(task)) count++;
	return count;
}
