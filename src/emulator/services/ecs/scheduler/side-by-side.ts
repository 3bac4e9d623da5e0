/**
 * Scales deployments side by side: blue keeps all its tasks until the end while green gets as many (ECS developer
 * guide, blue/green deployments). A rolling update does the same while a hook pauses it before its first task.
 */
import { currentStage, hasScaleBegun, strategyOf } from "../deployments/progress.ts";
import { shiftsTraffic } from "../deployments/stages.ts";
import type { DeploymentRecord, ServiceDeploymentRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import type { RolloutStep } from "./rollout.ts";
import { scaleDeployment } from "./scaling.ts";

/** Whether a service deployment keeps both old and new tasks; this also holds for an abandoned one. */
export function isSideBySide(record: ServiceDeploymentRecord): boolean {
	if (record.rollback || record.status === "SUCCESSFUL") return false;
	return shiftsTraffic(strategyOf(record)) || !hasScaleBegun(record);
}

/** The older service revision that serves until the new one does. */
export function servingSource({ service, sources }: ServiceDeploymentRecord): DeploymentRecord | undefined {
	return sources.find((source) => source === service.lastCompleted) ?? sources[0];
}

/** One step towards the desired tasks of each deployment at the current stage. */
export function scaleSideBySide(state: EcsState, record: ServiceDeploymentRecord, desiredCount: number): RolloutStep[] {
	const { service } = record;
	return service.deployments.map((deployment) => {
		const share = shareOf(record, deployment, desiredCount);
		const own = new Set([...service.tasks].filter((task) => task.deployment === deployment));
		deployment.desiredCount = share;
		return scaleDeployment(state, service, deployment, share, own);
	});
}

function shareOf(record: ServiceDeploymentRecord, deployment: DeploymentRecord, desiredCount: number): number {
	if (deployment === record.target) return hasScaleBegun(record) ? desiredCount : 0;
	const serves = deployment === servingSource(record) && currentStage(record)?.name !== "CLEAN_UP";
	return serves ? desiredCount : 0;
}
