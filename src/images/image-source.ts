/**
 * Where digests of images come from. ECS looks a tag up once, when a deployment begins; who wants to know whether the tag has
 * moved since has to ask the registry.
 */

/** What a registry has under a tag. */
export interface FoundImage {
	/**
	 * The digests that ECS may show of it, `sha256:` and 64 hexadecimal digits: the tag's own first, then, for an image of many
	 * platforms, those of its platforms.
	 */
	readonly digests: readonly string[];
}

/** Asks for the image of a reference such as `nginx` or `ghcr.io/shop/web:latest`. Rejects with an `ImageFailure`. */
export type ImageSource = (reference: string, signal?: AbortSignal) => Promise<FoundImage>;

/** Why a registry did not tell, in a sentence without any credential. Anything else that is thrown is a bug. */
export class ImageFailure extends Error {}

/** The registry has answered: nothing that ECS could pull is there, and no pull would bring it. */
export class ImageMissing extends ImageFailure {
	/** Whether it was asked without credentials: some registries then say the same of what is private. */
	readonly isAnonymous: boolean;
	constructor(message: string, { isAnonymous = false }: { readonly isAnonymous?: boolean } = {}) {
		super(message);
		this.isAnonymous = isAnonymous;
	}
}
