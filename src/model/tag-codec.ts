/** Converts between tags and AWS's notation for a kind, which its manifests use too. */
import { isRecord } from "../lib/json.ts";

/** Tags as evenkeel processes them; null requires a key to be absent. */
export type DeclaredTags = Readonly<Record<string, string | null>>;

/**
 * The notation of a kind's tags, and the spec member that contains them. `none`: AWS accepts no tags for the kind's
 * resources.
 */
export type TagCodec =
	/** A list of objects, with the names of their members. */
	| { readonly form: "list"; readonly field: string; readonly key: string; readonly value: string }
	| { readonly form: "map"; readonly field: string }
	| { readonly form: "none" };

/** Reads the tags of a manifest. A tag without a value is an empty one. */
export function readTags(codec: TagCodec, written: unknown): DeclaredTags {
	return Object.fromEntries(
		entriesOf(codec, written).map(([key, value]) => [String(key), value === null ? null : String(value ?? "")]),
	);
}

function entriesOf(codec: TagCodec, written: unknown): readonly (readonly [unknown, unknown])[] {
	if (codec.form === "list" && Array.isArray(written)) {
		return written.filter(isRecord).map((item) => [item[codec.key], item[codec.value]]);
	}
	return codec.form === "map" && isRecord(written) ? Object.entries(written) : [];
}

/** The spec members that contain `tags`; empty without tags. */
export function writeTags(codec: TagCodec, tags: DeclaredTags): Readonly<Record<string, unknown>> {
	const entries = Object.entries(tags);
	if (codec.form === "none" || entries.length === 0) return {};
	if (codec.form === "map") return { [codec.field]: tags };
	return { [codec.field]: entries.map(([key, value]) => ({ [codec.key]: key, [codec.value]: value })) };
}
