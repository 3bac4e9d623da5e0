/**
 * Makes the plan of one pass: pure, from what is wanted and what was seen. Each resource is planned by itself, from the world
 * and never from another one's plan, so the order does not matter.
 */
import type { Identity } from "../model/identity.ts";
import type { Resource } from "../model/manifest.ts";
import type { Item, Plan } from "../model/plan.ts";
import type { PlanContext, PlanInput } from "./context.ts";
import { type Orphan, permissions } from "./deletion.ts";
import { withoutCalls } from "./hold.ts";
import { absentOrphan, planOrphan } from "./orphan.ts";
import { judge } from "./ownership.ts";
import { withoutMissing, withoutUnasked } from "./preflight.ts";
import { planResource } from "./resource.ts";
import { governRollouts } from "./rollouts.ts";
import { unobservedPart } from "./seen.ts";

/** The plan for everything that was due. Same input, same plan, whatever the order of manifests. */
export function makePlan(input: PlanInput): Plan {
	const declared = new Map(input.desired.resources.map((resource) => [resource.identity, resource]));
	const planned = new Map<Identity, Item>();
	const context: PlanContext = { input, declared, unobserved: unobservedPart(input) };
	for (const identity of input.due) {
		const resource = declared.get(identity);
		if (!resource) continue;
		input.kinds.of(identity)?.((kind) => planned.set(identity, planResource(kind, ofKind(resource), context)));
	}
	for (const item of planOrphans(context)) planned.set(item.identity, item);
	const items = [...planned.values()].sort((a, b) => (a.identity < b.identity ? -1 : 1));
	const allowed = withoutCalls(governRollouts(withoutMissing(items, context), context), input.hold);
	// Last, so that nothing is looked up for a call that would not be sent.
	return { items: withoutUnasked(allowed, context) };
}

function planOrphans(context: PlanContext): Item[] {
	const { input, declared, unobserved } = context;
	const orphans: Orphan[] = [];
	let owned = 0;
	for (const { identity, sight } of input.world.all()) {
		if (sight.status !== "present") continue;
		const { tags } = sight.observed;
		if (judge(tags, input.desired.environment.owner, identity).is !== "ours") continue;
		owned += 1;
		if (tags && !declared.has(identity)) orphans.push({ identity, tags });
	}
	const allowed = permissions(orphans, {
		desired: input.desired,
		owned,
		retained: input.retained,
		...(unobserved ? { unobserved } : {}),
	});
	const known = orphans.flatMap(({ identity }) => {
		const some = input.kinds.of(identity);
		const permission = allowed.get(identity);
		if (!some || !permission || input.world.get(identity)?.pass !== input.pass) return [];
		return [some((kind) => planOrphan(kind, identity, permission, context))];
	});
	// What was looked at because it is an orphan, and could not be seen or is still being made, is one still.
	const others = [...input.due].flatMap((identity) => {
		const sight = declared.has(identity) ? undefined : input.world.get(identity)?.sight;
		return sight && sight.status !== "present" ? (absentOrphan(identity, sight) ?? []) : [];
	});
	return [...known, ...others];
}

/** A resource whose `kind` was compared: its spec is that kind's, since that kind's schema accepted it. */
function ofKind<Spec extends object>(resource: Resource): Resource<Spec> {
	return resource as Resource<Spec>;
}
