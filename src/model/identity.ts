/**
 * The name by which evenkeel knows a resource: its kind and AWS's natural key, such as `Service/shop/order-api` or
 * `Registry/internal/order-api`. Tags, metrics, messages and the status page use it.
 */

export type Identity = `${string}/${string}`;

/** Joins a kind and the parts of AWS's natural key. Of several parts only the first one may contain slashes. */
export function identity(kind: string, ...parts: readonly string[]): Identity {
	return `${kind}/${parts.join("/")}`;
}

/** The kind of an identity. */
export function kindOf(id: Identity): string {
	return id.slice(0, id.indexOf("/"));
}

/** The identity without its kind, as used in metric labels: `shop/order-api`. */
export function nameOf(id: Identity): string {
	return id.slice(id.indexOf("/") + 1);
}

/**
 * Splits a key with two parts, such as a cluster's and a service's name. Identities come as text from the environment's
 * `deletions`, so this is the only code that splits them; only the first part may contain slashes.
 */
export function keyOf(id: Identity): readonly [container: string, name: string] {
	const text = nameOf(id);
	const slash = text.lastIndexOf("/");
	return [text.slice(0, Math.max(0, slash)), text.slice(slash + 1)];
}
