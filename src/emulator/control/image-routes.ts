/** The control path of images: what a registry would say of a tag. */
import { createBodyCheck } from "../body-check.ts";
import { json } from "./answers.ts";
import type { Inside } from "./inside.ts";
import type { Route } from "./route.ts";

const checkPush = createBodyCheck({
	type: "object",
	properties: { image: { type: "string", minLength: 1 }, digest: { type: "string", pattern: "^sha256:[0-9a-f]{64}$" } },
	required: ["image", "digest"],
	additionalProperties: false,
});

export function imageRoutes({ tasks }: Inside): readonly Route[] {
	return [
		{
			method: "POST",
			path: "/images",
			check: checkPush,
			answer: ({ body }) => {
				const { image, digest } = body as { readonly image: string; readonly digest: string };
				tasks().pushImage(image, digest);
				return json({ image, digest });
			},
		},
	];
}
