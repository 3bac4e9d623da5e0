/** Tags of manifests in each form that AWS has for them. */
import { describe, expect, it } from "vitest";
import { readTags, type TagCodec, writeTags } from "../../src/model/tag-codec.ts";

const ecs: TagCodec = { form: "list", field: "tags", key: "key", value: "value" };
const cloudMap: TagCodec = { form: "list", field: "Tags", key: "Key", value: "Value" };
const map: TagCodec = { form: "map", field: "tags" };

describe.each([
	[
		"a list with ECS's spelling",
		ecs,
		{
			tags: [
				{ key: "team", value: "shop" },
				{ key: "old", value: null },
			],
		},
	],
	[
		"a list with Cloud Map's spelling",
		cloudMap,
		{
			Tags: [
				{ Key: "team", Value: "shop" },
				{ Key: "old", Value: null },
			],
		},
	],
	["a map", map, { tags: { team: "shop", old: null } }],
] as const)("%s", (_, codec, written) => {
	it("is read and written alike; null wants a tag gone", () => {
		const tags = readTags(codec, Object.values(written)[0]);
		expect(tags).toEqual({ team: "shop", old: null });
		expect(writeTags(codec, tags)).toEqual(written);
	});

	it("is not written where there are no tags", () => {
		expect(readTags(codec, undefined)).toEqual({});
		expect(writeTags(codec, {})).toEqual({});
	});
});

it("takes a tag without a value for an empty one", () => {
	expect(readTags(ecs, [{ key: "team" }])).toEqual({ team: "" });
});

it("has no tags for a kind that AWS cannot tag", () => {
	expect(readTags({ form: "none" }, { team: "shop" })).toEqual({});
	expect(writeTags({ form: "none" }, { team: "shop" })).toEqual({});
});
