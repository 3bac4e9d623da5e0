/**
 * A service deployment in the format of DescribeServiceDeployments, and the summaries of service revisions, which
 * services also show (ECS API reference, ServiceDeployment and ServiceRevisionSummary).
 */
import type {
	DeploymentLifecycleHookDetail,
	ServiceDeployment,
	ServiceDeploymentBrief,
	ServiceDeploymentLifecycleStage,
	ServiceDeploymentRollbackMonitorsStatus,
	ServiceRevisionSummary,
} from "@aws-sdk/client-ecs";
import type { HookRecord, ServiceConfiguration, TaskCounts } from "../record-parts.ts";
import type { DeploymentRecord, ServiceDeploymentRecord } from "../records.ts";
import { servingSource } from "../scheduler/side-by-side.ts";
import { countsOf } from "./counts.ts";
import { currentStage, strategyOf } from "./progress.ts";
import { shiftsTraffic } from "./stages.ts";

/** The short form in ListServiceDeployments. */
export function viewBrief(record: ServiceDeploymentRecord): ServiceDeploymentBrief {
	return {
		serviceDeploymentArn: record.arn,
		serviceArn: record.service.arn,
		clusterArn: record.service.cluster.arn,
		createdAt: new Date(record.createdAtMs),
		...(record.startedAtMs !== undefined && { startedAt: new Date(record.startedAtMs) }),
		...(record.finishedAtMs !== undefined && { finishedAt: new Date(record.finishedAtMs) }),
		targetServiceRevisionArn: record.target.revisionArn,
		status: record.status,
		...(record.statusReason && { statusReason: record.statusReason }),
	};
}

/** The full view of a service deployment. */
export function viewServiceDeployment(record: ServiceDeploymentRecord): ServiceDeployment {
	const { targetServiceRevisionArn: _target, ...brief } = viewBrief(record);
	const { rollback } = record;
	const strategy = strategyOf(record);
	const { tasks, failedTasks, threshold } = countsOf(record);
	const summarize = (deployment: DeploymentRecord) => summarizeRevision(deployment, tasks.get(deployment), record);
	const stage = shiftsTraffic(strategy) ? currentStage(record) : undefined;
	const hooks = record.progress?.hooks ?? [];
	return {
		...brief,
		...(record.stoppedAtMs !== undefined && { stoppedAt: new Date(record.stoppedAtMs) }),
		updatedAt: new Date(record.updatedAtMs),
		sourceServiceRevisions: record.sources.map(summarize),
		targetServiceRevision: summarize(record.target),
		// The API reference has one more stage than the SDK's list.
		...(stage && { lifecycleStage: stage.name as ServiceDeploymentLifecycleStage }),
		...(hooks.length > 0 && { lifecycleHookDetails: hooks.map(viewHook) }),
		...(strategy && { deploymentConfiguration: strategy }),
		...(rollback && {
			rollback: {
				reason: rollback.reason,
				startedAt: new Date(rollback.atMs),
				serviceRevisionArn: rollback.to.revisionArn,
			},
		}),
		deploymentCircuitBreaker: {
			status: monitorStatus(record, strategy?.deploymentCircuitBreaker?.enable, record.breakerTriggered),
			failureCount: failedTasks,
			threshold,
		},
		alarms: {
			status: monitorStatus(record, strategy?.alarms?.enable, record.triggeredAlarms.length > 0),
			alarmNames: [...(strategy?.alarms?.alarmNames ?? [])],
			triggeredAlarmNames: [...record.triggeredAlarms],
		},
	};
}

/** A service revision with its tasks and, if ECS shifts traffic, its traffic weights. */
export function summarizeRevision(
	deployment: DeploymentRecord,
	counts: TaskCounts | undefined,
	record: ServiceDeploymentRecord | undefined,
): ServiceRevisionSummary {
	const weights = record && weightsOf(record, deployment);
	return {
		arn: deployment.revisionArn,
		requestedTaskCount: counts?.requested ?? 0,
		runningTaskCount: counts?.running ?? 0,
		pendingTaskCount: counts?.pending ?? 0,
		...(weights && {
			requestedTestTrafficWeight: weights.test,
			requestedProductionTrafficWeight: weights.production,
		}),
	};
}

/** A rollback returns traffic immediately; services without traffic shifting have no weights. */
function weightsOf(record: ServiceDeploymentRecord, deployment: DeploymentRecord) {
	if (!shiftsTraffic(strategyOf(record)) || !hasTraffic(record.target.configuration)) return undefined;
	const stage = record.rollback ? undefined : currentStage(record);
	const green = { test: stage?.testWeight ?? 0, production: stage?.productionWeight ?? 0 };
	if (deployment === record.target) return green;
	const serves = deployment === (record.rollback?.to ?? servingSource(record));
	return { test: 0, production: serves ? (1000 - green.production * 10) / 10 : 0 };
}

/** Whether ECS controls traffic to the service; it does not for a headless service (ECS developer guide, blue/green). */
function hasTraffic(configuration: ServiceConfiguration): boolean {
	return Boolean(
		configuration.loadBalancers?.length ||
			configuration.vpcLatticeConfigurations?.length ||
			configuration.serviceConnectConfiguration?.services?.length,
	);
}

function monitorStatus(
	record: ServiceDeploymentRecord,
	enabled: boolean | undefined,
	triggered: boolean,
): ServiceDeploymentRollbackMonitorsStatus {
	if (!enabled) return "DISABLED";
	if (triggered) return "TRIGGERED";
	return record.finishedAtMs === undefined ? "MONITORING" : "MONITORING_COMPLETE";
}

function viewHook(hook: HookRecord): DeploymentLifecycleHookDetail {
	return {
		hookId: hook.id,
		targetType: hook.targetType,
		...(hook.targetArn && { targetArn: hook.targetArn }),
		status: hook.status,
		expiresAt: new Date(hook.expiresAtMs),
		timeoutAction: hook.timeoutAction,
	};
}
