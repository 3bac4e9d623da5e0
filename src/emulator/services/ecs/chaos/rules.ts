/**
 * What goes wrong with tasks on demand, as plain data: starts that fail, containers that exit, health checks that fail, no
 * capacity, Spot interruptions, slow starts and stops. `workload.ts` says what a rule makes of a task that starts; `apply.ts` puts a
 * rule into force.
 */
import type { StartFailureCause } from "./start-failures.ts";

/** Which tasks; all of them where nothing is said. */
export interface ChaosSelection {
	/** Only tasks of the service of this name. */
	readonly service?: string;
	/** Only tasks of this task definition family. */
	readonly family?: string;
	/** Only the task of this id. */
	readonly task?: string;
	/** How many tasks are hit; all of them, later ones included, when absent. */
	readonly count?: number;
}

/** What goes wrong. Without `container` it is the first essential one; `afterMs` counts from RUNNING or from now, 0 when absent. */
export type ChaosEffect =
	/** A start fails with this stopped reason. */
	| { readonly kind: "failedStart"; readonly reason: string; readonly container?: string }
	/** A start fails because the image, a secret or the log group does not exist, in AWS's words. */
	| { readonly kind: "missing"; readonly what: StartFailureCause; readonly container?: string }
	/** A container ends by itself. */
	| { readonly kind: "exit"; readonly exitCode: number; readonly container?: string; readonly afterMs?: number }
	/** A container is killed because it took more memory than it may. */
	| { readonly kind: "outOfMemory"; readonly container?: string; readonly afterMs?: number }
	/** The health check of a container fails; tasks without a health check are not hit. */
	| { readonly kind: "unhealthy"; readonly container?: string; readonly afterMs?: number }
	/** Fargate Spot takes the task's capacity back; other tasks are not hit. */
	| { readonly kind: "spotInterruption"; readonly afterMs?: number }
	/** Fargate has no capacity for a new task, and the Auto Scaling group brings up no instance. */
	| { readonly kind: "noCapacity" }
	/** A start takes so much longer. */
	| { readonly kind: "slowStart"; readonly delayMs: number }
	/** The containers go on for so long after they were told to stop, at most until their stop timeout. */
	| { readonly kind: "slowStop"; readonly delayMs: number };

/** Which tasks a rule hits, and what goes wrong with them. */
export type ChaosRule = ChaosSelection & ChaosEffect;

/** A rule that is in force, with the number of tasks that it still hits. */
export interface ActiveChaosRule {
	readonly rule: ChaosRule;
	remaining: number;
}

/** Whether a rule selects tasks of this service and family. */
export function selects(rule: ChaosRule, service: string | undefined, family: string): boolean {
	if (rule.service !== undefined && rule.service !== service) return false;
	return rule.family === undefined || rule.family === family;
}
