/** The action that redeploys a service unchanged: UpdateService with only `forceNewDeployment`. */
import type { Step } from "../../model/plan.ts";
import type { Reason } from "../../model/reason.ts";
import type { Observed } from "../../model/world.ts";
import type { ServiceFacts } from "./facts.ts";
import type { ServiceSpec } from "./spec.ts";

export function force({ spec, handle }: Observed<ServiceSpec, ServiceFacts>, reason: Reason): Step {
	return {
		outcome: "call",
		call: {
			operation: "ecs:UpdateService",
			input: { cluster: spec.cluster, service: handle.id, forceNewDeployment: true },
		},
		reason,
		rollout: true,
	};
}
