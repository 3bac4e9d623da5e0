/** What `planResource` says of each resource by itself. */
import { resourceOf } from "../../../src/model/kinds.ts";
import type { Item } from "../../../src/model/plan.ts";
import type { PlanInput } from "../../../src/plan/context.ts";
import { planContext } from "../../../src/plan/plan.ts";
import { planResource } from "../../../src/plan/resource.ts";

export function planEach(input: PlanInput): readonly Item[] {
	const context = planContext(input);
	return input.desired.resources.flatMap((resource) => {
		const item = input.kinds.get(resource.kind)?.((kind) => {
			const own = resourceOf(kind, resource);
			return own && planResource(kind, own, context);
		});
		return item ?? [];
	});
}
