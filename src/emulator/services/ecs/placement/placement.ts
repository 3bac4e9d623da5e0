/**
 * Places a task of launch type EC2 on an instance that is ACTIVE, satisfies every constraint and has enough CPU,
 * memory, ports and network interfaces; the placement strategy selects among several (ECS developer guide, task
 * placement).
 */
import type { CapacityProviderStrategyItem, LaunchType } from "@aws-sdk/client-ecs";
import type { ClusterRecord, InstanceRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { parseExpression, satisfies } from "./expressions.ts";
import { valuesOf } from "./instance-values.ts";
import type { Place, PlaceFailure, PlaceRequest } from "./place.ts";
import { bindPorts, lacksPort } from "./ports.ts";
import { remaining, reservation } from "./resources.ts";
import { choose, countTasks } from "./strategy.ts";

/** A machine of this size has three network interfaces, one of which is its own (ECS developer guide, awsvpc). */
export const awsvpcTasksPerInstance = 2;

/** Finds a place without reserving it; creating the task with the instance and its ports reserves it. */
export function findPlace(request: PlaceRequest): Place | { readonly failure: PlaceFailure } {
	const expressions = constraintsOf(request).map((constraint) => parseExpression(constraint.expression ?? ""));
	const possible: InstanceRecord[] = [];
	// The closest instance is the first one that satisfies the constraints, else the first one of all.
	let closest: { readonly failure: PlaceFailure; readonly fits: boolean } | undefined;
	for (const instance of request.cluster.instances.values()) {
		if (instance.status !== "ACTIVE") continue;
		if (request.capacityProvider !== undefined && instance.capacityProvider !== request.capacityProvider) continue;
		const values = valuesOf(instance);
		const fits = expressions.every((expression) => satisfies(expression, values));
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

/** The place on one instance, or the reason why there is none; constraints are not checked. */
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

/** Wakes the services that found no place. */
export function wakeWaiting(state: EcsState, cluster: ClusterRecord): void {
	const nowMs = state.context.clock.now();
	for (const service of cluster.waitingForPlace) state.timers.wake(service, nowMs);
	cluster.waitingForPlace.clear();
}

/** Whether tasks need a container instance: true unless Fargate runs them. */
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

/** The reason why an instance that satisfies the constraints has no place. */
function obstacle(request: PlaceRequest, instance: InstanceRecord): PlaceFailure | undefined {
	const failure = (reason: string, sentence: string) => ({
		instance,
		reason,
		sentence: `${closestMatch(instance)} ${sentence}`,
	});
	const distinct = request.constraints.some((constraint) => constraint.type === "distinctInstance");
	if (distinct && countTasks(instance, (task) => task.group === request.group) > 0) {
		const reason = "DistinctInstance placement constraint unsatisfied.";
		return failure(reason, `encountered error "${reason}".`);
	}
	const left = remaining(instance);
	const needed = reservation(request.definition);
	if (needed.cpu > left.cpu) return failure("RESOURCE:CPU", "has insufficient CPU units available.");
	if (needed.memoryMebibytes > left.memoryMebibytes) {
		return failure("RESOURCE:MEMORY", "has insufficient memory available.");
	}
	if (lacksPort(request.definition, instance)) {
		return failure("RESOURCE:PORTS", "is already using a port required by your task.");
	}
	const awsvpc = request.definition.definition.networkMode === "awsvpc";
	if (awsvpc && countTasks(instance, (task) => task.networkInterface !== undefined) >= awsvpcTasksPerInstance) {
		return failure("RESOURCE:ENI", `encountered error "RESOURCE:ENI".`);
	}
	return undefined;
}
