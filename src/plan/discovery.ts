/**
 * Adds discovery mismatches to the plan and the health of a registry: clients may not find running tasks, or may find
 * stopped ones.
 */
import type { Mismatch } from "../model/discovery.ts";
import type { Identity } from "../model/identity.ts";
import type { Health } from "../model/observed-state.ts";
import type { Item } from "../model/plan.ts";
import { because } from "../model/reason.ts";
import type { PlanInput } from "./context.ts";

/** The mismatches of a registry; undefined if the resource was not checked or is not a registry. */
export function mismatchesOf({ mismatches }: PlanInput, identity: Identity): Pick<Item, "mismatches"> {
	const own = mismatches?.get(identity)?.filter(({ registry }) => registry === identity);
	// A service appears in the map for mismatches of its tasks only.
	const isRegistry = own !== undefined && (own.length > 0 || mismatches?.get(identity)?.length === 0);
	return isRegistry ? { mismatches: own } : {};
}

/** Degrades a healthy registry if clients would find something other than the running tasks. */
export function withMismatches(health: Health, mismatches: readonly Mismatch[] = []): Health {
	if (health.status !== "Healthy" || mismatches.length === 0) return health;
	const reasons = mismatches.map(({ reason }) => reason);
	return { status: "Degraded", reason: because("DiscoveryMismatch", { mismatches: reasons }) };
}
