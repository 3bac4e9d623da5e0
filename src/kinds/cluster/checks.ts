/** Checks of Cluster manifests that a schema cannot say. */
import type { Check } from "../../model/manifest-rules.ts";
import { errorHere } from "../../model/problem.ts";
import { tagChecks } from "../checking.ts";
import { strategyProblems } from "../strategy-checks.ts";
import type {} from "./problems.ts";
import type { ClusterSpec } from "./spec.ts";

/** A default strategy may only name providers that the cluster has; Fargate's two are there once they are listed. */
const strategyProviders: Check<ClusterSpec> = ({ resource: { spec }, at }) => {
	if (!spec.capacityProviders) return [];
	const providers = new Set(spec.capacityProviders);
	return (spec.defaultCapacityProviderStrategy ?? [])
		.filter(({ capacityProvider }) => capacityProvider !== undefined && !providers.has(capacityProvider))
		.map(({ capacityProvider }) =>
			errorHere(at(`defaultCapacityProviderStrategy.${capacityProvider}`), "unknown-capacity-provider", {
				provider: capacityProvider ?? "",
			}),
		);
};

const strategy: Check<ClusterSpec> = ({ resource: { spec }, at }) =>
	strategyProblems(spec.defaultCapacityProviderStrategy, "defaultCapacityProviderStrategy", at);

/** Where execute command logs to somewhere of its own, AWS has to know where. */
const commandLog: Check<ClusterSpec> = ({ resource: { spec }, at }) => {
	const { logging, logConfiguration } = spec.configuration?.executeCommandConfiguration ?? {};
	if (logging !== "OVERRIDE" || logConfiguration) return [];
	return [errorHere(at("configuration.executeCommandConfiguration"), "missing-log-configuration")];
};

export const clusterChecks: readonly Check<ClusterSpec>[] = [
	tagChecks("tags"),
	strategyProviders,
	strategy,
	commandLog,
];
