/** Answers of image registries about running images: collected in the background, and an input of observations. */
import type { Identity } from "./identity.ts";
import type { Reason } from "./reason.ts";

/** A running image with a tag that can move to another image. */
export interface RunningImage {
	/** As the task definition names it: `ghcr.io/shop/web:latest`. */
	readonly image: string;
	/** The digest of that tag when it was deployed. */
	readonly digest: string;
}

/** An image whose tag now has another digest in the image registry than the one a service runs. */
export interface NewerImage {
	/** As the task definition names it: `ghcr.io/shop/web:latest`. */
	readonly image: string;
	/** The digest that the service's deployment pinned. */
	readonly deployed: string;
	/** The current digests of the tag: its own first, then those of its platforms. */
	readonly digests: readonly string[];
	/** Whether a deployment was already started for it, without changing the running image. */
	readonly isRepeated: boolean;
}

/** Answers of image registries about the images of one service. */
export interface ImageState {
	readonly newer: readonly NewerImage[];
	/** Why it is unknown whether there is a newer image. */
	readonly troubles: readonly Reason[];
}

/** Answers by service. */
export type ImageStates = ReadonlyMap<Identity, ImageState>;
