/**
 * Emulates an Auto Scaling group behind every cluster, unless it is turned off: if a task of launch type EC2 cannot be
 * placed, an instance with suitable attributes joins after a while. Users can then try bridge mode without running an
 * agent.
 */

import { lacksCapacity } from "../chaos/workload.ts";
import { deregisterInstance, registerInstance, usualMachine } from "../container-instances/container-instances.ts";
import { parseExpression, satisfies, wantedAttributes } from "../placement/expressions.ts";
import { valuesOf } from "../placement/instance-values.ts";
import type { PlaceRequest } from "../placement/place.ts";
import { constraintsOf, needsPlace } from "../placement/placement.ts";
import { reservation } from "../placement/resources.ts";
import type { ClusterRecord } from "../records.ts";
import type { EcsState } from "../state.ts";

/** The time that a machine needs to boot and to register. */
const launchMs = 30_000;
/** The time that the group keeps instances after the last service that could use them is gone. */
const idleMs = 30_000;
/** The largest machine is sixteen times the default size. */
const largestFactor = 16;

/**
 * Requests an instance that can take the task of `request`. Does nothing if no instance could take it or one is already
 * starting.
 */
export function requestInstance(state: EcsState, request: PlaceRequest): void {
	const { cluster } = request;
	if (state.containerInstances === "none" || cluster.launch) return;
	if (lacksCapacity(state, request, false)) return;
	const expressions = constraintsOf(request).map((constraint) => parseExpression(constraint.expression ?? ""));
	const attributes = new Map(expressions.flatMap((expression) => [...wantedAttributes(expression)]));
	const lookup = (subject: string) => {
		const value = subject.startsWith("attribute:") ? attributes.get(subject.slice("attribute:".length)) : undefined;
		return value === undefined ? [] : [value];
	};
	if (!expressions.every((expression) => satisfies(expression, lookup))) return;
	// If an empty suitable instance exists and the task still has no place, another one would not help.
	for (const instance of cluster.instances.values()) {
		if (instance.capacityProvider !== request.capacityProvider) continue;
		const empty = instance.launched && instance.status === "ACTIVE" && instance.tasks.size === 0;
		if (empty && expressions.every((expression) => satisfies(expression, valuesOf(instance)))) return;
	}
	const needed = reservation(request.definition);
	const share = Math.max(needed.cpu / usualMachine.cpu, needed.memoryMebibytes / usualMachine.memoryMebibytes, 1);
	const factor = 2 ** Math.ceil(Math.log2(share));
	if (factor > largestFactor) return;
	const atMs = state.context.clock.now() + launchMs;
	cluster.launch = { atMs, attributes, factor, capacityProvider: request.capacityProvider };
	state.timers.wake(cluster, atMs);
}

/** Schedules a check whether the cluster still needs the instances of the group. */
export function reviewInstances(state: EcsState, cluster: ClusterRecord): void {
	if (cluster.instances.size > 0) state.timers.wake(cluster, state.context.clock.now() + idleMs);
}

/** Starts the instance that is due, and removes instances that nothing uses any more. */
export function lookAtCluster(state: EcsState, cluster: ClusterRecord): void {
	const { launch } = cluster;
	if (launch && launch.atMs <= state.context.clock.now()) {
		cluster.launch = undefined;
		registerInstance(state, cluster, {
			attributes: Array.from(launch.attributes, ([name, value]) => ({ name, value })),
			cpu: usualMachine.cpu * launch.factor,
			memoryMebibytes: usualMachine.memoryMebibytes * launch.factor,
			launched: true,
			capacityProvider: launch.capacityProvider,
		});
	} else if (launch) {
		state.timers.wake(cluster, launch.atMs);
	}
	if (!isNeeded(cluster)) {
		for (const instance of [...cluster.instances.values()]) if (instance.launched) deregisterInstance(state, instance);
	}
}

function isNeeded(cluster: ClusterRecord): boolean {
	for (const instance of cluster.instances.values()) if (instance.tasks.size > 0) return true;
	for (const service of cluster.services.values()) {
		if (service.status !== "INACTIVE" && needsPlace(service.configuration)) return true;
	}
	return cluster.launch !== undefined;
}
