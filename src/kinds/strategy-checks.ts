/**
 * Checks capacity provider strategies (ECS API reference, CapacityProviderStrategyItem), for a cluster's default strategy
 * and a service's own.
 */
import type { CapacityProviderStrategyItem } from "@aws-sdk/client-ecs";
import type { CheckInput } from "../model/manifest-rules.ts";
import { errorHere, type Problem } from "../model/problem.ts";

/** The problems of the strategy in the spec's member `field`. */
export function strategyProblems(
	strategy: readonly CapacityProviderStrategyItem[] | undefined,
	field: "capacityProviderStrategy" | "defaultCapacityProviderStrategy",
	at: CheckInput<object>["at"],
): readonly Problem[] {
	if (!strategy || strategy.length === 0) return [];
	if (strategy.filter(({ base }) => (base ?? 0) > 0).length > 1) {
		return [errorHere(at(field), "two-bases")];
	}
	if (strategy.length > 1 && strategy.every(({ weight }) => !weight)) {
		return [errorHere(at(field), "strategy-without-weight")];
	}
	const onFargate = strategy.filter(({ capacityProvider }) => /^FARGATE(_SPOT)?$/.test(capacityProvider ?? ""));
	if (onFargate.length === 0 || onFargate.length === strategy.length) return [];
	return [errorHere(at(field), "mixed-capacity-providers")];
}
