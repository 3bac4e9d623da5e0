/**
 * Detects capacity providers in use, which can neither be removed from their cluster nor be deleted (ECS API reference,
 * PutClusterCapacityProviders, errors).
 */
import { AwsError } from "../../../aws-error.ts";
import type { ClusterRecord } from "../records.ts";

/** Throws AWS's error if a service or task of `cluster` uses one of the providers `names`. */
export function checkUnused(cluster: ClusterRecord, names: readonly string[]): void {
	const uses = (strategy: readonly { readonly capacityProvider?: string | undefined }[] | undefined) =>
		strategy?.some(({ capacityProvider = "" }) => names.includes(capacityProvider)) ?? false;
	const service = [...cluster.services.values()].some(
		({ status, configuration }) => status !== "INACTIVE" && uses(configuration.capacityProviderStrategy),
	);
	const task = [...cluster.tasks].some(
		({ lastStatus, capacityProvider = "" }) => lastStatus !== "STOPPED" && names.includes(capacityProvider),
	);
	if (!service && !task) return;
	throw new AwsError("ResourceInUseException", "The specified capacity provider is in use and cannot be removed.");
}
