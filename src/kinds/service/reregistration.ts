/**
 * Redeploys a service whose registry was deleted and recreated.
 * The new registry has the same id, so ECS sees no change and does not register running tasks. A forced deployment starts
 * new tasks, which ECS registers; it is newer than the registry, so it happens once.
 */
import type { FollowUpInput } from "../../model/changes.ts";
import { observedOf } from "../../model/kinds.ts";
import { because, type Reason } from "../../model/reason.ts";
import { registryRef } from "../registry/ref.ts";
import { primary, type ServiceFacts } from "./facts.ts";
import type { ServiceSpec } from "./spec.ts";

/** Why the tasks of a service must be replaced to be discoverable again; undefined where they need not be. */
export function lostRegistration({
	observed,
	mismatches,
	observedState,
}: Pick<FollowUpInput<ServiceSpec, ServiceFacts>, "observed" | "mismatches" | "observedState">): Reason | undefined {
	const present = primary(observed.facts);
	// ECS registers the tasks that a running deployment has still to start.
	if (present?.rolloutState !== "COMPLETED") return undefined;
	const lost = mismatches.find(({ kind, registry }) => {
		const recreated = kind === "missing_instance" ? observedOf(registryRef, observedState, registry) : undefined;
		return recreated !== undefined && recreated.facts.createdAtMs > present.createdAtMs;
	});
	if (!lost) return undefined;
	return because("RegistryRecreated", { registry: lost.registry });
}
