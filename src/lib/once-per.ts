/** Memoizes results by object, so that thousands of lookups share one computation. */

/**
 * Returns a function that computes its result once for each object, which must not change afterwards. Object and
 * result are garbage collected together.
 */
export function oncePer<Key extends object, Result>(make: (key: Key) => Result): (key: Key) => Result {
	const made = new WeakMap<Key, { readonly result: Result }>();
	return (key) => {
		const known = made.get(key) ?? { result: make(key) };
		made.set(key, known);
		return known.result;
	};
}
