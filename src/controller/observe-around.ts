/**
 * Isolates bugs while observing: when a kind's `observe` throws, its resources are observed in ever smaller groups
 * until the affected ones are found, and all others are observed as usual.
 */
import { AwsFailure } from "../aws/failure.ts";
import { type Bug, internalError } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import type { Kind } from "../model/kind.ts";
import type { Look, Sights } from "../model/observing.ts";
import type { Sight } from "../model/world.ts";

/** Calls the kind's `observe`. Resources affected by a bug become unknown, and a list affected by a bug is incomplete. */
export async function observeAround<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	onBug: (bug: Bug) => void,
	look: Look<Spec, Facts>,
): Promise<Sights<Spec, Facts>> {
	try {
		return await kind.observe(look);
	} catch (error) {
		// An AWS failure is not a bug.
		if (error instanceof AwsFailure) throw error;
		const [first, ...others] = look.due;
		if (first && others.length === 0 && !look.sweep) {
			onBug({ kind: kind.name, identity: first.identity, error });
			return new Map([[first.identity, { status: "unknown", reason: internalError({ error }) }]]);
		}
		const middle = Math.ceil(look.due.length / 2);
		const halves = look.sweep ? [look.due] : [look.due.slice(0, middle), look.due.slice(middle)];
		const sights = new Map<Identity, Sight<Spec, Facts>>();
		let bugs = 0;
		const counted = (bug: Bug) => {
			bugs += 1;
			onBug(bug);
		};
		for (const due of halves) {
			if (due.length === 0) continue;
			for (const [identity, sight] of await observeAround(kind, counted, { ...look, due, sweep: false })) {
				sights.set(identity, sight);
			}
		}
		if (look.sweep) look.onIncomplete(internalError({ error }));
		// The bug may be in a resource that only the list shows.
		if (bugs === 0) onBug({ kind: kind.name, error });
		return sights;
	}
}
