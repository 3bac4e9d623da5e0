/** Counts the tasks of a service's deployments. A finished service deployment keeps its final counts. */

import type { DeploymentCounts, ServiceDeploymentRecord, ServiceRecord } from "../records.ts";
import { breakerThreshold } from "../scheduler/circuit-breaker.ts";

/** Running, pending and requested tasks of each deployment of a service. */
export function countTasks(service: ServiceRecord): DeploymentCounts["tasks"] {
	const counts = new Map(
		[...service.deployments, ...service.taskSets.map(({ deployment }) => deployment)].map((deployment) => [
			deployment,
			{ requested: deployment.desiredCount, running: 0, pending: 0 },
		]),
	);
	for (const task of service.tasks) {
		const count = task.deployment && counts.get(task.deployment);
		if (!count || task.desiredStatus === "STOPPED") continue;
		if (task.lastStatus === "RUNNING") count.running++;
		else count.pending++;
	}
	return counts;
}

/** The counts of a service deployment: current, or final if it has ended. */
export function countsOf(record: ServiceDeploymentRecord): DeploymentCounts {
	if (record.outcome) return record.outcome;
	const { service, target } = record;
	return { tasks: countTasks(service), failedTasks: target.failedTasks, threshold: breakerThreshold(service) };
}
