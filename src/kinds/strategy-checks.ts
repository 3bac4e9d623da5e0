/**
 * The rules of capacity provider strategies (ECS API reference, CapacityProviderStrategyItem), which a cluster's default and
 * a service's own share.
 */
import type { CapacityProviderStrategyItem } from "@aws-sdk/client-ecs";
import type { Problem } from "../model/manifest.ts";
import type { CheckInput } from "../model/manifest-rules.ts";
import { errorHere } from "./checking.ts";

/** What is wrong with the strategy that stands at the spec's member `field`. */
export function strategyProblems(
	strategy: readonly CapacityProviderStrategyItem[] | undefined,
	field: "capacityProviderStrategy" | "defaultCapacityProviderStrategy",
	at: CheckInput<object>["at"],
): readonly Problem[] {
	if (!strategy || strategy.length === 0) return [];
	if (strategy.filter(({ base }) => (base ?? 0) > 0).length > 1) {
		const sentence = "Only one capacity provider of a strategy can have a base. Leave it out for the others.";
		return [errorHere(at(field), "two-bases", sentence)];
	}
	if (strategy.length > 1 && strategy.every(({ weight }) => !weight)) {
		const sentence =
			"A missing weight is 0, and of several capacity providers one at least needs more: write weight: 1.";
		return [errorHere(at(field), "strategy-without-weight", sentence)];
	}
	const onFargate = strategy.filter(({ capacityProvider }) => /^FARGATE(_SPOT)?$/.test(capacityProvider ?? ""));
	if (onFargate.length === 0 || onFargate.length === strategy.length) return [];
	const sentence =
		"A strategy has either Fargate's capacity providers or those of instances, not both. Choose one kind.";
	return [errorHere(at(field), "mixed-capacity-providers", sentence)];
}
