/** What `planResource` says of each resource by itself. */
import { resourceOf } from "../../../src/model/kinds.ts";
import type { Item } from "../../../src/model/plan.ts";
import type { PlanInput } from "../../../src/plan/context.ts";
import { planResource } from "../../../src/plan/resource.ts";
import { unobservedPart } from "../../../src/plan/seen.ts";

export function planEach(input: PlanInput): readonly Item[] {
	const declared = new Map(input.desired.resources.map((resource) => [resource.identity, resource]));
	const context = { input, declared, unobserved: unobservedPart(input) };
	return input.desired.resources.flatMap((resource) => {
		const item = input.kinds.get(resource.kind)?.((kind) => {
			const own = resourceOf(kind, resource);
			return own && planResource(kind, own, context);
		});
		return item ?? [];
	});
}
