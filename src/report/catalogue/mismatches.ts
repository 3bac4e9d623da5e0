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
		message: ({ task, service, registry }) =>
			`The task ${task} of ${service} is running but has no instance in ${registry}.`,
		remediation: newTasks,
	},
	InstanceHidden: {
		severity: "error",
		cause: "Cloud Map hides the instance of a healthy task as unhealthy.",
		message: ({ task }) => `The task ${task} is healthy, but Cloud Map hides its instance as unhealthy.`,
		remediation: newTasks,
	},
	AddressDiffers: {
		severity: "error",
		cause: "The address of an instance differs from its task's.",
		message: ({ instance, registered, actual }) =>
			`The instance ${instance} has the address ${registered}, but its task has ${actual}.`,
		remediation: newTasks,
	},
	PortDiffers: {
		severity: "error",
		cause: "The port of an instance differs from its task's.",
		message: ({ instance, registered, actual }) =>
			`The instance ${instance} has the port ${registered}, but its task listens on ${listed(actual.map(String))}.`,
		remediation: newTasks,
	},
	InstanceOfEndedTask: {
		severity: "warning",
		cause: "Clients discover an instance whose task has ended. evenkeel deregisters it.",
		message: ({ instance }) => `Clients discover the instance ${instance}, but its task has ended.`,
	},
	RecordWithoutInstance: {
		severity: "error",
		cause: "DNS has a record without an instance.",
		message: ({ instance }) => `DNS has a record for ${instance}, but no such instance is registered.`,
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
		cause: "DNS records of an instance have unexpected values.",
		message: ({ instance, records }) =>
			`DNS records of the instance ${instance} differ: ` +
			`${records.map(({ record, values, expected }) => `${record} has ${values.join(", ")} instead of ${expected}`).join("; ")}.`,
		remediation: hostedZone,
	},
};
