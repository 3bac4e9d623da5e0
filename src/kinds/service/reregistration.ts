/**
 * A registry that was deleted and created anew has the id that it had, so ECS sees no change, and never registers the tasks
 * that run. A forced deployment starts others, which it registers; it is newer than the registry then, so it happens once.
 */
import type { FollowUpInput } from "../../model/changes.ts";
import { observedOf } from "../../model/kinds.ts";
import { because, type Reason } from "../../model/reason.ts";
import { registryRef } from "../registry/ref.ts";
import { primary, type ServiceFacts } from "./facts.ts";
import type { ServiceSpec } from "./spec.ts";

/** Why the tasks of a service have to be replaced to be found again; undefined where nothing asks for it. */
export function lostRegistration({
	observed,
	mismatches,
	world,
}: Pick<FollowUpInput<ServiceSpec, ServiceFacts>, "observed" | "mismatches" | "world">): Reason | undefined {
	const present = primary(observed.facts);
	// What a deployment is still about to start is registered by itself.
	if (present?.rolloutState !== "COMPLETED") return undefined;
	const lost = mismatches.find(({ kind, registry }) => {
		const recreated = kind === "missing_instance" ? observedOf(registryRef, world, registry) : undefined;
		return recreated !== undefined && recreated.facts.createdAtMs > present.createdAtMs;
	});
	if (!lost) return undefined;
	return because("RegistryRecreated", { registry: lost.registry });
}
