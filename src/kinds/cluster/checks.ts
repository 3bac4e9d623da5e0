/** Checks of Cluster manifests that a schema cannot say. */
import type { Check } from "../../model/kind.ts";
import { errorHere, policyOfServices, tagChecks } from "../checking.ts";
import type { ClusterSpec } from "./spec.ts";

/** A default strategy may only name providers that the cluster has; Fargate's two are there once they are listed. */
const strategyProviders: Check<ClusterSpec> = ({ resource: { spec }, at }) => {
	const providers = spec.capacityProviders;
	if (!providers) return [];
	return (spec.defaultCapacityProviderStrategy ?? [])
		.filter(({ capacityProvider }) => capacityProvider !== undefined && !providers.includes(capacityProvider))
		.map(({ capacityProvider }) =>
			errorHere(
				at(`defaultCapacityProviderStrategy.${capacityProvider}`),
				"unknown-capacity-provider",
				`The strategy names ${capacityProvider}, which is not in capacityProviders. Add it there.`,
			),
		);
};

export const clusterChecks: readonly Check<ClusterSpec>[] = [tagChecks("tags"), policyOfServices, strategyProviders];
