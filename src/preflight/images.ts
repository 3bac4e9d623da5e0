/**
 * Checks that the images of a task definition exist, and distinguishes missing images from image registries that do not
 * answer.
 */
import { ImageFailure, ImageMissing } from "../images/image-source.ts";
import type { Prerequisite } from "../model/prerequisite.ts";
import { because } from "../model/reason.ts";
import type { Source } from "./source.ts";

/** Queries the image registry, if one is configured. */
export const findImage: Source<Extract<Prerequisite, { topic: "images" }>> = async (
	{ image, isPrivate },
	{ images },
	signal,
) => {
	const undetermined = (cause: string) => ({ is: "not told", what: `the image ${image}`, cause }) as const;
	if (!images) return undetermined("The embedded AWS has no images, so no image registry is queried.");
	try {
		await images(image, signal);
		return { is: "found" };
	} catch (failure) {
		if (failure instanceof ImageMissing && failure.isAnonymous && isPrivate) {
			return undetermined(`${failure.message} It may be private: evenkeel has no credentials for that image registry.`);
		}
		if (failure instanceof ImageMissing) {
			return { is: "missing", reason: because("ImageMissing", { image, said: failure.message }) };
		}
		if (failure instanceof ImageFailure) return undetermined(failure.message);
		throw failure;
	}
};
