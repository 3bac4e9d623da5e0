/**
 * A registry that was deleted and created anew has the id that it had, so ECS sees no change, and never registers the tasks
 * that run. A forced deployment starts others, which it registers; it is newer than the registry then, so it happens once.
 */
import type { Extra } from "../../model/kind.ts";
import { because, type Reason } from "../../model/reason.ts";
import type { Observed } from "../../model/world.ts";
import type { RegistryFacts } from "../registry/index.ts";
import { primary, type ServiceFacts } from "./facts.ts";
import type { ServiceSpec } from "./spec.ts";

/** Why the tasks of a service have to be replaced to be found again; undefined where nothing asks for it. */
export function lostRegistration({
	observed,
	mismatches,
	world,
}: Pick<Extra<ServiceSpec, ServiceFacts>, "observed" | "mismatches" | "world">): Reason | undefined {
	const present = primary(observed.facts);
	// What a deployment is still about to start is registered by itself.
	if (present?.rolloutState !== "COMPLETED") return undefined;
	const lost = mismatches.find(({ kind, registry }) => {
		const sight = kind === "missing_instance" ? world.get(registry)?.sight : undefined;
		if (sight?.status !== "present") return false;
		// What stands under a registry's identity is what that kind has observed.
		return (sight.observed as Observed<object, RegistryFacts>).facts.createdAtMs > present.createdAtMs;
	});
	if (!lost) return undefined;
	return because("RegistryRecreated", { registry: lost.registry });
}
