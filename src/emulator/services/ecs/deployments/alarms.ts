/**
 * CloudWatch alarms of deployments (ECS developer guide, how alarms detect deployment failures). There is no
 * CloudWatch: an alarm is a name that users and tests put into ALARM or OK.
 */

import { noticeService } from "../scheduler/scheduler.ts";
import type { EcsState } from "../state.ts";
import { ongoingDeployment, strategyOf } from "./progress.ts";

/** Puts an alarm into ALARM or OK. ALARM fails the deployments that it monitors. */
export function setAlarm(state: EcsState, name: string, inAlarm: boolean): void {
	if (!inAlarm) {
		state.alarms.delete(name);
		return;
	}
	state.alarms.add(name);
	for (const cluster of state.clusters.values()) {
		for (const service of cluster.services.values()) {
			const record = ongoingDeployment(service);
			const { enable, alarmNames } = (record && strategyOf(record)?.alarms) ?? {};
			if (!record || !enable || !alarmNames?.includes(name) || record.ignoredAlarms.has(name)) continue;
			record.triggeredAlarms = [...record.triggeredAlarms, name];
			noticeService(state, service);
		}
	}
}
