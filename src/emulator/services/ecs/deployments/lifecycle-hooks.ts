/**
 * Lifecycle hooks of a deployment (ECS developer guide, deployment lifecycle hooks and pause hooks). There is no
 * Lambda: functions succeed immediately unless set to fail. A pause waits for ContinueServiceDeployment or its timeout.
 */
import type { DeploymentConfiguration, DeploymentLifecycleHook } from "@aws-sdk/client-ecs";
import { randomText } from "../../../../lib/random.ts";
import type { HookRecord } from "../record-parts.ts";
import type { EcsState } from "../state.ts";
import type { StageName } from "./stages.ts";

/** ECS API reference, DeploymentLifecycleHookTimeoutConfiguration. */
const usualTimeoutMinutes = 1_440;
const idCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The combined result of a stage's hooks. */
export type HooksVerdict =
	| { readonly state: "waiting" | "passed" }
	| { readonly state: "failed"; readonly reason: string };

/** Runs the hooks of a stage in parallel. */
export function runHooks(state: EcsState, configuration: DeploymentConfiguration, stage: StageName): HookRecord[] {
	return (configuration.lifecycleHooks ?? [])
		.filter((hook) => hook.lifecycleStages?.some((hooked) => hooked === stage))
		.map((hook) => runHook(state, hook));
}

/** Whether the stage can end at `nowMs`; takes the timeout action of overdue hooks. */
export function judgeHooks(hooks: readonly HookRecord[], stage: StageName, nowMs: number): HooksVerdict {
	for (const hook of hooks) {
		if (hook.status !== "AWAITING_ACTION" || hook.expiresAtMs > nowMs) continue;
		hook.status = "TIMED_OUT";
	}
	const begin = `Service deployment rolled back because ${stage}`;
	for (const { status, targetArn, timeoutAction } of hooks) {
		if (status === "TIMED_OUT" && timeoutAction === "ROLLBACK") {
			return { state: "failed", reason: `${begin} pause hook timed out.` };
		}
		if (status !== "FAILED") continue;
		const detail = targetArn ? ` Lifecycle hook target ${targetArn} returned FAILED status.` : "";
		return { state: "failed", reason: `${begin} lifecycle hook(s) failed.${detail}` };
	}
	const waits = hooks.some(({ status }) => status === "AWAITING_ACTION" || status === "IN_PROGRESS");
	return { state: waits ? "waiting" : "passed" };
}

function runHook(state: EcsState, hook: DeploymentLifecycleHook): HookRecord {
	const pause = hook.targetType === "PAUSE";
	const { timeoutInMinutes = usualTimeoutMinutes, action = "ROLLBACK" } = hook.timeoutConfiguration ?? {};
	const { random, clock } = state.context;
	const called = state.failingHooks.has(hook.hookTargetArn ?? "") ? "FAILED" : "SUCCEEDED";
	return {
		id: `ecs-${pause ? "pause" : "lambda"}-${randomText(random, 43, idCharacters)}`,
		targetType: hook.targetType ?? "AWS_LAMBDA",
		targetArn: pause ? undefined : hook.hookTargetArn,
		expiresAtMs: clock.now() + timeoutInMinutes * 60_000,
		timeoutAction: action,
		status: pause ? "AWAITING_ACTION" : called,
	};
}
