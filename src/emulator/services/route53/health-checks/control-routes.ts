/** Control route that sets the health of endpoints, because the emulator never checks them. */
import { createBodyCheck } from "../../../body-check.ts";
import { json, refuse } from "../../../control/answers.ts";
import type { Route } from "../../../control/route.ts";

import type { HealthChecks } from "./health-checks.ts";

const check = createBodyCheck({
	type: "object",
	properties: { healthy: { type: "boolean" }, reason: { type: "string", minLength: 1 } },
	required: ["healthy"],
	additionalProperties: false,
});

export function healthCheckRoutes({ setEndpointHealth }: Pick<HealthChecks, "setEndpointHealth">): readonly Route[] {
	return [
		{
			method: "POST",
			path: "/health-checks/{id}",
			check,
			answer: ({ parts: { id = "" }, body }) => {
				const { healthy, reason } = body as { readonly healthy: boolean; readonly reason?: string };
				if (setEndpointHealth(id, healthy, reason)) return json({ id, healthy });
				return refuse(404, `Health check ${id} not found. GET /_evenkeel/state lists the existing ones.`);
			},
		},
	];
}
