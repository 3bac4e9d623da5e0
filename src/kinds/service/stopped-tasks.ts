/** Reads why a service makes no progress, from its events and from its stopped tasks. */
import type { Deployment, Service } from "@aws-sdk/client-ecs";
import type { PastDeployment, ServiceFacts, ServiceObserveRequest } from "./facts.ts";

/** How many stopped tasks are read for their reason. */
const stoppedTasksRead = 5;

/**
 * The id of the deployment whose stopped tasks are read: the PRIMARY one if it fails, else the one that was rolled back.
 */
export function failedDeployment(
	newest: Deployment | undefined,
	history: readonly PastDeployment[],
): string | undefined {
	if ((newest?.failedTasks ?? 0) > 0 || newest?.rolloutState === "FAILED") return newest?.id;
	const [last] = history;
	return last && last.end !== "stands" ? last.deploymentId : undefined;
}

/** The problem in the service's events, newest first: a task that cannot be placed leaves no stopped task. */
export function placementProblem({ events }: Service, newest: Deployment | undefined): Pick<ServiceFacts, "complaint"> {
	const [last] = events ?? [];
	if (!last?.message || !/\b(was|is) unable to\b/.test(last.message)) return {};
	const isOfNewest = (last.createdAt?.getTime() ?? 0) >= (newest?.createdAt?.getTime() ?? 0);
	return isOfNewest ? { complaint: last.message } : {};
}

/** Why tasks of a deployment stopped; empty without a deployment. ECS drops stopped tasks after an hour. */
export async function reasonsOf(
	request: ServiceObserveRequest,
	service: Service,
	deploymentId: string | undefined,
): Promise<readonly string[]> {
	if (deploymentId === undefined) return [];
	const cluster = service.clusterArn;
	const { taskArns } = await request.read("ecs:ListTasks", {
		cluster,
		serviceName: service.serviceName,
		desiredStatus: "STOPPED",
		maxResults: stoppedTasksRead,
	});
	if (!taskArns?.length) return [];
	const { tasks } = await request.read("ecs:DescribeTasks", { cluster, tasks: taskArns });
	const reasons = (tasks ?? [])
		.filter(({ startedBy }) => startedBy === deploymentId)
		.flatMap(({ stoppedReason, containers }) => [stoppedReason, ...(containers ?? []).map(({ reason }) => reason)]);
	return [...new Set(reasons.flatMap((reason) => (reason ? [reason] : [])))];
}
