/** What registries say of the images that services run: made beside the passes, and an input of what they see. */
import type { Identity } from "./identity.ts";
import type { Reason } from "./reason.ts";

/** An image that runs, whose tag may come to mean another one. */
export interface RunningImage {
	/** As whoever runs it names it: `ghcr.io/shop/web:latest`. */
	readonly image: string;
	/** What was under that tag when it was deployed. */
	readonly digest: string;
}

/** An image under whose tag the registry has something else than what a service runs. */
export interface NewerImage {
	/** As the task definition names it: `ghcr.io/shop/web:latest`. */
	readonly image: string;
	/** The digest that the service's deployment has pinned. */
	readonly deployed: string;
	/** What the registry has under the tag now: its own digest first, then those of its platforms. */
	readonly digests: readonly string[];
	/** Whether a deployment was begun for it already, and what runs is as before. */
	readonly isRepeated: boolean;
}

/** What registries say of the images of one service. */
export interface ImageNews {
	readonly newer: readonly NewerImage[];
	/** Why it is unknown whether there is something newer. */
	readonly troubles: readonly Reason[];
}

/** By service. */
export type ImagesNews = ReadonlyMap<Identity, ImageNews>;
