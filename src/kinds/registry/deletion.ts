/**
 * How a registry goes. Cloud Map deletes none that has instances; those that ECS has left behind are taken away one by one,
 * and all others make it wait, since whoever registered them still wants to be found.
 */
import type { Step } from "../../model/plan.ts";
import type { RegisteredInstance } from "./instances.ts";

/** How many instances a sentence names. */
const namedInstances = 3;

/** The next step towards the end of the registry of this id; `instances` is undefined while they have not been read. */
export function deletion(id: string, instances: readonly RegisteredInstance[] | undefined): Step {
	if (!instances) return { outcome: "wait", reason: "It is looked at once more before it is deleted." };
	const leftBehind = instances.find(({ heldBy }) => heldBy === "nobody");
	if (leftBehind) {
		return {
			outcome: "call",
			call: {
				operation: "servicediscovery:DeregisterInstance",
				input: { ServiceId: id, InstanceId: leftBehind.id },
			},
			reason: `ECS registered the instance ${leftBehind.id} for a task that is gone, and left it behind; the registry cannot go before it.`,
		};
	}
	if (instances.length > 0) return { outcome: "wait", reason: waitSentence(instances) };
	return {
		outcome: "call",
		call: { operation: "servicediscovery:DeleteService", input: { Id: id } },
		reason: "It is deleted, because no manifest declares it any more.",
	};
}

function waitSentence(instances: readonly RegisteredInstance[]): string {
	const held = (by: RegisteredInstance["heldBy"]) => instances.filter(({ heldBy }) => heldBy === by);
	const ofTasks = held("task");
	const ofOthers = held("other");
	return [
		`It goes once its ${instances.length} instances are deregistered.`,
		ofTasks.length > 0 ? `ECS still has the tasks of ${named(ofTasks)}.` : "",
		ofOthers.length > 0
			? `ECS did not register ${named(ofOthers)}; whoever did has to deregister ${ofOthers.length > 1 ? "them" : "it"}.`
			: "",
	]
		.filter((sentence) => sentence !== "")
		.join(" ");
}

function named(instances: readonly RegisteredInstance[]): string {
	const ids = instances.slice(0, namedInstances).map(({ id }) => `"${id}"`);
	const others = instances.length - ids.length;
	return others > 0 ? `${ids.join(", ")} and ${others} others` : ids.join(", ");
}
