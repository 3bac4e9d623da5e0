/**
 * Digests of container images. ECS looks a tag up once, when a deployment begins, and pins what it finds; the emulator has
 * no registry, so the same reference gives the same digest until it is told of another one.
 */
import { createHash } from "node:crypto";

/** The digest of an image reference: the one it names itself, else the one that was told, else one made from its text. */
export function imageDigest(image: string, told: ReadonlyMap<string, string>): string {
	const pinned = /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];
	return pinned ?? told.get(image) ?? `sha256:${createHash("sha256").update(image).digest("hex")}`;
}
