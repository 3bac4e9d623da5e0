/**
 * The way of a deployment from its beginning to its end, as pure data: which lifecycle stages it goes through, what ends
 * each, and where traffic goes from then on (ECS developer guide, blue/green, linear and canary deployments, and deployment
 * lifecycle hooks).
 */
import type {
	DeploymentConfiguration,
	DeploymentLifecycleHookStage,
	ServiceDeploymentLifecycleStage,
} from "@aws-sdk/client-ecs";

/** A stage that people see, or one that the SDK's list of hooks has only. */
export type StageName = ServiceDeploymentLifecycleStage | DeploymentLifecycleHookStage;

/** What has to be reached, beside time and hooks, before a stage is over. */
export type StageGoal =
	/** Of several older service revisions only the one that serves is left. */
	| "reconciled"
	/** The new service revision has the healthy tasks that it needs. */
	| "scaledUp"
	/** In addition no task of another service revision is left. */
	| "cleanedUp";

/** One step of the way, with what ends it. */
export interface Stage {
	readonly name: StageName;
	readonly goal?: StageGoal;
	/** The stage lasts at least so long. */
	readonly durationMs: number;
	/** Percent of the test and of the production traffic that the new service revision gets from this stage on. */
	readonly testWeight: number;
	readonly productionWeight: number;
}

/** How long a stage lasts that only does something, such as shifting traffic; AWS does not say. */
const momentMs = 5_000;
const minuteMs = 60_000;

/** Whether a strategy keeps old and new tasks side by side, and so goes through stages that people can see. */
export function shiftsTraffic(configuration: DeploymentConfiguration | undefined): boolean {
	return (configuration?.strategy ?? "ROLLING") !== "ROLLING";
}

/** The stages of a deployment with `configuration` that begins beside `sourceCount` older service revisions. */
export function stagesOf(configuration: DeploymentConfiguration, sourceCount: number): readonly Stage[] {
	const stages = shiftsTraffic(configuration) ? shiftingStages(configuration) : rollingStages(configuration);
	// Only a deployment that overtakes another one finds more than one service revision (ECS API reference, lifecycleStage).
	if (sourceCount < 2) return stages;
	const goal = shiftsTraffic(configuration) ? ({ goal: "reconciled" } as const) : {};
	return [{ name: "RECONCILE_SERVICE", ...goal, durationMs: 0, testWeight: 0, productionWeight: 0 }, ...stages];
}

/** A rolling update shows no stages; it has them for pause hooks, bake time and early success criteria. */
function rollingStages(configuration: DeploymentConfiguration): Stage[] {
	const stage = (name: StageName, rest: Partial<Stage> = {}): Stage => ({
		name,
		durationMs: 0,
		testWeight: 0,
		productionWeight: 0,
		...rest,
	});
	// The bake time is there to watch alarms (ECS developer guide, early success criteria).
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
				// There is nothing to wait for once all traffic is shifted (ECS API reference, LinearConfiguration).
				durationMs: momentMs + (step < percents.length - 1 ? stepBakeMs : 0),
			},
		]),
		{ ...shifted, name: "POST_PRODUCTION_TRAFFIC_SHIFT" },
		{ ...shifted, name: "BAKE_TIME", durationMs: (configuration.bakeTimeInMinutes ?? 0) * minuteMs },
		{ ...shifted, name: "CLEAN_UP", goal: "cleanedUp", durationMs: 0 },
	];
}

/** The shares of production traffic that the new service revision gets one after the other, and the wait between them. */
function trafficSteps(configuration: DeploymentConfiguration) {
	if (configuration.strategy === "CANARY") {
		const { canaryPercent = 5, canaryBakeTimeInMinutes = 10 } = configuration.canaryConfiguration ?? {};
		const percents = canaryPercent < 100 ? [canaryPercent, 100] : [100];
		return { percents, stepBakeMs: canaryBakeTimeInMinutes * minuteMs };
	}
	if (configuration.strategy !== "LINEAR") return { percents: [100], stepBakeMs: 0 };
	const { stepPercent = 10, stepBakeTimeInMinutes = 6 } = configuration.linearConfiguration ?? {};
	// Percents have one decimal, so they are counted in tenths.
	const tenths = Math.round(stepPercent * 10);
	const percents = Array.from(
		{ length: Math.ceil(1000 / tenths) },
		(_, step) => Math.min(1000, tenths * (step + 1)) / 10,
	);
	return { percents, stepBakeMs: stepBakeTimeInMinutes * minuteMs };
}
