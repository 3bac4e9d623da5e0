/**
 * Validates deployment configurations (ECS API reference, DeploymentConfiguration and its types; ECS developer guide,
 * troubleshooting blue/green deployments). Texts that AWS does not publish are the emulator's own.
 */
import type {
	DeploymentConfiguration,
	DeploymentEarlySuccessCriteria,
	DeploymentLifecycleHook,
	ThresholdConfiguration,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import type { ServiceConfiguration } from "../record-parts.ts";
import { shiftsTraffic } from "./stages.ts";

const longestBakeMinutes = 1_440;
/** ECS developer guide, pause hooks: fourteen days, and ten hooks of each kind. */
const longestTimeoutMinutes = 20_160;
const hooksOfAKind = 10;

/** Throws AWS's error for an invalid deployment configuration. */
export function checkDeploymentConfiguration(service: ServiceConfiguration): void {
	const configuration = service.deploymentConfiguration ?? {};
	checkPercents(service, configuration);
	checkController(service, configuration);
	checkStrategy(service, configuration);
	checkThreshold(configuration.deploymentCircuitBreaker?.thresholdConfiguration);
	checkHooks(configuration.lifecycleHooks ?? []);
	const { alarms, earlySuccessCriteria } = configuration;
	if (alarms?.enable && !alarms.alarmNames?.length)
		throw refusal("alarmNames cannot be empty when alarms are enabled.");
	if (earlySuccessCriteria?.enable) checkEarlySuccess(configuration, earlySuccessCriteria);
}

function checkPercents(service: ServiceConfiguration, configuration: DeploymentConfiguration): void {
	const { minimumHealthyPercent = 0, maximumPercent = 100 } = configuration;
	if (service.schedulingStrategy === "DAEMON") {
		if (maximumPercent !== 100) throw refusal("The daemon scheduling strategy requires a maximumPercent of 100.");
	} else if (minimumHealthyPercent === 100 && maximumPercent === 100) {
		throw refusal("Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.");
	}
	inRange("minimumHealthyPercent", minimumHealthyPercent, 0, 100);
	if (maximumPercent >= minimumHealthyPercent && Number.isInteger(maximumPercent)) return;
	throw refusal("maximumPercent must not be less than minimumHealthyPercent.");
}

/** Circuit breaker, alarms and traffic-shifting strategies require the ECS deployment controller. */
function checkController(service: ServiceConfiguration, configuration: DeploymentConfiguration): void {
	const type = service.deploymentController?.type ?? "ECS";
	if (type === "ECS") return;
	const used = [
		configuration.deploymentCircuitBreaker?.enable && "deploymentCircuitBreaker",
		configuration.alarms?.enable && "alarms",
		shiftsTraffic(configuration) && `The deployment strategy ${configuration.strategy}`,
		configuration.lifecycleHooks?.length && "lifecycleHooks",
	].find(Boolean);
	if (used) throw refusal(`${used} can only be used with the ECS deployment controller.`);
}

function checkStrategy(service: ServiceConfiguration, configuration: DeploymentConfiguration): void {
	const { strategy = "ROLLING", linearConfiguration, canaryConfiguration, bakeTimeInMinutes = 0 } = configuration;
	inRange("bakeTimeInMinutes", bakeTimeInMinutes, 0, longestBakeMinutes);
	if (strategy !== "ROLLING" && service.schedulingStrategy === "DAEMON") {
		throw refusal(`The deployment strategy ${strategy} is not supported with the daemon scheduling strategy.`);
	}
	if (linearConfiguration) {
		onlyWith("linearConfiguration", strategy, "LINEAR");
		tenths("stepPercent", linearConfiguration.stepPercent, 3);
		inRange("stepBakeTimeInMinutes", linearConfiguration.stepBakeTimeInMinutes, 0, longestBakeMinutes);
	}
	if (canaryConfiguration) {
		onlyWith("canaryConfiguration", strategy, "CANARY");
		tenths("canaryPercent", canaryConfiguration.canaryPercent, 0.1);
		inRange("canaryBakeTimeInMinutes", canaryConfiguration.canaryBakeTimeInMinutes, 0, longestBakeMinutes);
	}
}

function checkThreshold(threshold: ThresholdConfiguration | undefined): void {
	if (!threshold) return;
	inRange("thresholdConfiguration value", threshold.value, 1, threshold.type === "BOUNDED_PERCENT" ? 100 : 10_000);
}

function checkHooks(hooks: readonly DeploymentLifecycleHook[]): void {
	for (const hook of hooks) {
		const { targetType = "AWS_LAMBDA", lifecycleStages = [], timeoutConfiguration } = hook;
		if (targetType !== "AWS_LAMBDA" && targetType !== "PAUSE") {
			throw refusal("Invalid targetType. Valid values are: AWS_LAMBDA, PAUSE");
		}
		if (lifecycleStages.length === 0) throw refusal("lifecycleStages of a lifecycle hook cannot be empty.");
		inRange("timeoutInMinutes", timeoutConfiguration?.timeoutInMinutes, 1, longestTimeoutMinutes);
		if (targetType === "AWS_LAMBDA") {
			if (!hook.hookTargetArn) throw refusal("hookTargetArn is required for lifecycle hooks of type AWS_LAMBDA.");
		} else if (
			lifecycleStages.some((stage) => stage === "TEST_TRAFFIC_SHIFT" || stage === "PRODUCTION_TRAFFIC_SHIFT")
		) {
			throw refusal("Invalid lifecycle stage provided for Pause Hook");
		}
	}
	const pauses = hooks.filter(({ targetType }) => targetType === "PAUSE").length;
	if (Math.max(pauses, hooks.length - pauses) <= hooksOfAKind) return;
	throw refusal(`A service can have at most ${hooksOfAKind} pause hooks and ${hooksOfAKind} Lambda hooks.`);
}

function checkEarlySuccess(configuration: DeploymentConfiguration, criteria: DeploymentEarlySuccessCriteria): void {
	if (shiftsTraffic(configuration)) throw refusal("earlySuccessCriteria can only be used with the ROLLING strategy.");
	const { healthyPercent, sourceServiceRevisionCleanup } = criteria;
	if (healthyPercent === undefined || sourceServiceRevisionCleanup === undefined) {
		throw refusal("earlySuccessCriteria needs healthyPercent and sourceServiceRevisionCleanup when it is enabled.");
	}
	inRange("healthyPercent", healthyPercent, configuration.minimumHealthyPercent ?? 0, 100);
}

function onlyWith(member: string, strategy: string, wanted: string): void {
	if (strategy !== wanted) throw refusal(`${member} can only be used with the ${wanted} deployment strategy.`);
}

/** A percentage with at most one decimal place. */
function tenths(member: string, percent: number | undefined, minimum: number): void {
	if (percent === undefined) return;
	const isMultiple = Math.abs(Math.round(percent * 10) - percent * 10) < 1e-6;
	if (isMultiple && percent >= minimum && percent <= 100) return;
	throw refusal(`${member} must be a multiple of 0.1 between ${minimum.toFixed(1)} and 100.0.`);
}

function inRange(member: string, value: number | undefined, minimum: number, maximum: number): void {
	if (value === undefined || (Number.isInteger(value) && value >= minimum && value <= maximum)) return;
	throw refusal(`${member} must be an integer between ${minimum} and ${maximum}.`);
}

function refusal(text: string): AwsError {
	return new AwsError("InvalidParameterException", text);
}
