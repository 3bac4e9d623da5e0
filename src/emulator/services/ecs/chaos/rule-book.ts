/** Stores the chaos rules of the control API under numbers, by which they are listed and removed. */
import type { AppliedChaos } from "./apply.ts";
import type { ChaosRule } from "./rules.ts";

/** The state of a rule. */
export interface ChaosState {
	readonly id: string;
	readonly rule: ChaosRule;
	/** The tasks that it hit immediately. */
	readonly taskIds: readonly string[];
	/** The number of tasks that it still hits; absent if unlimited. */
	readonly remaining?: number;
}

/** Rules by number. */
export interface ChaosBook {
	readonly add: (rule: ChaosRule) => ChaosState;
	/** The active rules. */
	readonly list: () => readonly ChaosState[];
	/** Returns false if the rule does not exist. */
	readonly remove: (id: string) => boolean;
}

/** @param apply activates a rule. */
export function createChaosBook(apply: (rule: ChaosRule) => AppliedChaos): ChaosBook {
	const entries = new Map<string, { readonly rule: ChaosRule; readonly applied: AppliedChaos }>();
	let number = 0;
	const stateOf = (id: string, rule: ChaosRule, { taskIds, remaining }: AppliedChaos): ChaosState => {
		const left = remaining();
		return { id, rule, taskIds, ...(Number.isFinite(left) ? { remaining: left } : {}) };
	};
	return {
		add: (rule) => {
			number += 1;
			const id = String(number);
			const applied = apply(rule);
			if (applied.remaining() > 0) entries.set(id, { rule, applied });
			return stateOf(id, rule, applied);
		},
		list: () => {
			for (const [id, { applied }] of entries) if (applied.remaining() < 1) entries.delete(id);
			return Array.from(entries, ([id, { rule, applied }]) => stateOf(id, rule, applied));
		},
		remove: (id) => {
			entries.get(id)?.applied.remove();
			return entries.delete(id);
		},
	};
}
