/**
 * Validates capacity providers and strategies (ECS API reference, CreateCapacityProvider and
 * CapacityProviderStrategyItem). The rules for a strategy are the same for clusters, services and tasks.
 */
import type {
	AutoScalingGroupProvider,
	CapacityProviderStrategyItem,
	CreateCapacityProviderRequest,
	LaunchType,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import { nameOf } from "../identifiers.ts";
import type { EcsState } from "../state.ts";
import { statusOf } from "./provider-view.ts";

const maximumStrategyItems = 20;
const maximumProviders = 20;
const maximumBase = 100_000;
const maximumWeight = 1_000;

/** Throws AWS's error for an invalid capacity provider. */
export function checkNewProvider(state: EcsState, input: CreateCapacityProviderRequest): void {
	const name = input.name ?? "";
	if (!/^[A-Za-z0-9_-]{1,255}$/.test(name) || /^(aws|ecs|fargate)/i.test(name)) {
		throw clientFailure(
			'The specified capacity provider name is invalid. Up to 255 characters are allowed, including letters (upper and lowercase), numbers, underscores, and hyphens. The name cannot be prefixed with "aws", "ecs", or "fargate". Specify a valid name and try again.',
		);
	}
	const { autoScalingGroupProvider: group, managedInstancesProvider: managed } = input;
	if ((group === undefined) === (managed === undefined)) {
		throw clientFailure("Specify either autoScalingGroupProvider or managedInstancesProvider.");
	}
	if (managed && !input.cluster) throw clientFailure("A cluster is required for a managed instances provider.");
	const present = [...state.capacityProviders.values()].filter((provider) => statusOf(state, provider) === "ACTIVE");
	if (present.some((provider) => provider.name === name)) {
		throw clientFailure(
			"The specified capacity provider already exists. To change the configuration of an existing capacity provider, update the capacity provider.",
		);
	}
	if (!group) return;
	if (present.some((provider) => provider.group?.autoScalingGroupArn === group.autoScalingGroupArn)) {
		throw clientFailure(
			"The specified Auto Scaling group ARN is already being used by another capacity provider. Specify a unique Auto Scaling group ARN and try again.",
		);
	}
	checkGroup(group);
}

/** Throws AWS's error for invalid settings of an Auto Scaling group provider. */
export function checkGroup({ managedScaling, managedTerminationProtection }: AutoScalingGroupProvider): void {
	if (managedTerminationProtection === "ENABLED" && (managedScaling?.status ?? "DISABLED") !== "ENABLED") {
		throw clientFailure(
			"The managed termination protection setting for the capacity provider is invalid. To enable managed termination protection for a capacity provider, the capacity provider must also use managed scaling.",
		);
	}
	const bounds = [
		["targetCapacity", 1, 100],
		["minimumScalingStepSize", 1, 10_000],
		["maximumScalingStepSize", 1, 10_000],
		["instanceWarmupPeriod", 0, 10_000],
	] as const;
	for (const [member, least, most] of bounds) {
		const value = managedScaling?.[member];
		if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) continue;
		throw clientFailure(`The specified ${member} is invalid. Specify a value between ${least} and ${most}.`);
	}
}

/** Throws AWS's error for invalid capacity providers of a cluster. */
export function checkProviders(state: EcsState, names: readonly string[]): void {
	if (names.length > maximumProviders) {
		throw refusal("The maximum number of capacity providers per cluster has been exceeded.");
	}
	for (const name of names) {
		const provider = state.capacityProviders.get(nameOf(name));
		if (provider && statusOf(state, provider) === "ACTIVE") continue;
		throw refusal(
			`The specified capacity provider '${name}' does not exist. Specify a valid capacity provider and try again.`,
		);
	}
}

/** Throws AWS's error for invalid capacity of a service or task; `names` are the capacity providers of its cluster. */
export function checkCapacityChoice(
	names: readonly string[],
	input: {
		readonly launchType?: LaunchType | undefined;
		readonly capacityProviderStrategy?: readonly CapacityProviderStrategyItem[] | undefined;
	},
): void {
	const strategy = input.capacityProviderStrategy ?? [];
	if (input.launchType && strategy.length > 0) {
		throw refusal(
			"Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
		);
	}
	checkStrategy(names, strategy);
}

/** Throws AWS's error for an invalid strategy; `names` are the capacity providers of its cluster. */
export function checkStrategy(names: readonly string[], strategy: readonly CapacityProviderStrategyItem[]): void {
	if (strategy.length > maximumStrategyItems) {
		throw refusal(`A capacity provider strategy can contain a maximum of ${maximumStrategyItems} capacity providers.`);
	}
	const unknown = strategy.find((item) => !names.includes(item.capacityProvider ?? ""));
	if (unknown) {
		throw refusal(
			`The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider ${unknown.capacityProvider} with the cluster and try again.`,
		);
	}
	const isWithin = (value: number | undefined, most: number) =>
		value === undefined || (Number.isInteger(value) && value >= 0 && value <= most);
	if (!strategy.every(({ base, weight }) => isWithin(base, maximumBase) && isWithin(weight, maximumWeight))) {
		throw refusal(`A base is from 0 to ${maximumBase}, and a weight from 0 to ${maximumWeight}.`);
	}
	if (strategy.filter(({ base = 0 }) => base > 0).length > 1) {
		throw refusal("Only one capacity provider in a capacity provider strategy can have a base defined.");
	}
	if (strategy.length > 1 && strategy.every(({ weight = 0 }) => weight === 0)) {
		throw refusal("At least one capacity provider in a capacity provider strategy must have a weight greater than 0.");
	}
	const onFargate = strategy.filter(({ capacityProvider = "" }) => /^FARGATE(_SPOT)?$/.test(capacityProvider));
	if (onFargate.length > 0 && onFargate.length < strategy.length) {
		throw refusal(
			"A capacity provider strategy cannot contain a mix of Fargate capacity providers and other capacity providers.",
		);
	}
}

function refusal(text: string): AwsError {
	return new AwsError("InvalidParameterException", text);
}

function clientFailure(text: string): AwsError {
	return new AwsError("ClientException", text);
}
