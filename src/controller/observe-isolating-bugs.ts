/**
 * Isolates bugs while observing: when a kind's `observe` throws, its resources are observed in ever smaller groups
 * until the affected ones are found, and all others are observed as usual.
 */
import { AwsFailure } from "../aws/failure.ts";
import { type Bug, internalError } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import type { Kind } from "../model/kind.ts";
import type { Observations, ObserveRequest } from "../model/observe-request.ts";
import type { Observation } from "../model/observed-state.ts";

/** Calls the kind's `observe`. Resources affected by a bug become unknown, and a list affected by a bug is incomplete. */
export async function observeIsolatingBugs<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	onBug: (bug: Bug) => void,
	request: ObserveRequest<Spec, Facts>,
): Promise<Observations<Spec, Facts>> {
	try {
		return await kind.observe(request);
	} catch (error) {
		// An AWS failure is not a bug.
		if (error instanceof AwsFailure) throw error;
		const [first, ...others] = request.due;
		if (first && others.length === 0 && !request.fullResync) {
			onBug({ kind: kind.name, identity: first.identity, error });
			return new Map([[first.identity, { status: "unknown", reason: internalError({ error }) }]]);
		}
		const middle = Math.ceil(request.due.length / 2);
		const halves = request.fullResync ? [request.due] : [request.due.slice(0, middle), request.due.slice(middle)];
		const observations = new Map<Identity, Observation<Spec, Facts>>();
		let bugs = 0;
		const counted = (bug: Bug) => {
			bugs += 1;
			onBug(bug);
		};
		for (const due of halves) {
			if (due.length === 0) continue;
			for (const [identity, observation] of await observeIsolatingBugs(kind, counted, {
				...request,
				due,
				fullResync: false,
			})) {
				observations.set(identity, observation);
			}
		}
		if (request.fullResync) request.onIncomplete(internalError({ error }));
		// The bug may be in a resource that only the list shows.
		if (bugs === 0) onBug({ kind: kind.name, error });
		return observations;
	}
}
