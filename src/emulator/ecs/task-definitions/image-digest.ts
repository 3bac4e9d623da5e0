/**
 * Digests of container images. ECS looks a tag up once, when a deployment begins, and pins what it finds; the emulator has
 * no registry, so the same reference always gives the same digest.
 */
import { createHash } from "node:crypto";

/** The digest of an image reference: the one it names itself, else one made from its text. */
export function imageDigest(image: string): string {
	const pinned = /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];
	return pinned ?? `sha256:${createHash("sha256").update(image).digest("hex")}`;
}
