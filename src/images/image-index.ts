/**
 * Images that were pushed for many platforms: an index (Docker's word: manifest list) names a manifest for each, and a tag may
 * mean either. An index is read once, since what a digest names never changes.
 */
import { createHash } from "node:crypto";
import { isRecord } from "../lib/json.ts";
import { type FoundImage, ImageFailure } from "./image-source.ts";

export const indexTypes = [
	"application/vnd.oci.image.index.v1+json",
	"application/vnd.docker.distribution.manifest.list.v2+json",
];

/** So many indexes are remembered. */
const mostRemembered = 1_000;
const digestForm = /^sha256:[0-9a-f]{64}$/;

export function isDigest(value: unknown): value is string {
	return typeof value === "string" && digestForm.test(value);
}

/**
 * Gives the image of an index; `read` gets its text where it is not remembered. One registry is not believed for another. Rejects
 * with an `ImageFailure` for a text that the digest does not name: without its platforms, what runs would seem to be another image.
 */
type IndexMemory = (
	index: { readonly host: string; readonly repository: string; readonly digest: string },
	read: () => Promise<string>,
) => Promise<FoundImage>;

export function createIndexMemory(): IndexMemory {
	const indexes = new Map<string, FoundImage>();
	return async ({ host, repository, digest }, read) => {
		const key = `${host}/${repository}@${digest}`;
		const known = indexes.get(key);
		if (known) return known;
		const text = await read();
		if (`sha256:${createHash("sha256").update(text).digest("hex")}` !== digest) {
			throw new ImageFailure(`${host} gives something else than ${digest} when it is asked for that.`);
		}
		const found = { digests: [digest, ...platformsOf(text)] };
		if (indexes.size >= mostRemembered) indexes.clear();
		indexes.set(key, found);
		return found;
	};
}

/** The digests that an index lists; none of what is no index after all. */
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
