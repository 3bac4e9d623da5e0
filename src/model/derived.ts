/**
 * What follows from a whole world, such as an index, and is asked for by one resource after the other: made once for each version
 * of the world, so that thousands of resources cost their sum and not their product.
 */
import type { World } from "./world.ts";

/** A function that makes its result anew only when the world has changed. */
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
