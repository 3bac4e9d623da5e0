/**
 * Deregisters instances that ECS left behind in a registry.
 * An instance qualifies only if ECS registered it and its task is proved to have ended in more than one observation: then
 * ECS will not touch it again.
 */
import type { FollowUpInput } from "../../model/changes.ts";
import type { Step } from "../../model/plan.ts";
import { because } from "../../model/reason.ts";
import type { RegistrySpec } from "./spec.ts";

/**
 * The step that deregisters the first such instance: one at a time, because deregistering is an operation that evenkeel
 * follows to its end.
 */
export function deregisterOrphan({
	resource,
	observed,
	mismatches,
}: Pick<FollowUpInput<RegistrySpec, object>, "resource" | "observed" | "mismatches">): Step | undefined {
	const orphan = mismatches.find(
		({ registry, kind, repairing }) => registry === resource.identity && kind === "orphan_instance" && !repairing,
	);
	if (!orphan) return undefined;
	return {
		outcome: "action",
		call: {
			operation: "servicediscovery:DeregisterInstance",
			input: { ServiceId: observed.awsRef.id, InstanceId: orphan.instanceId },
		},
		reason: because("InstanceLeftBehind", { instance: orphan.instanceId, mismatch: orphan.reason }),
	};
}
