/** What discovery mismatches say of a registry: clients may not find what runs, or find what does not run any more. */
import type { Mismatch } from "../model/discovery.ts";
import type { Identity } from "../model/identity.ts";
import type { Item } from "../model/plan.ts";
import { because } from "../model/reason.ts";
import type { Health } from "../model/world.ts";
import type { PlanInput } from "./context.ts";

/** The mismatches of a registry; undefined where it was not looked at for them, or is none. */
export function mismatchesOf({ mismatches }: PlanInput, identity: Identity): Pick<Item, "mismatches"> {
	const own = mismatches?.get(identity)?.filter(({ registry }) => registry === identity);
	// A service is in the map for what its tasks lack, and has none of its own.
	const isRegistry = own !== undefined && (own.length > 0 || mismatches?.get(identity)?.length === 0);
	return isRegistry ? { mismatches: own } : {};
}

/** A registry that is well by itself is degraded where clients are told something else than what runs. */
export function withMismatches(health: Health, mismatches: readonly Mismatch[] = []): Health {
	if (health.status !== "Healthy" || mismatches.length === 0) return health;
	const reasons = mismatches.map(({ reason }) => reason);
	return { status: "Degraded", reason: because("DiscoveryMismatch", { mismatches: reasons }) };
}
