/** The wording of discovery mismatches. */
import { listed } from "../../lib/listed.ts";
import type { Wordings } from "./wording.ts";

/** ECS registers a task once, when it starts. */
const newTasks = "If it persists, deploy the service again with `policy.redeploy`, so that ECS registers new tasks.";
const hostedZone = "If it persists, correct the hosted zone: another tool may have changed its records.";

export const mismatches: Wordings<
	| "TaskNotRegistered"
	| "InstanceHidden"
	| "AddressDiffers"
	| "PortDiffers"
	| "InstanceOfEndedTask"
	| "RecordWithoutInstance"
	| "RecordsMissing"
	| "RecordsDiffer"
> = {
	TaskNotRegistered: {
		severity: "error",
		cause: "A running task has no instance in its registry.",
		message: ({ task, service, registry }) => `The task ${task} of ${service} runs and has no instance in ${registry}.`,
		remediation: newTasks,
	},
	InstanceHidden: {
		severity: "error",
		cause: "Cloud Map hides the instance of a healthy task as unhealthy.",
		message: ({ task }) => `The task ${task} is healthy, and Cloud Map hides its instance as unhealthy.`,
		remediation: newTasks,
	},
	AddressDiffers: {
		severity: "error",
		cause: "An instance has another address than its task.",
		message: ({ instance, registered, actual }) =>
			`The instance ${instance} has the address ${registered}, and its task has ${actual}.`,
		remediation: newTasks,
	},
	PortDiffers: {
		severity: "error",
		cause: "An instance has another port than its task.",
		message: ({ instance, registered, actual }) =>
			`The instance ${instance} has the port ${registered}, and its task listens on ${listed(actual.map(String))}.`,
		remediation: newTasks,
	},
	InstanceOfEndedTask: {
		severity: "warning",
		cause: "Clients find an instance whose task ended. evenkeel deregisters it.",
		message: ({ instance }) => `Clients find the instance ${instance}, and its task has ended.`,
	},
	RecordWithoutInstance: {
		severity: "error",
		cause: "DNS has a record without an instance.",
		message: ({ instance }) => `DNS has a record for ${instance}, and no such instance is registered.`,
		remediation: hostedZone,
	},
	RecordsMissing: {
		severity: "error",
		cause: "An instance lacks DNS records.",
		message: ({ instance, records }) => `The instance ${instance} lacks ${listed(records)}.`,
		remediation: hostedZone,
	},
	RecordsDiffer: {
		severity: "error",
		cause: "DNS records of an instance have other values than they should.",
		message: ({ instance, records }) =>
			`DNS records of the instance ${instance} differ: ` +
			`${records.map(({ record, values, expected }) => `${record} has ${values.join(", ")} instead of ${expected}`).join("; ")}.`,
		remediation: hostedZone,
	},
};
