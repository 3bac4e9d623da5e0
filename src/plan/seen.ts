/**
 * Whether all there is was seen, and how lately. What nothing refers to may be taken away only where everything that could
 * refer to it is known, and that is so for a moment after everything was listed.
 */
import { because, type Reason } from "../model/reason.ts";
import type { Sight } from "../model/world.ts";
import type { PlanContext, PlanInput } from "./context.ts";

/** For how long a list of everything is lately: as long as a plan that was made from it may be acted upon. */
const freshMs = 300_000;

/** Whether everything was listed lately. Times are milliseconds since the epoch. */
export function isListedLately(listedAtMs: number | undefined, nowMs: number): boolean {
	return listedAtMs !== undefined && nowMs >= listedAtMs && nowMs - listedAtMs < freshMs;
}

/** The reason of a resource that was not observed; `sight` as far as it was looked at. */
export function notObserved(sight: Sight | undefined): Reason {
	const cause = sight?.status === "unknown" ? sight.reason : undefined;
	// AWS has no part in a bug, which is told as it is.
	return cause?.code === "InternalError" ? cause : because("ObservationFailed", cause ? { cause } : {});
}

/** What could not be observed; undefined where everything was. */
export function unobservedPart({ incomplete, world }: PlanInput): Reason | undefined {
	const unknown = [...world.all()].find(({ sight }) => sight.status === "unknown");
	return incomplete ?? (unknown && because("ResourceNotObserved", { target: unknown.identity }));
}

/** Whether all there is was known at `atMs`, a rejected manifest being something that is not. */
export function isAllSeen({ input, unobserved }: PlanContext, atMs: number): boolean {
	return input.desired.complete && unobserved === undefined && isListedLately(input.listedAtMs, atMs);
}
