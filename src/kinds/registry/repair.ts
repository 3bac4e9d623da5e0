/**
 * Takes out of a registry what ECS has left behind. Only an instance that ECS has registered, whose task is proved to have
 * ended, and for longer than one look: nobody will ever register or deregister it again.
 */
import type { FollowUpInput } from "../../model/changes.ts";
import type { Step } from "../../model/plan.ts";
import { because } from "../../model/reason.ts";
import type { RegistrySpec } from "./spec.ts";

/** One instance at a time: deregistering is an operation that is followed to its end. */
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
		outcome: "call",
		call: {
			operation: "servicediscovery:DeregisterInstance",
			input: { ServiceId: observed.handle.id, InstanceId: orphan.instanceId },
		},
		reason: because("InstanceLeftBehind", { instance: orphan.instanceId, mismatch: orphan.reason }),
	};
}
