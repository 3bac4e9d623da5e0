/** The control path of health checks: whether their endpoints are healthy, since no endpoint is ever checked here. */
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
				return refuse(404, `There is no health check ${id}. GET /_evenkeel/state lists those that there are.`);
			},
		},
	];
}
