/**
 * In which order the calls of a pass are sent. Within one pass the first things come first, so that the next pass finds what it
 * builds upon; and what nobody waits for must not use up the requests that AWS allows while somebody waits for others.
 */
import { type Identity, kindOf } from "../model/identity.ts";
import type { Kinds } from "../model/kinds.ts";
import { callsOf, type Plan, type PlannedCall } from "../model/plan.ts";

/** AWS takes about one such call a second, and a pass that sends many keeps everything else waiting. */
const mostHousekeeping = 10;

/** Calls in the order of kinds; what goes, goes in the reverse. Housekeeping comes last, a little of it in each pass. */
export function inOrder(kinds: Kinds, plan: Plan): readonly PlannedCall[] {
	const order = new Map(kinds.names.map((name, index) => [name, index + 1]));
	const orphans = identitiesOf(plan, ({ orphan }) => orphan);
	const housekeeping = identitiesOf(plan, ({ verdict }) => verdict.outcome === "call" && verdict.housekeeping === true);
	const rank = ({ identity }: PlannedCall) => {
		const place = order.get(kindOf(identity)) ?? 0;
		return orphans.has(identity) ? 2 * kinds.names.length + 1 - place : place;
	};
	const calls = callsOf(plan);
	const needed = calls.filter(({ identity }) => !housekeeping.has(identity)).sort((a, b) => rank(a) - rank(b));
	return [...needed, ...calls.filter(({ identity }) => housekeeping.has(identity)).slice(0, mostHousekeeping)];
}

function identitiesOf({ items }: Plan, which: (item: Plan["items"][number]) => boolean): ReadonlySet<Identity> {
	return new Set(items.filter(which).map(({ identity }) => identity));
}
