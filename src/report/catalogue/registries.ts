/** The wording of the reasons of registries. */
import { counted } from "../text.ts";
import type { Wordings } from "./wording.ts";

export const registries: Wordings<
	| "CreatedByEcs"
	| "RegistryInHttpNamespace"
	| "RecordTypesDiffer"
	| "DeclareOtherRegistry"
	| "InstanceLeftBehind"
	| "InstancesRemain"
> = {
	CreatedByEcs: {
		severity: "warning",
		cause: "ECS created the registry for Service Connect and deletes it automatically.",
		message: ({ tag }) => `ECS created it for Service Connect (its tag ${tag}) and deletes it automatically.`,
		remediation: "Remove its manifest, and declare the service that it was created for.",
	},
	RegistryInHttpNamespace: {
		severity: "warning",
		cause: "Cloud Map cannot change a registry in an HTTP namespace.",
		message: ({ fields }) => `Differs in ${fields.join(", ")}, and AWS cannot change a registry in an HTTP namespace.`,
		remediation: "Declare a registry with another name, and move the services to it.",
	},
	RecordTypesDiffer: {
		severity: "warning",
		cause: "Cloud Map can change only the TTL of DNS records, not their types or routing policy.",
		message: () => "Its DNS records differ, and AWS can change only their TTL, not their types or routing policy.",
		remediation: "Declare a registry with another name, and move the services to it.",
	},
	DeclareOtherRegistry: {
		severity: "info",
		cause: "The remediation for a field of a registry that AWS cannot change.",
		message: () => "Declare a registry with another name, and move the services to it.",
	},
	InstanceLeftBehind: {
		severity: "warning",
		cause: "ECS left an instance of an ended task registered.",
		message: ({ instance, mismatch }, word) =>
			mismatch
				? `ECS left an instance registered: ${word(mismatch)}`
				: `ECS left the instance ${instance} of an ended task registered. It is deregistered before the registry is deleted.`,
	},
	InstancesRemain: {
		severity: "info",
		cause: "The registry to delete still contains instances.",
		message: ({ count, ofTasks, ofOthers }) =>
			[
				`Deletion waits until no instance is registered; it has ${counted(count, "instance")}.`,
				ofTasks.length > 0 ? `Tasks are still running for ${some(ofTasks)}.` : "",
				ofOthers.length > 0 ? `ECS did not register ${some(ofOthers)}.` : "",
			]
				.filter(Boolean)
				.join(" "),
		remediation: ({ ofOthers }) => (ofOthers.length > 0 ? `Deregister ${some(ofOthers)}.` : undefined),
	},
};

/** Up to three names, and the number of the others. */
function some(names: readonly string[]): string {
	const first = names.slice(0, 3).map((name) => `"${name}"`);
	return names.length > 3 ? `${first.join(", ")} and ${names.length - 3} others` : first.join(", ");
}
