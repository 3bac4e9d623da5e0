/**
 * Plans the deletion of a registry.
 * Cloud Map rejects it while instances are registered. Instances that ECS left behind are deregistered one by one; all
 * others block the deletion, because they are still in use.
 */
import type { Step } from "../../model/plan.ts";
import { because, type Reason } from "../../model/reason.ts";
import type { RegisteredInstance } from "./instances.ts";

/** The next step in deleting the registry with this id; `instances` is undefined until they have been read. */
export function deletion(id: string, instances: readonly RegisteredInstance[] | undefined, reason: Reason): Step {
	if (!instances) return { outcome: "waiting", reason: because("RereadBeforeDeletion") };
	const leftBehind = instances.find(({ heldBy }) => heldBy === "none");
	if (leftBehind) {
		return {
			outcome: "action",
			call: {
				operation: "servicediscovery:DeregisterInstance",
				input: { ServiceId: id, InstanceId: leftBehind.id },
			},
			reason: because("InstanceLeftBehind", { instance: leftBehind.id }),
		};
	}
	if (instances.length > 0) return { outcome: "waiting", reason: remaining(instances) };
	return {
		outcome: "action",
		call: { operation: "servicediscovery:DeleteService", input: { Id: id } },
		reason,
	};
}

function remaining(instances: readonly RegisteredInstance[]): Reason {
	const idsOf = (by: RegisteredInstance["heldBy"]) =>
		instances.filter(({ heldBy }) => heldBy === by).map(({ id }) => id);
	const params = { count: instances.length, ofTasks: idsOf("task"), ofOthers: idsOf("other") };
	return because("InstancesRemain", params);
}
