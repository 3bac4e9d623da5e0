/**
 * Determines whether the observed state is complete and recent. Deleting unused resources requires that every possible
 * referrer is known, which holds for a while after a full resync.
 */

import type { Observation } from "../model/observed-state.ts";
import { because, type Reason } from "../model/reason.ts";
import type { PlanContext, PlanInput } from "./context.ts";

/** Maximum age of a full resync in milliseconds; equal to the maximum age of a plan. */
const freshMs = 300_000;

/** Whether everything was listed recently. Times are those of `clock.now()` (monotonic). */
export function isListedRecently(listedAtMs: number | undefined, nowMs: number): boolean {
	return listedAtMs !== undefined && nowMs >= listedAtMs && nowMs - listedAtMs < freshMs;
}

/** The reason for a resource that was not observed; `observation`: its last observation, if any. */
export function notObserved(observation: Observation | undefined): Reason {
	const cause = observation?.status === "unknown" ? observation.reason : undefined;
	// A bug is reported as such, not as a failed AWS observation.
	return cause?.code === "InternalError" ? cause : because("ObservationFailed", cause ? { cause } : {});
}

/** Why the observed state is incomplete; undefined if it is complete. */
export function unobservedPart({ incomplete, observedState }: PlanInput): Reason | undefined {
	const unknown = [...observedState.all()].find(({ observation }) => observation.status === "unknown");
	return incomplete ?? (unknown && because("ResourceNotObserved", { target: unknown.identity }));
}

/** Whether everything was known at `atMs`. An invalid manifest makes the answer false. */
export function isEverythingObserved({ input, unobserved }: PlanContext, atMs: number): boolean {
	return input.desired.complete && unobserved === undefined && isListedRecently(input.listedAtMs, atMs);
}
