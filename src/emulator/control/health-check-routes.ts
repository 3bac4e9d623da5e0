/** The control path of Route 53's health checks: what their endpoints do, since nothing is ever asked of those here. */
import { createBodyCheck } from "../body-check.ts";
import { json, refuse } from "./answers.ts";
import type { Inside } from "./inside.ts";
import type { Route } from "./route.ts";

const check = createBodyCheck({
	type: "object",
	properties: { healthy: { type: "boolean" }, reason: { type: "string", minLength: 1 } },
	required: ["healthy"],
	additionalProperties: false,
});

export function healthCheckRoutes({ tellHealth }: Inside): readonly Route[] {
	return [
		{
			method: "POST",
			path: "/health-checks/{id}",
			check,
			answer: ({ parts: { id = "" }, body }) => {
				const { healthy, reason } = body as { readonly healthy: boolean; readonly reason?: string };
				if (tellHealth(id, healthy, reason)) return json({ id, healthy });
				return refuse(404, `There is no health check ${id}. GET /_evenkeel/state lists those that there are.`);
			},
		},
	];
}
