/**
 * The name that evenkeel knows a resource by: its kind and AWS's own natural key, such as `Service/shop/order-api` or
 * `Registry/internal/order-api`. Tags, metrics, refusals and the status page all use it.
 */

export type Identity = `${string}/${string}`;

/** Joins a kind and the parts of AWS's natural key. */
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
