/**
 * Resolves multi-platform images: an index (Docker's manifest list) names a manifest for each platform, and a tag may
 * point to either. An index is read once, since a digest never changes its content.
 */
import { createHash } from "node:crypto";
import { isRecord } from "../lib/json.ts";
import { type FoundImage, ImageFailure } from "./image-source.ts";

export const indexTypes = [
	"application/vnd.oci.image.index.v1+json",
	"application/vnd.docker.distribution.manifest.list.v2+json",
];

/** Maximum number of cached indexes. */
const maxRemembered = 1_000;
const digestForm = /^sha256:[0-9a-f]{64}$/;

export function isDigest(value: unknown): value is string {
	return typeof value === "string" && digestForm.test(value);
}

/**
 * Returns the image of an index; `read` fetches its text if it is not cached. Each image registry is cached separately.
 * Rejects with an `ImageFailure` if the text does not match the digest, since without its platforms the running image
 * would seem to differ.
 */
type IndexCache = (
	index: { readonly host: string; readonly repository: string; readonly digest: string },
	read: () => Promise<string>,
) => Promise<FoundImage>;

export function createIndexCache(): IndexCache {
	const indexes = new Map<string, FoundImage>();
	return async ({ host, repository, digest }, read) => {
		const key = `${host}/${repository}@${digest}`;
		const known = indexes.get(key);
		if (known) return known;
		const text = await read();
		if (`sha256:${createHash("sha256").update(text).digest("hex")}` !== digest) {
			throw new ImageFailure(`${host} returned content that does not match ${digest}.`);
		}
		const found = { digests: [digest, ...platformsOf(text)] };
		if (indexes.size >= maxRemembered) indexes.clear();
		indexes.set(key, found);
		return found;
	};
}

/** The digests in an index; empty if the text is not an index. */
function platformsOf(text: string): readonly string[] {
	try {
		const { manifests } = (JSON.parse(text) ?? {}) as { readonly manifests?: unknown };
		if (!Array.isArray(manifests)) return [];
		return manifests.flatMap((manifest: unknown) =>
			isRecord(manifest) && isDigest(manifest.digest) ? [manifest.digest] : [],
		);
	} catch {
		return [];
	}
}
