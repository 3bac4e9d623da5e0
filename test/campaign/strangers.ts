/**
 * Foreign resources that could be mistaken for evenkeel's: similar names, copied owner tags, also on another kind,
 * another owner's tags, and no tags. The `deletions` of every stage list all of them, so that only the ownership check
 * protects them.
 */
import { type Identity, identity, kindOf, nameOf } from "../../src/model/identity.ts";
import { formatTag, identityTag, ownerTag } from "../../src/model/tags.ts";

/** The owner in the environment of the examples. */
const owner = "evenkeel-examples";

/** A resource to create. */
export interface Stranger {
	readonly identity: Identity;
	readonly tags: Readonly<Record<string, string>>;
	/** The suffix of its name. */
	readonly ending: string;
}

type Guise = (own: Identity, ours: Identity) => Readonly<Record<string, string>>;

const guises: Readonly<Record<string, Guise>> = {
	"-copied": (_own, ours) => ({ [ownerTag]: owner, [identityTag]: ours, [formatTag]: "1" }),
	"-mistaken": (own) => ({ [ownerTag]: owner, [identityTag]: identity("Other", nameOf(own)), [formatTag]: "1" }),
	"-later": (own) => ({ [ownerTag]: owner, [identityTag]: own, [formatTag]: "2" }),
	"-theirs": (own) => ({ [ownerTag]: "somebody-else", [identityTag]: own, [formatTag]: "1" }),
	"-untagged": () => ({}),
};

/**
 * Foreign resources for each of evenkeel's: one with copied tags, and one with another disguise, which differs by
 * `turn`. Those of one disguise belong together, such as a service in a foreign cluster.
 */
export function strangersOf(identities: readonly Identity[], turn: number): readonly Stranger[] {
	const [copied, ...others] = Object.entries(guises);
	return [copied, others[turn % others.length]].flatMap((guise) => {
		if (!guise) return [];
		const [ending, tagsOf] = guise;
		return identities.map((ours) => {
			const own = besides(ours, ending);
			return { identity: own, tags: tagsOf(own, ours), ending };
		});
	});
}

/** `Service/shop/api` becomes `Service/shop-copied/api`: the parent is another one, and the child keeps its name. */
function besides(ours: Identity, ending: string): Identity {
	const [holder = "", ...held] = nameOf(ours).split("/");
	return identity(kindOf(ours), holder + ending, ...held);
}
