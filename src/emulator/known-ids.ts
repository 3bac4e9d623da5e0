/**
 * Decides which external resources, such as subnets and roles, exist. All resources of a kind exist until the caller
 * lists some; then AWS's error is returned for all others of that kind.
 */

/** A kind of resource that can be listed as known. */
export interface ResourceKind {
	/** In the singular, such as `role ARN`. */
	readonly name: string;
	/** Matches the IDs or ARNs of this kind only. */
	readonly pattern: RegExp;
}

/** The IDs and ARNs that the operator lists. */
export interface KnownIds {
	/** Whether the resource exists: it is listed, or no resource of its kind is. */
	readonly has: (id: string) => boolean;
	/** The listed IDs or ARNs of a kind; undefined if none is listed, so that all exist. */
	readonly listed: (kind: ResourceKind) => readonly string[] | undefined;
}

/** @param ids the operator's list; each entry belongs to one of `kinds`. */
export function createKnownIds(kinds: readonly ResourceKind[], ids: readonly string[] = []): KnownIds {
	const listed = ({ pattern }: ResourceKind) => {
		const found = ids.filter((id) => pattern.test(id));
		return found.length > 0 ? found : undefined;
	};
	return {
		has: (id) => {
			const kind = kinds.find(({ pattern }) => pattern.test(id));
			return !kind || (listed(kind)?.includes(id) ?? true);
		},
		listed,
	};
}
