/**
 * The interface that resolves image tags to digests. ECS resolves a tag only when a deployment starts, so detecting a
 * moved tag requires querying the image registry.
 */

/** The image that a tag points to. */
export interface FoundImage {
	/**
	 * The digests that ECS may show for it, as `sha256:` and 64 hexadecimal digits: the tag's own first, then those of
	 * its platforms.
	 */
	readonly digests: readonly string[];
}

/** Resolves a reference such as `nginx` or `ghcr.io/shop/web:latest`. Rejects with an `ImageFailure`. */
export type ImageSource = (reference: string, signal?: AbortSignal) => Promise<FoundImage>;

/** Why an image registry did not answer, as a sentence without credentials. Any other thrown error is a bug. */
export class ImageFailure extends Error {}

/** The image registry answered that the image does not exist, and a pull would not create it. */
export class ImageMissing extends ImageFailure {
	/** Whether the request was anonymous: some image registries then report private images as missing. */
	readonly isAnonymous: boolean;
	constructor(message: string, { isAnonymous = false }: { readonly isAnonymous?: boolean } = {}) {
		super(message);
		this.isAnonymous = isAnonymous;
	}
}
