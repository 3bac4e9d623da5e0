/**
 * What is not ours and could be taken for it: names next to ours, our owner's tags copied or on a resource of another kind,
 * another owner's, and none at all. All of it is named in the `deletions` of every stage, so that nothing but the judgement of
 * whose it is keeps it from being deleted.
 */
import { type Identity, identity, kindOf, nameOf } from "../../src/model/identity.ts";
import { formatTag, identityTag, ownerTag } from "../../src/model/tags.ts";

/** The owner that the environment of the examples names. */
const owner = "evenkeel-examples";

/** A resource to plant. */
export interface Stranger {
	readonly identity: Identity;
	readonly tags: Readonly<Record<string, string>>;
	/** The ending of its name. */
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
 * Strangers for each of our resources: one that bears copied tags, and one in another guise, which is another one for each
 * `turn`. Those of one guise are together: a service in a stranger's cluster.
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

/** `Service/shop/api` becomes `Service/shop-copied/api`: what holds others is another one, and what it holds is called the same. */
function besides(ours: Identity, ending: string): Identity {
	const [holder = "", ...held] = nameOf(ours).split("/");
	return identity(kindOf(ours), holder + ending, ...held);
}
