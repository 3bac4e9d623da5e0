/**
 * Orders the calls of a reconcile. Dependencies come first, so that the next reconcile can build on them; housekeeping
 * must not consume the request budget that other actions wait for.
 */
import { type Identity, kindOf } from "../model/identity.ts";
import type { Kinds } from "../model/kinds.ts";
import { callsOf, type Plan, type PlannedCall } from "../model/plan.ts";

/** AWS allows about one such call a second, so a larger number would delay all other actions. */
const maxHousekeeping = 10;

/**
 * Returns the calls in creation order, and deletions in reverse order. Housekeeping comes last, with a limit for each
 * reconcile.
 */
export function inOrder(kinds: Kinds, plan: Plan): readonly PlannedCall[] {
	const order = new Map(kinds.names.map((name, index) => [name, index + 1]));
	const orphans = identitiesOf(plan, ({ orphan }) => orphan);
	const housekeeping = identitiesOf(
		plan,
		({ verdict }) => verdict.outcome === "action" && verdict.housekeeping === true,
	);
	const rank = ({ identity }: PlannedCall) => {
		const place = order.get(kindOf(identity)) ?? 0;
		return orphans.has(identity) ? 2 * kinds.names.length + 1 - place : place;
	};
	const calls = callsOf(plan);
	const needed = calls.filter(({ identity }) => !housekeeping.has(identity)).sort((a, b) => rank(a) - rank(b));
	return [...needed, ...calls.filter(({ identity }) => housekeeping.has(identity)).slice(0, maxHousekeeping)];
}

function identitiesOf({ items }: Plan, which: (item: Plan["items"][number]) => boolean): ReadonlySet<Identity> {
	return new Set(items.filter(which).map(({ identity }) => identity));
}
