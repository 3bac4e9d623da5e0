/**
 * Resolves container images to digests. ECS resolves a tag once, at the start of a deployment. The emulator has no
 * image registry: a reference always has the same digest unless another one is set.
 */
import { createHash } from "node:crypto";

/** The digest of an image reference: the one it contains, else the one that was set, else a hash of its text. */
export function imageDigest(image: string, told: ReadonlyMap<string, string>): string {
	const pinned = /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];
	return pinned ?? told.get(image) ?? `sha256:${createHash("sha256").update(image).digest("hex")}`;
}
