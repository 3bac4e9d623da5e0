/** Checks of Cluster manifests that a schema cannot express. */
import type { Check } from "../../model/manifest-rules.ts";
import { errorHere } from "../../model/problem.ts";
import { tagChecks } from "../checking.ts";
import { strategyProblems } from "../strategy-checks.ts";
import type {} from "./problems.ts";
import type { ClusterSpec } from "./spec.ts";

/** A default strategy may only use the cluster's capacity providers; FARGATE and FARGATE_SPOT must be listed too. */
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

/** If execute command logging is OVERRIDE, AWS requires a log destination. */
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
