/**
 * Observes around bugs: when a kind's `observe` throws, its resources are observed in ever smaller groups, until those are found
 * that it throws for, and all others are observed as usual.
 */
import { AwsFailure } from "../aws/failure.ts";
import { type Bug, internalError } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import type { Kind } from "../model/kind.ts";
import type { Look, Sights } from "../model/observing.ts";
import type { Sight } from "../model/world.ts";

/** As the kind's `observe`; what a bug keeps from being observed is unknown, and a list that it spoils is incomplete. */
export async function observeAround<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	onBug: (bug: Bug) => void,
	look: Look<Spec, Facts>,
): Promise<Sights<Spec, Facts>> {
	try {
		return await kind.observe(look);
	} catch (error) {
		// What AWS answers is no bug.
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
		// It may come up only in what the list shows besides.
		if (bugs === 0) onBug({ kind: kind.name, error });
		return sights;
	}
}
