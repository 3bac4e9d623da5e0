/** Checks of Cluster manifests that a schema cannot say. */
import type { Check } from "../../model/manifest-rules.ts";
import { errorHere, tagChecks } from "../checking.ts";
import { strategyProblems } from "../strategy-checks.ts";
import type { ClusterSpec } from "./spec.ts";

/** A default strategy may only name providers that the cluster has; Fargate's two are there once they are listed. */
const strategyProviders: Check<ClusterSpec> = ({ resource: { spec }, at }) => {
	if (!spec.capacityProviders) return [];
	const providers = new Set(spec.capacityProviders);
	return (spec.defaultCapacityProviderStrategy ?? [])
		.filter(({ capacityProvider }) => capacityProvider !== undefined && !providers.has(capacityProvider))
		.map(({ capacityProvider }) =>
			errorHere(
				at(`defaultCapacityProviderStrategy.${capacityProvider}`),
				"unknown-capacity-provider",
				`The strategy names ${capacityProvider}, which is not in capacityProviders. Add it there.`,
			),
		);
};

const strategy: Check<ClusterSpec> = ({ resource: { spec }, at }) =>
	strategyProblems(spec.defaultCapacityProviderStrategy, "defaultCapacityProviderStrategy", at);

/** Where execute command logs to somewhere of its own, AWS has to know where. */
const commandLog: Check<ClusterSpec> = ({ resource: { spec }, at }) => {
	const { logging, logConfiguration } = spec.configuration?.executeCommandConfiguration ?? {};
	if (logging !== "OVERRIDE" || logConfiguration) return [];
	const sentence = "logging: OVERRIDE needs a logConfiguration that says where to. Write one, or logging: DEFAULT.";
	return [errorHere(at("configuration.executeCommandConfiguration"), "missing-log-configuration", sentence)];
};

export const clusterChecks: readonly Check<ClusterSpec>[] = [
	tagChecks("tags"),
	strategyProviders,
	strategy,
	commandLog,
];
