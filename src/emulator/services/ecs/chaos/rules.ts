/**
 * Defines chaos rules, which make tasks fail on demand, as plain data: failed starts, exited containers, failed health
 * checks, missing capacity, Spot interruptions, slow starts and stops. `workload.ts` applies a rule to a starting task;
 * `apply.ts` activates a rule.
 */
import type { StartFailureCause } from "./start-failures.ts";

/** Selects tasks; all tasks by default. */
export interface ChaosSelection {
	/** Only tasks of the service with this name. */
	readonly service?: string;
	/** Only tasks of this task definition family. */
	readonly family?: string;
	/** Only the task with this ID. */
	readonly task?: string;
	/** The maximum number of tasks to hit; if absent, all tasks, including later ones. */
	readonly count?: number;
}

/**
 * The effect. Without `container` it hits the first essential container; `afterMs` counts from RUNNING or from now, 0
 * if absent.
 */
export type ChaosEffect =
	/** A start fails with this stopped reason. */
	| { readonly kind: "failedStart"; readonly reason: string; readonly container?: string }
	/** A start fails because the image, secret or log group does not exist, with AWS's text. */
	| { readonly kind: "missing"; readonly what: StartFailureCause; readonly container?: string }
	/** A container exits. */
	| { readonly kind: "exit"; readonly exitCode: number; readonly container?: string; readonly afterMs?: number }
	/** A container is killed because it exceeds its memory limit. */
	| { readonly kind: "outOfMemory"; readonly container?: string; readonly afterMs?: number }
	/** A container's health check fails; tasks without a health check are not hit. */
	| { readonly kind: "unhealthy"; readonly container?: string; readonly afterMs?: number }
	/** Fargate Spot reclaims the task's capacity; other tasks are not hit. */
	| { readonly kind: "spotInterruption"; readonly afterMs?: number }
	/** Fargate has no capacity for a new task, and the Auto Scaling group starts no instance. */
	| { readonly kind: "noCapacity" }
	/** A start takes this much longer. */
	| { readonly kind: "slowStart"; readonly delayMs: number }
	/** The containers keep running this long after the stop signal, at most until their stop timeout. */
	| { readonly kind: "slowStop"; readonly delayMs: number };

/** The selected tasks and the effect on them. */
export type ChaosRule = ChaosSelection & ChaosEffect;

/** An active rule, with the number of tasks that it still hits. */
export interface ActiveChaosRule {
	readonly rule: ChaosRule;
	remaining: number;
}

/** Whether a rule selects tasks of this service and family. */
export function selects(rule: ChaosRule, service: string | undefined, family: string): boolean {
	if (rule.service !== undefined && rule.service !== service) return false;
	return rule.family === undefined || rule.family === family;
}
