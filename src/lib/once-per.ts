/**
 * Results that are asked for again and again of the same object, such as an index of all manifests of a folder: made once for each
 * object, so that thousands of questions cost their sum and not their product.
 */

/** A function that makes its result once for each object, which must not change afterwards, and lets go of both together. */
export function oncePer<Key extends object, Result>(make: (key: Key) => Result): (key: Key) => Result {
	const made = new WeakMap<Key, { readonly result: Result }>();
	return (key) => {
		const known = made.get(key) ?? { result: make(key) };
		made.set(key, known);
		return known.result;
	};
}
