/** The action that redeploys a service unchanged: UpdateService with only `forceNewDeployment`. */

import type { Observed } from "../../model/observed-state.ts";
import type { Step } from "../../model/plan.ts";
import type { Reason } from "../../model/reason.ts";
import type { ServiceFacts } from "./facts.ts";
import type { ServiceSpec } from "./spec.ts";

export function force({ spec, awsRef }: Observed<ServiceSpec, ServiceFacts>, reason: Reason): Step {
	return {
		outcome: "action",
		call: {
			operation: "ecs:UpdateService",
			input: { cluster: spec.cluster, service: awsRef.id, forceNewDeployment: true },
		},
		reason,
		rollout: true,
	};
}
