/**
 * How a registry goes. Cloud Map deletes none that has instances; those that ECS has left behind are taken away one by one,
 * and all others make it wait, since whoever registered them still wants to be found.
 */
import type { Step } from "../../model/plan.ts";
import { because, type Reason } from "../../model/reason.ts";
import type { RegisteredInstance } from "./instances.ts";

/** The next step towards the end of the registry of this id; `instances` is undefined while they have not been read. */
export function deletion(id: string, instances: readonly RegisteredInstance[] | undefined, reason: Reason): Step {
	if (!instances) return { outcome: "wait", reason: because("RereadBeforeDeletion") };
	const leftBehind = instances.find(({ heldBy }) => heldBy === "nobody");
	if (leftBehind) {
		return {
			outcome: "call",
			call: {
				operation: "servicediscovery:DeregisterInstance",
				input: { ServiceId: id, InstanceId: leftBehind.id },
			},
			reason: because("InstanceLeftBehind", { instance: leftBehind.id }),
		};
	}
	if (instances.length > 0) return { outcome: "wait", reason: remaining(instances) };
	return {
		outcome: "call",
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
