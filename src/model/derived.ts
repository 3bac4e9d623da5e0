/**
 * Memoizes values derived from the observed state, such as an index: computed once for each version, so that thousands
 * of resources do not each compute it.
 */
import type { ObservedState } from "./observed-state.ts";

/** Returns a function that recomputes its result only after the observed state has changed. */
export function derivedFrom<Result>(
	make: (observedState: ObservedState) => Result,
): (observedState: ObservedState) => Result {
	const known = new WeakMap<ObservedState, { readonly version: number; readonly result: Result }>();
	return (observedState) => {
		const before = known.get(observedState);
		const version = observedState.version();
		if (before?.version === version) return before.result;
		const result = make(observedState);
		known.set(observedState, { version, result });
		return result;
	};
}
