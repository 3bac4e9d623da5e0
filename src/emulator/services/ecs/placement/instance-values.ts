/**
 * The subjects of the cluster query language for a container instance: its attributes and properties that ECS knows
 * itself (ECS developer guide, cluster query language, subjects).
 */

import { valueAt } from "../../../../lib/json.ts";
import type { InstanceRecord } from "../records.ts";
import type { Lookup } from "./expressions.ts";

/** An instance's values by subject; an attribute without a value has an empty one. */
export function valuesOf(instance: InstanceRecord): Lookup {
	return (subject) => {
		if (subject.startsWith("attribute:")) {
			const attribute = instance.attributes.get(subject.slice("attribute:".length));
			return attribute ? [attribute.value ?? ""] : [];
		}
		return valueAt(facts, subject)?.(instance) ?? [];
	};
}

const facts: Readonly<Record<string, (instance: InstanceRecord) => readonly string[]>> = {
	agentConnected: ({ status }) => [String(status !== "INACTIVE")],
	agentVersion: ({ versionInfo }) => (versionInfo.agentVersion ? [versionInfo.agentVersion] : []),
	ec2InstanceId: ({ ec2InstanceId }) => [ec2InstanceId],
	registeredAt: ({ registeredAtMs }) => [new Date(registeredAtMs).toISOString()],
	runningTasksCount: ({ tasks }) => [String(countRunning(tasks))],
	"task:group": ({ tasks }) => Array.from(tasks, ({ group }) => group),
};

function countRunning(tasks: InstanceRecord["tasks"]): number {
	return [...tasks].filter(({ desiredStatus }) => desiredStatus === "RUNNING").length;
}
