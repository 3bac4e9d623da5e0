/**
 * A capacity provider in the format of DescribeCapacityProviders, with AWS's default settings (ECS API reference,
 * CapacityProvider and AutoScalingGroupProvider).
 */
import type { AutoScalingGroupProvider, CapacityProvider } from "@aws-sdk/client-ecs";
import { arnOf } from "../identifiers.ts";
import type { CapacityProviderRecord, EcsState } from "../state.ts";
import { writeTags } from "../tags.ts";

/** A deleted provider is INACTIVE after its deletion has completed. */
export function statusOf(state: EcsState, { deletedAtMs }: CapacityProviderRecord): "ACTIVE" | "INACTIVE" {
	return deletedAtMs !== undefined && deletedAtMs <= state.context.clock.now() ? "INACTIVE" : "ACTIVE";
}

/** The view of `provider`. */
export function viewProvider(state: EcsState, provider: CapacityProviderRecord, withTags: boolean): CapacityProvider {
	const status = statusOf(state, provider);
	const updateStatus = status === "INACTIVE" ? "DELETE_COMPLETE" : provider.updateStatus;
	return {
		capacityProviderArn: arnOf(state.context, `capacity-provider/${provider.name}`),
		name: provider.name,
		status,
		type: provider.type,
		...(provider.cluster && { cluster: provider.cluster.name }),
		...(provider.group && { autoScalingGroupProvider: provider.group }),
		...(provider.managedInstances && { managedInstancesProvider: provider.managedInstances }),
		...(updateStatus && { updateStatus }),
		...(provider.updateStatusReason && { updateStatusReason: provider.updateStatusReason }),
		tags: withTags ? writeTags(provider.tags) : [],
	};
}

/** AWS's defaults for managed scaling and related settings; an update keeps omitted settings. */
export function filledGroup(
	given: AutoScalingGroupProvider,
	present: AutoScalingGroupProvider | undefined,
): AutoScalingGroupProvider {
	return {
		autoScalingGroupArn: given.autoScalingGroupArn,
		managedScaling: {
			status: given.managedScaling ? "ENABLED" : "DISABLED",
			targetCapacity: 100,
			minimumScalingStepSize: 1,
			maximumScalingStepSize: 10_000,
			instanceWarmupPeriod: 300,
			...present?.managedScaling,
			...given.managedScaling,
		},
		managedTerminationProtection:
			given.managedTerminationProtection ?? present?.managedTerminationProtection ?? "DISABLED",
		managedDraining: given.managedDraining ?? present?.managedDraining ?? "ENABLED",
	};
}
