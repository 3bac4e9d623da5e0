/** Images that a task definition names: whether their registries have them, told from a registry that does not say. */
import { ImageFailure, ImageMissing } from "../images/image-source.ts";
import type { Prerequisite } from "../model/prerequisite.ts";
import { because } from "../model/reason.ts";
import type { Source } from "./source.ts";

/** Asks the image's registry, and nobody where no registry may be asked. */
export const findImage: Source<Extract<Prerequisite, { topic: "images" }>> = async (
	{ image, isPrivate },
	{ images },
	signal,
) => {
	const notTold = (cause: string) => ({ is: "not told", what: `the image ${image}`, cause }) as const;
	if (!images) return notTold("AWS is an embedded one here, which has no images, so no registry is asked.");
	try {
		await images(image, signal);
		return { is: "found" };
	} catch (failure) {
		if (failure instanceof ImageMissing && failure.isAnonymous && isPrivate) {
			return notTold(`${failure.message} It may be hidden from evenkeel, which has no credentials for that registry.`);
		}
		if (failure instanceof ImageMissing) {
			return { is: "missing", reason: because("ImageMissing", { image, said: failure.message }) };
		}
		if (failure instanceof ImageFailure) return notTold(failure.message);
		throw failure;
	}
};
