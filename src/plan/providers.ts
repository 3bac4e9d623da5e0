/**
 * Maps prerequisites to declared resources: an action waits for a declared resource instead of looking it up, and a
 * provider is deleted after everything that names it.
 */
import { grouped } from "../lib/group.ts";
import { oncePer } from "../lib/once-per.ts";
import { inTurnOf } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import { observedOf } from "../model/kinds.ts";
import type { Prerequisite } from "../model/prerequisite.ts";
import type { PlanContext } from "./context.ts";

/** The declared resource that provides `prerequisite`; undefined if no manifest declares it. */
export function declaredProvider(prerequisite: Prerequisite, context: PlanContext): Identity | undefined {
	const provider = providerOf(prerequisite, context);
	return provider !== undefined && context.declared.has(provider) ? provider : undefined;
}

/** The first resource, of any owner, that names `provider` without a reference. */
export function namingOf(provider: Identity, context: PlanContext): Identity | undefined {
	return namingIn(context).get(provider)?.[0];
}

function providerOf(prerequisite: Prerequisite, { input }: PlanContext): Identity | undefined {
	const { region } = input.desired.environment;
	for (const some of input.kinds.inCreationOrder) {
		const provider = some((kind) => kind.provides?.(prerequisite, region));
		if (provider !== undefined) return provider;
	}
	return undefined;
}

/** Resources by what they name. The observed state does not change while a plan is made. */
const namingIn = oncePer((context: PlanContext) =>
	grouped(
		[...context.input.observedState.all()].flatMap(({ identity }) => {
			const named = context.input.kinds.of(identity)?.((kind) => {
				const observed = observedOf(kind, context.input.observedState, identity);
				return observed && inTurnOf(identity, () => kind.relations?.names?.(observed));
			});
			return (named ?? []).flatMap((prerequisite) => {
				const provider = providerOf(prerequisite, context);
				return provider === undefined ? [] : [[provider, identity] as const];
			});
		}),
	),
);
