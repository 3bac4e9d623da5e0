/**
 * Ids and ARNs of resources that the embedded AWS does not have, such as subnets and roles. All of them are taken as existing
 * until the caller lists some of a kind; then all others of that kind are refused, as AWS refuses what does not exist.
 */

/** A kind of resource that can be listed as known. */
export interface ResourceKind {
	/** In the singular, such as `role ARN`. */
	readonly name: string;
	/** Matches the ids or ARNs of this kind, and of no other kind. */
	readonly pattern: RegExp;
}

/** The ids and ARNs that an operator lists. */
export interface KnownIds {
	/** Whether the resource exists: it is listed, or nothing of its kind is. */
	readonly has: (id: string) => boolean;
	/** The listed ids or ARNs of a kind; undefined where none is listed, and all of them exist. */
	readonly listed: (kind: ResourceKind) => readonly string[] | undefined;
}

/** @param ids what the operator lists; each belongs to one of `kinds`. */
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
