/**
 * Memoizes values derived from the observed state, such as an index: computed once for each version, so that thousands
 * of resources do not each compute it.
 */
import type { World } from "./world.ts";

/** Returns a function that recomputes its result only after the observed state has changed. */
export function derivedFrom<Result>(make: (world: World) => Result): (world: World) => Result {
	const known = new WeakMap<World, { readonly version: number; readonly result: Result }>();
	return (world) => {
		const before = known.get(world);
		const version = world.version();
		if (before?.version === version) return before.result;
		const result = make(world);
		known.set(world, { version, result });
		return result;
	};
}
