/**
 * Defines the stages of a deployment as pure data: their order, what ends each and the traffic weights afterwards (ECS
 * developer guide, blue/green, linear and canary deployments, and deployment lifecycle hooks).
 */
import type {
	DeploymentConfiguration,
	DeploymentLifecycleHookStage,
	ServiceDeploymentLifecycleStage,
} from "@aws-sdk/client-ecs";

/** A visible stage, or one that exists only in the SDK's list of hooks. */
export type StageName = ServiceDeploymentLifecycleStage | DeploymentLifecycleHookStage;

/** The condition, besides time and hooks, that ends a stage. */
export type StageGoal =
	/** Of several older service revisions only the serving one is left. */
	| "reconciled"
	/** The new service revision has the required number of healthy tasks. */
	| "scaledUp"
	/** Additionally, no task of another service revision is left. */
	| "cleanedUp";

/** A stage and the condition that ends it. */
export interface Stage {
	readonly name: StageName;
	readonly goal?: StageGoal;
	/** The minimum duration of the stage. */
	readonly durationMs: number;
	/** Percent of the test and production traffic that the new service revision gets from this stage on. */
	readonly testWeight: number;
	readonly productionWeight: number;
}

/** The duration of a stage that only performs an action, such as shifting traffic; AWS does not document it. */
const momentMs = 5_000;
const minuteMs = 60_000;

/** Whether a strategy runs old and new tasks side by side and therefore has visible stages. */
export function shiftsTraffic(configuration: DeploymentConfiguration | undefined): boolean {
	return (configuration?.strategy ?? "ROLLING") !== "ROLLING";
}

/** The stages of a deployment with `configuration` that starts beside `sourceCount` older service revisions. */
export function stagesOf(configuration: DeploymentConfiguration, sourceCount: number): readonly Stage[] {
	const stages = shiftsTraffic(configuration) ? shiftingStages(configuration) : rollingStages(configuration);
	// A deployment finds more than one service revision only if it overtakes another one (ECS API reference,
	// lifecycleStage).
	if (sourceCount < 2) return stages;
	const goal = shiftsTraffic(configuration) ? ({ goal: "reconciled" } as const) : {};
	return [{ name: "RECONCILE_SERVICE", ...goal, durationMs: 0, testWeight: 0, productionWeight: 0 }, ...stages];
}

/** A rolling update shows no stages; it uses them for pause hooks, bake time and early success criteria. */
function rollingStages(configuration: DeploymentConfiguration): Stage[] {
	const stage = (name: StageName, rest: Partial<Stage> = {}): Stage => ({
		name,
		durationMs: 0,
		testWeight: 0,
		productionWeight: 0,
		...rest,
	});
	// The bake time exists to monitor alarms (ECS developer guide, early success criteria).
	const bakeMs = configuration.alarms?.enable ? (configuration.bakeTimeInMinutes ?? 0) * minuteMs : 0;
	const { enable, sourceServiceRevisionCleanup } = configuration.earlySuccessCriteria ?? {};
	const deferred = enable === true && sourceServiceRevisionCleanup === "DEFERRED";
	return [
		stage("PRE_SCALE_UP"),
		stage("SCALE_UP", { goal: "scaledUp" }),
		stage("POST_SCALE_UP"),
		stage("BAKE_TIME", { durationMs: bakeMs }),
		...(deferred ? [] : [stage("CLEAN_UP", { goal: "cleanedUp" })]),
	];
}

function shiftingStages(configuration: DeploymentConfiguration): Stage[] {
	const { percents, stepBakeMs } = trafficSteps(configuration);
	const before = { durationMs: momentMs, testWeight: 0, productionWeight: 0 };
	const tested = { ...before, testWeight: 100 };
	const shifted = { ...tested, productionWeight: 100 };
	return [
		{ ...before, name: "PRE_SCALE_UP" },
		{ ...before, name: "SCALE_UP", goal: "scaledUp", durationMs: 0 },
		{ ...before, name: "POST_SCALE_UP" },
		{ ...tested, name: "TEST_TRAFFIC_SHIFT" },
		{ ...tested, name: "POST_TEST_TRAFFIC_SHIFT" },
		...percents.flatMap((percent, step): Stage[] => [
			{ ...tested, name: "PRE_PRODUCTION_TRAFFIC_SHIFT", productionWeight: percents[step - 1] ?? 0 },
			{
				...tested,
				name: "PRODUCTION_TRAFFIC_SHIFT",
				productionWeight: percent,
				// There is no wait after all traffic is shifted (ECS API reference, LinearConfiguration).
				durationMs: momentMs + (step < percents.length - 1 ? stepBakeMs : 0),
			},
		]),
		{ ...shifted, name: "POST_PRODUCTION_TRAFFIC_SHIFT" },
		{ ...shifted, name: "BAKE_TIME", durationMs: (configuration.bakeTimeInMinutes ?? 0) * minuteMs },
		{ ...shifted, name: "CLEAN_UP", goal: "cleanedUp", durationMs: 0 },
	];
}

/** The production traffic weights of the new service revision in sequence, and the wait between them. */
function trafficSteps(configuration: DeploymentConfiguration) {
	if (configuration.strategy === "CANARY") {
		const { canaryPercent = 5, canaryBakeTimeInMinutes = 10 } = configuration.canaryConfiguration ?? {};
		const percents = canaryPercent < 100 ? [canaryPercent, 100] : [100];
		return { percents, stepBakeMs: canaryBakeTimeInMinutes * minuteMs };
	}
	if (configuration.strategy !== "LINEAR") return { percents: [100], stepBakeMs: 0 };
	const { stepPercent = 10, stepBakeTimeInMinutes = 6 } = configuration.linearConfiguration ?? {};
	// Percentages have one decimal place, so the count uses tenths.
	const tenths = Math.round(stepPercent * 10);
	const percents = Array.from(
		{ length: Math.ceil(1000 / tenths) },
		(_, step) => Math.min(1000, tenths * (step + 1)) / 10,
	);
	return { percents, stepBakeMs: stepBakeTimeInMinutes * minuteMs };
}
