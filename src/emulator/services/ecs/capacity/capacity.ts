/**
 * Selects the capacity of a task: the launch type of the service or of RunTask, or the next capacity provider of a
 * strategy with bases and weights (ECS developer guide, capacity provider strategies).
 */
import type { CapacityProviderStrategyItem, LaunchType } from "@aws-sdk/client-ecs";
import { lacksCapacity } from "../chaos/workload.ts";
import type { Place, PlaceFailure, PlaceRequest } from "../placement/place.ts";
import { findPlace, needsPlace } from "../placement/placement.ts";
import type { TaskRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { requestInstance } from "./auto-scaling.ts";

/** The capacity of a task. */
export interface Capacity {
	readonly launchType: LaunchType;
	readonly capacityProvider: string | undefined;
	/** The version that LATEST resolves to; only Fargate has one. */
	readonly platformVersion: string | undefined;
}

/** The Fargate platform version behind LATEST. */
export const latestPlatformVersion = "1.4.0";

const nowhere = "Capacity is unavailable at this time. Please try again later or in a different availability zone";

/**
 * Fargate's failure reason when it starts no more tasks (ECS developer guide, service event messages and API failure
 * reasons).
 */
export const noFargateCapacity: PlaceFailure = { instance: undefined, reason: nowhere, sentence: `${nowhere}.` };

/** The capacity of the next task and, on instances, its place. If no instance has room, one is requested. */
export function findCapacity(
	state: EcsState,
	configuration: Parameters<typeof chooseCapacity>[0],
	tasks: Iterable<TaskRecord>,
	request: PlaceRequest,
): (Capacity & { readonly place?: Place }) | { readonly failure: PlaceFailure } {
	const capacity = chooseCapacity(configuration, tasks);
	if (capacity.launchType === "FARGATE") {
		return lacksCapacity(state, request, true) ? { failure: noFargateCapacity } : capacity;
	}
	const provided = { ...request, capacityProvider: capacity.capacityProvider };
	const found = findPlace(provided);
	if ("failure" in found) {
		requestInstance(state, provided);
		return found;
	}
	const provider = state.capacityProviders.get(capacity.capacityProvider ?? "");
	return { ...capacity, place: found, ...(provider?.type === "MANAGED_INSTANCES" && { launchType: provider.type }) };
}

/** The capacity of the next task, given the existing ones. */
function chooseCapacity(
	configuration: {
		readonly launchType?: LaunchType | undefined;
		readonly capacityProviderStrategy?: readonly CapacityProviderStrategyItem[] | undefined;
		readonly platformVersion?: string | undefined;
	},
	tasks: Iterable<TaskRecord>,
): Capacity {
	const version = resolvedPlatformVersion(configuration.platformVersion);
	const strategy = configuration.capacityProviderStrategy ?? [];
	if (configuration.launchType || strategy.length === 0) {
		const launchType = configuration.launchType ?? "EC2";
		return { launchType, capacityProvider: undefined, platformVersion: launchType === "FARGATE" ? version : undefined };
	}
	const counts = new Map<string | undefined, number>();
	for (const task of tasks) {
		if (task.desiredStatus === "RUNNING")
			counts.set(task.capacityProvider, (counts.get(task.capacityProvider) ?? 0) + 1);
	}
	const count = (item: CapacityProviderStrategyItem) => counts.get(item.capacityProvider) ?? 0;
	const belowBase = strategy.find((item) => count(item) < (item.base ?? 0));
	// Bases are filled first; weights apply only to tasks above them.
	const share = (item: CapacityProviderStrategyItem) => (count(item) - (item.base ?? 0)) / (item.weight ?? 1);
	const byWeight = strategy.filter((item) => (item.weight ?? 0) > 0).sort((a, b) => share(a) - share(b));
	const item = belowBase ?? byWeight[0] ?? strategy[0];
	const fargate = !needsPlace({ capacityProviderStrategy: item ? [item] : [] });
	return {
		launchType: fargate ? "FARGATE" : "EC2",
		capacityProvider: item?.capacityProvider,
		platformVersion: fargate ? version : undefined,
	};
}

/** Resolves LATEST to a version. */
export function resolvedPlatformVersion(version: string | undefined): string {
	return version === undefined || version === "LATEST" ? latestPlatformVersion : version;
}
