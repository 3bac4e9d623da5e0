/**
 * The name that evenkeel knows a resource by: its kind and AWS's own natural key, such as `Service/shop/order-api` or
 * `Registry/internal/order-api`. Tags, metrics, refusals and the status page all use it.
 */

export type Identity = `${string}/${string}`;

/** Joins a kind and the parts of AWS's natural key. Of several parts only the first one may contain slashes. */
export function identity(kind: string, ...parts: readonly string[]): Identity {
	return `${kind}/${parts.join("/")}`;
}

/** The kind an identity begins with. */
export function kindOf(id: Identity): string {
	return id.slice(0, id.indexOf("/"));
}

/** The identity without its kind, as used in metric labels: `shop/order-api`. */
export function nameOf(id: Identity): string {
	return id.slice(id.indexOf("/") + 1);
}

/**
 * The two parts of a key that has two, such as a cluster's name and a service's. Nothing else takes an identity apart: identities
 * come as text from the environment's `deletions`, and only the first part may contain slashes.
 */
export function keyOf(id: Identity): readonly [container: string, name: string] {
	const text = nameOf(id);
	const slash = text.lastIndexOf("/");
	return [text.slice(0, Math.max(0, slash)), text.slice(slash + 1)];
}
